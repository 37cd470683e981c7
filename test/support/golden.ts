// Golden cases: what a rendered parent shows, in a form that is easy to read and to write, and how it is compared with
// what a case wants.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import type { RenderedParent } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { GO_SCHEMA, isRecord } from '../../hooks/core/yaml.ts';
import { configText } from './config.ts';

export interface Want {
  /** One sentence a user could have said. */
  readonly story: string;
  readonly flags?: readonly string[];
  readonly parity?: boolean;
  /** Which parent is looked at, where there are several. */
  readonly parent?: string;
  /** Parts of `Found`: maps may leave members out, lists are whole, `null` means that there is no such member. */
  readonly see?: Readonly<Record<string, unknown>>;
}

/** What a case can look at. */
export interface Found {
  /** The configuration file, without its jobs. */
  readonly config: unknown;
  /** Names of the jobs, in order. */
  readonly jobNames: readonly string[];
  readonly jobs: Readonly<Record<string, unknown>>;
  /** Relabeling rules of each job, one line a rule. */
  readonly relabelings: Readonly<Record<string, readonly string[]>>;
  readonly metricRelabelings: Readonly<Record<string, readonly string[]>>;
  /** Rule files by ConfigMap and name. */
  readonly rules: Readonly<Record<string, unknown>>;
  /** `Kind name` of all children. */
  readonly children: readonly string[];
  readonly objects: Readonly<Record<string, KubernetesObject>>;
  /** Names of containers, and arguments of each as a map. */
  readonly containers: readonly string[];
  readonly args: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Files of text Secrets. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>>;
}

export function readCase(folder: string): { readonly input: KubernetesObject[]; readonly want: Want } {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const input = loadAll(read('input.yaml')).filter(
    (object) => object !== null && object !== undefined,
  ) as KubernetesObject[];
  return { input, want: load(read('want.yaml')) as Want };
}

interface Rule {
  readonly action?: string;
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly target_label?: string;
  readonly regex?: unknown;
  readonly modulus?: number;
  readonly replacement?: string;
}

/** A relabeling rule as one line: `a,b -> target regex (.+) replacement $1`, `keep a regex x`. */
function line(rule: Rule): string {
  const words = [
    rule.action === 'replace' ? undefined : rule.action,
    rule.source_labels?.join(','),
    rule.target_label === undefined ? undefined : `-> ${rule.target_label}`,
    rule.regex === undefined ? undefined : `regex ${rule.regex}`,
    rule.modulus === undefined ? undefined : `modulus ${rule.modulus}`,
    rule.replacement === undefined ? undefined : `replacement ${rule.replacement}`,
  ];
  return words.filter((word) => word !== undefined).join(' ');
}

interface Job {
  readonly job_name: string;
  readonly relabel_configs?: readonly Rule[];
  readonly metric_relabel_configs?: readonly Rule[];
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
}

const podOf = (children: readonly KubernetesObject[]): readonly Container[] => {
  const set = children.find(({ kind }) => kind === 'StatefulSet' || kind === 'DaemonSet') as
    | { readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } } }
    | undefined;
  return set?.spec.template.spec.containers ?? [];
};

/** `--a=b` as a member; a flag without a value is `true`, one that is given twice a list. */
function argsOf({ args = [] }: Container): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const arg of args) {
    const [, name = arg, value] = /^--([^=]+)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    const before = out[name];
    out[name] = before === undefined ? (value ?? true) : [before, value].flat();
  }
  return out;
}

const byKey = <T, V>(items: readonly T[], key: (item: T) => string, value: (item: T) => V): Record<string, V> =>
  Object.fromEntries(items.map((item) => [key(item), value(item)]));

function rulesOf(children: readonly KubernetesObject[]): Record<string, unknown> {
  const maps = children.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.includes('-rulefiles-'));
  const files = maps.flatMap((map) => Object.entries((map['data'] ?? {}) as Record<string, string>));
  return Object.fromEntries(files.map(([name, text]) => [name, load(text, { schema: GO_SCHEMA })]));
}

function filesOf(children: readonly KubernetesObject[]): Record<string, unknown> {
  const secrets = children.filter(({ kind }) => kind === 'Secret');
  const entries = secrets.flatMap((secret) =>
    Object.entries((secret['data'] ?? {}) as Record<string, string>)
      .filter(([key]) => !key.endsWith('.gz'))
      .map(([key, text]) => [`${secret.metadata.name}/${key}`, text] as const),
  );
  return Object.fromEntries(
    entries.map(([name, text]) => {
      const plain = Buffer.from(text, 'base64').toString('utf8');
      return [name, name.endsWith('.yaml') && plain ? load(plain, { schema: GO_SCHEMA }) : plain];
    }),
  );
}

/** What the parent shows. */
export function found({ children, status }: RenderedParent): Found {
  const { scrape_configs: jobs = [], ...config } = (load(configText(children) ?? '{}', { schema: GO_SCHEMA }) ??
    {}) as {
    scrape_configs?: readonly Job[];
  };
  const conditions = (status['conditions'] ?? []) as readonly { readonly type: string }[];
  return {
    config,
    jobNames: jobs.map((job) => job.job_name),
    jobs: byKey(
      jobs,
      (job) => job.job_name,
      (job) => job,
    ),
    relabelings: byKey(
      jobs,
      (job) => job.job_name,
      (job) => (job.relabel_configs ?? []).map(line),
    ),
    metricRelabelings: byKey(
      jobs,
      (job) => job.job_name,
      (job) => (job.metric_relabel_configs ?? []).map(line),
    ),
    rules: rulesOf(children),
    children: children.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    objects: byKey(
      children,
      ({ kind, metadata }) => `${kind} ${metadata.name}`,
      (child) => child,
    ),
    containers: podOf(children).map(({ name }) => name),
    args: byKey(podOf(children), ({ name }) => name, argsOf),
    files: filesOf(children),
    conditions: byKey(
      conditions,
      ({ type }) => type,
      (condition) => condition,
    ),
    status,
  };
}

const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function listProblems(want: readonly unknown[], have: unknown, path: string): string[] {
  if (!Array.isArray(have)) return [`${path}: wanted a list, found ${shown(have)}`];
  if (have.length !== want.length) return [`${path}: wanted ${shown(want)}, found ${shown(have)}`];
  return want.flatMap((item, i) => problems(item, have[i], `${path}[${i}]`));
}

/**
 * Where what is wanted is not what was found. A wanted text `/.../` is a regular expression; `- ...` at the start of a
 * list stands for anything before.
 */
export function problems(want: unknown, have: unknown, path: string): string[] {
  if (want === null)
    return have === undefined || have === null ? [] : [`${path}: wanted nothing, found ${shown(have)}`];
  if (Array.isArray(want)) {
    if (want[0] !== '...' || !Array.isArray(have)) return listProblems(want, have, path);
    return listProblems(want.slice(1), have.slice(Math.max(0, have.length - want.length + 1)), path);
  }
  if (isRecord(want)) {
    if (!isRecord(have)) return [`${path}: wanted a map, found ${shown(have)}`];
    return Object.entries(want).flatMap(([key, value]) => problems(value, have[key], path ? `${path} > ${key}` : key));
  }
  if (typeof want === 'string' && /^\/.+\/$/.test(want) && typeof have === 'string') {
    return new RegExp(want.slice(1, -1)).test(have) ? [] : [`${path}: wanted ${want}, found ${shown(have)}`];
  }
  return want === have ? [] : [`${path}: wanted ${shown(want)}, found ${shown(have)}`];
}
