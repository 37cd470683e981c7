// Metacontroller's strict reading of answers: what it would refuse, or choke on, fails here.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { isRecord } from '../../hooks/core/yaml.ts';

const SYNC: ReadonlySet<string> = new Set(['status', 'children', 'resyncAfterSeconds', 'finalized']);
const DECORATE: ReadonlySet<string> = new Set([
  'labels',
  'annotations',
  'status',
  'attachments',
  'resyncAfterSeconds',
  'finalized',
]);
const RULE: ReadonlySet<string> = new Set([
  'apiVersion',
  'resource',
  'labelSelector',
  'namespaceSelector',
  'namespace',
  'names',
]);

function onlyKnown(answer: Record<string, unknown>, known: ReadonlySet<string>): void {
  for (const key of Object.keys(answer)) if (!known.has(key)) throw new Error(`unknown field "${key}" in an answer`);
}

function objects(list: unknown, where: string): KubernetesObject[] {
  if (!Array.isArray(list)) throw new Error(`${where} is not a list`);
  for (const item of list) {
    if (item === null) throw new Error(`a null in ${where} crashes Metacontroller`);
    if (!isRecord(item) || typeof item['kind'] !== 'string' || !item['kind'])
      throw new Error(`an object without kind in ${where}`);
  }
  return list as KubernetesObject[];
}

export interface Answer {
  readonly status: Record<string, unknown> | null;
  /** Of a decorator: annotations of the object to set, or to remove where null. */
  readonly annotations: Readonly<Record<string, string | null>>;
  readonly objects: readonly KubernetesObject[];
  readonly resyncAfterSeconds: number;
  readonly finalized: boolean;
}

/** Parses the response of a sync or finalize hook, of a decorator or a composite controller. */
export function readAnswer(body: string, decorator: boolean): Answer {
  const answer: unknown = JSON.parse(body);
  if (!isRecord(answer) || Object.keys(answer).length === 0) throw new Error('an empty answer deletes every child');
  onlyKnown(answer, decorator ? DECORATE : SYNC);
  const { status, resyncAfterSeconds, finalized } = answer;
  if (status !== null && !isRecord(status)) throw new Error('status is not an object');
  if (!decorator && !isRecord(status)) throw new Error('a parent would lose its status');
  return {
    status: status as Record<string, unknown> | null,
    annotations: isRecord(answer['annotations']) ? (answer['annotations'] as Record<string, string | null>) : {},
    objects: objects(answer[decorator ? 'attachments' : 'children'], decorator ? 'attachments' : 'children'),
    resyncAfterSeconds: typeof resyncAfterSeconds === 'number' ? resyncAfterSeconds : 0,
    finalized: finalized === true,
  };
}

/** Reads a customize answer. */
export function readRules(body: string): readonly Record<string, unknown>[] {
  const answer: unknown = JSON.parse(body);
  if (!isRecord(answer)) throw new Error('a customize answer is not an object');
  onlyKnown(answer, new Set(['relatedResources']));
  const rules = answer['relatedResources'];
  if (!Array.isArray(rules)) throw new Error('relatedResources is not a list');
  for (const rule of rules as Record<string, unknown>[]) {
    onlyKnown(rule, RULE);
    if (rule['names'] && (rule['labelSelector'] || rule['namespaceSelector']))
      throw new Error('names excludes both selectors');
    if (rule['namespace'] && rule['namespaceSelector']) throw new Error('namespace excludes namespaceSelector');
  }
  return rules as Record<string, unknown>[];
}
