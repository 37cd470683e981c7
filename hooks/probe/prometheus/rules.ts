// Parses the rules that a server runs: `/api/v1/rules` of Prometheus and of Thanos Ruler (prometheus.io: HTTP API).
import { isRecord, recordsOf } from '../../core/yaml.ts';
import type { Outcome } from '../io/outcome.ts';

type Texts = Readonly<Record<string, string>>;

/** A rule as a server prints it. Durations are in seconds. */
export interface LoadedRule {
  readonly isAlert: boolean;
  readonly name: string;
  readonly query: string;
  readonly duration: number;
  readonly keepFiringFor: number;
  readonly labels: Texts;
  readonly annotations: Texts;
}

/** A group of rules. */
export interface LoadedGroup {
  readonly name: string;
  /** The path of its file in the container. */
  readonly file: string;
  /** In seconds. */
  readonly interval: number;
  readonly limit: number;
  readonly rules: readonly LoadedRule[];
}

const texts = (value: unknown): Texts =>
  isRecord(value)
    ? (Object.fromEntries(Object.entries(value).filter(([, text]) => typeof text === 'string')) as Texts)
    : {};

const rule = (value: Readonly<Record<string, unknown>>): LoadedRule => ({
  isAlert: value['type'] === 'alerting',
  name: String(value['name']),
  query: String(value['query']),
  duration: Number(value['duration'] ?? 0),
  keepFiringFor: Number(value['keepFiringFor'] ?? 0),
  labels: texts(value['labels']),
  annotations: texts(value['annotations']),
});

/** The groups in the body of `/api/v1/rules`; `bad` for another body. */
export function readRules(body: string): Outcome<readonly LoadedGroup[]> {
  try {
    const { data } = JSON.parse(body) as { readonly data?: { readonly groups?: unknown } };
    if (!Array.isArray(data?.groups)) return { is: 'bad', reason: 'not a list of rule groups' };
    const groups = data.groups.filter(isRecord).map((group) => ({
      name: String(group['name']),
      file: String(group['file']),
      interval: Number(group['interval'] ?? 0),
      limit: Number(group['limit'] ?? 0),
      rules: recordsOf(group['rules']).map(rule),
    }));
    return { is: 'ok', value: groups };
  } catch {
    return { is: 'bad', reason: 'not a list of rule groups' };
  }
}
