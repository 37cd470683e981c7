// The objects of a cluster that the hooks would read: custom resources, namespaces, and what these refer to. Of Secrets
// only those that are named.
import { GROUP, KINDS, type Kind } from '../../../api/kinds.ts';
import { customizeAssets } from '../../../controllers/assets/sync.ts';
import type { RelatedRule } from '../../../core/hook.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { type Options, UsageError } from '../../../core/options.ts';
import { formatSelector } from '../../../core/selector.ts';
import { ASSET_KINDS } from '../../../references/assetsecret.ts';
import { WORKLOADS } from '../../routing/workloads.ts';
import { type Cluster, type Got, kubectlGet, type Query } from './kubectl.ts';

/** Calls of kubectl at the same time. */
const CONCURRENCY = 4;
/** Names in one call: a command line has a limit. */
const MAX_NAMES = 200;

/** Resources that commands do not read: what pods report is not part of a preview. */
const NOT_READ: ReadonlySet<string> = new Set(['pods', 'poddisruptionbudgets', 'serviceimports']);

const kinds: readonly Kind[] = KINDS;
const CUSTOM: ReadonlySet<string> = new Set(kinds.map(({ plural }) => plural));

export interface LiveRequest {
  readonly cluster: Cluster;
  /** Only objects of this namespace. */
  readonly namespace?: string | undefined;
  readonly options: Options;
}

export interface Live {
  readonly objects: readonly KubernetesObject[];
  /** What could not be read, and why. */
  readonly notes: readonly string[];
}

export interface Answer {
  readonly query: Query;
  readonly got: Got;
}

/** The answers to queries, some at the same time. */
export async function getAll(queries: readonly Query[], cluster: Cluster): Promise<Answer[]> {
  const answers: Answer[] = [];
  const open = [...queries];
  const work = async (): Promise<void> => {
    for (let query = open.shift(); query; query = open.shift())
      answers.push({ query, got: await kubectlGet(query, cluster) });
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return answers;
}

/** The queries that failed, but for resources that the cluster does not know. */
export const failures = (answers: readonly Answer[]): { readonly query: Query; readonly error: string }[] =>
  answers.flatMap(({ query, got }) => ('error' in got && !got.isAbsent ? [{ query, error: got.error }] : []));

/** The objects of all answers. */
export const found = (answers: readonly Answer[]): KubernetesObject[] =>
  answers.flatMap(({ got }) => ('objects' in got ? got.objects : []));

/** What the hooks ask Metacontroller for, for one object. */
function relatedRules(object: KubernetesObject, options: Options): readonly RelatedRule[] {
  if (!object.apiVersion.startsWith(`${GROUP}/`)) return [];
  const workload = WORKLOADS[object.kind];
  if (workload) return workload.customize({ parent: object }, options).relatedResources;
  return Object.hasOwn(ASSET_KINDS, object.kind) ? customizeAssets({ parent: object }, options).relatedResources : [];
}

/** `apps/v1`, `deployments` is `deployments.apps` for kubectl. */
const resourceName = ({ apiVersion, resource }: RelatedRule): string => {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  return group ? `${resource}.${group}` : resource;
};

function queriesOf(rules: readonly RelatedRule[], only: string | undefined): Query[] {
  const named = new Map<string, { readonly query: Query; readonly names: Set<string> }>();
  const selected = new Map<string, Query>();
  for (const rule of rules) {
    const { resource, labelSelector } = rule;
    if (NOT_READ.has(resource) || CUSTOM.has(resource) || resource === 'namespaces') continue;
    const namespace = rule.namespace ?? only;
    if (only !== undefined && namespace !== only) continue;
    const query: Query = { resource: resourceName(rule), namespace };
    const key = JSON.stringify(query);
    if (rule.names) {
      const before = named.get(key) ?? { query, names: new Set<string>() };
      for (const name of rule.names) before.names.add(name);
      named.set(key, before);
    } else if (resource !== 'secrets') {
      const selector = labelSelector ? formatSelector(labelSelector) : '';
      selected.set(`${key} ${selector}`, { ...query, selector });
    }
  }
  const byName = [...named.values()].flatMap(({ query, names }) => {
    const all = [...names];
    const parts = Array.from({ length: Math.ceil(all.length / MAX_NAMES) }, (_, i) =>
      all.slice(i * MAX_NAMES, (i + 1) * MAX_NAMES),
    );
    return parts.map((part): Query => ({ ...query, names: part }));
  });
  return [...byName, ...selected.values()];
}

/**
 * Reads a cluster: all custom resources of monitoring.coreos.com, the namespaces, and what the hooks would ask for.
 * Throws `UsageError` where no custom resource can be read.
 */
export async function readLive({ cluster, namespace, options }: LiveRequest): Promise<Live> {
  const own = kinds.map(({ plural, version }): Query => ({ resource: `${plural}.${version}.${GROUP}`, namespace }));
  const first = await getAll([...own, { resource: 'namespaces' }], cluster);
  const failed = failures(first);
  const [one] = failed;
  if (one && failed.length >= own.length) throw new UsageError(`kubectl get ${one.query.resource}: ${one.error}`);
  const objects = found(first);
  const rules = objects.flatMap((object) => relatedRules(object, options));
  const second = await getAll(queriesOf(rules, namespace), cluster);
  return {
    objects: [...objects, ...found(second)],
    notes: [...failed, ...failures(second)].map(({ query, error }) => `cannot read ${query.resource}: ${error}`),
  };
}
