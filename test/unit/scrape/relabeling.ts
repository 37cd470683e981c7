// Prometheus' relabeling for the actions that assignment uses (prometheus.io: configuration, relabel_config).
import { hash } from 'node:crypto';
import type { Section } from '../../../hooks/core/section.ts';

export type Labels = Readonly<Record<string, string>>;

interface Rule {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly modulus?: number;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly action?: string;
}

const hashes = new Map<string, bigint>();

/** The last eight bytes of the MD5 sum, modulo. */
function hashmod(text: string, modulus: number): string {
  const known = hashes.get(text) ?? hash('md5', text, 'buffer').readBigUInt64BE(8);
  hashes.set(text, known);
  return String(known % BigInt(modulus));
}

const regexes = new Map<string, RegExp>();
const regexOf = (text: string): RegExp => {
  const known = regexes.get(text) ?? new RegExp(`^(?:${text})$`, 's');
  regexes.set(text, known);
  return known;
};

const without = (labels: Labels, regex: RegExp): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !regex.test(name)));

/** An empty label is none. */
const put = (labels: Labels, name: string, value: string): Labels => {
  if (value !== '') return { ...labels, [name]: value };
  const { [name]: _gone, ...rest } = labels;
  return rest;
};

/** What is left of a target; nothing where it is dropped. */
export function relabeled(labels: Labels, rules: readonly Section[], shard = 0): Labels | undefined {
  let now = labels;
  for (const rule of rules as readonly Rule[]) {
    const {
      source_labels: sources = [],
      separator = ';',
      target_label: target = '',
      replacement = '$1',
      modulus = 1,
    } = rule;
    const regex = regexOf((rule.regex ?? '(.*)').replaceAll('$(SHARD)', String(shard)));
    const value = sources.map((name) => now[name] ?? '').join(separator);
    if (rule.action === 'hashmod') now = put(now, target, hashmod(value, modulus));
    else if (rule.action === 'labeldrop') now = without(now, regex);
    else if (rule.action === 'replace') {
      const found = regex.exec(value);
      if (found)
        now = put(now, target, replacement.replaceAll('$(SHARD)', String(shard)).replace('$1', found[1] ?? ''));
    } else if (rule.action === 'keep') {
      if (!regex.test(value)) return undefined;
    } else throw new Error(`unexpected action ${rule.action}`);
  }
  return now;
}
