// A Prometheus with sidecars and a query tier: what a sync answers, taken apart.
import { load } from 'js-yaml';
import type { SyncResponse } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../hooks/core/options.ts';
import { configMap, namespace, prometheus, prometheusRule } from './objects.ts';
import { synced } from './tiered.ts';

export const options = parseOptions(['--query-tier=auto']);
const RULES = prometheusRule([
  { name: 'g', partial_response_strategy: 'warn', rules: [{ alert: 'A', expr: 'absent(up)' }] },
]);
const RELATED = [
  namespace('monitoring'),
  RULES,
  configMap('k8s-rules', { 'own.yaml': 'groups: [{name: own, rules: [{record: r, expr: up}]}]' }),
];
export const MAIN = { namespace: 'monitoring', name: 'alertmanager-main', port: 'web' };
export const SPEC = {
  ruleSelector: {},
  thanos: {},
  alerting: { alertmanagers: [MAIN] },
  externalLabels: { cluster: 'eu' },
};

interface Given {
  readonly more?: object;
  readonly children?: readonly KubernetesObject[];
  readonly related?: readonly KubernetesObject[];
  readonly of?: Options;
}

/** What a sync of the Prometheus `k8s` with sidecars answers, taken apart. */
export function sync(spec: object, { more = {}, children = [], related = [], of = options }: Given = {}) {
  const parent = prometheus({ ...SPEC, ...spec }, { uid: 'me', ...more });
  const { answer, find, config, condition } = synced(parent, children, [...RELATED, ...related], of);
  const args = (kind: string, name: string): string[] => podOf(find(kind, name)).containers[0]?.args ?? [];
  const file = (name: string, key: string): unknown => {
    const { [key]: text = '' } = (find('Secret', name)?.['data'] ?? {}) as Record<string, string>;
    return load(Buffer.from(text, 'base64').toString('utf8'));
  };
  const endpointsFile = (): File =>
    load(dataOf(find('ConfigMap', 'prometheus-k8s-query-endpoints'))['endpoints.yaml'] ?? '') as File;
  const endpoints = () => endpointsFile().endpoints;
  return { answer, find, config, condition, args, file, endpoints, endpointsFile };
}
interface File {
  readonly endpoints: readonly { readonly address: string; readonly strict?: boolean }[];
}
interface PodSpec {
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly args: string[];
    readonly readinessProbe?: object;
  }[];
  readonly volumes: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}
const dataOf = (object: KubernetesObject | undefined) => (object?.['data'] ?? {}) as Record<string, string>;
export const specOf = (object: KubernetesObject | undefined) => object?.['spec'] as Record<string, unknown>;
export const templateOf = (object: KubernetesObject | undefined) =>
  specOf(object)['template'] as { metadata: { labels: Record<string, string> }; spec: PodSpec };
export const podOf = (object: KubernetesObject | undefined): PodSpec => templateOf(object).spec;
export const names = ({ children }: SyncResponse, kind: string): string[] =>
  children.filter((child) => child.kind === kind).map(({ metadata }) => metadata.name);
export const rulesIn = (answer: SyncResponse, prefix: string): string =>
  answer.children
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(prefix))
    .map((map) => JSON.stringify(map['data'] ?? {}))
    .join();
