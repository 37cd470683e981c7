// What a change of objects changes in the children and the configurations of workloads.
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import { placeholders } from '../../references/placeholders.ts';
import { ruleKey } from '../../rules/examine.ts';
import { type Reported, reportedBy } from '../lint/workloads.ts';
import { admitted, DECORATED, type RenderedParent, type RenderOptions, render } from '../routing/render.ts';
import { WORKLOADS } from '../routing/workloads.ts';
import { byName, type Change, compareByName, type WorkloadChanges } from './change.ts';
import { childChanges, contentChanges, type FileName } from './children.ts';

const REFERRING: ReadonlySet<string> = new Set([...DECORATED, ...Object.keys(WORKLOADS)]);

/** Annotations of tools, which change nothing. */
const TOOLS = /^kubectl\.kubernetes\.io\//;

/** The object as a file declares it: without what the API server adds, which names of files depend on. */
export function declared(object: KubernetesObject): KubernetesObject {
  const { status: _status, metadata, ...rest } = object;
  const { name, namespace, labels, annotations } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !TOOLS.test(key));
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels ? { labels } : {}),
      ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}),
    },
  } as KubernetesObject;
}

/** The name of the workloads that stand in for those of a cluster. */
const STAND_IN = 'any';
const ALL = {};
const STAND_INS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Prometheus: {
    serviceMonitorSelector: ALL,
    serviceMonitorNamespaceSelector: ALL,
    podMonitorSelector: ALL,
    podMonitorNamespaceSelector: ALL,
    probeSelector: ALL,
    probeNamespaceSelector: ALL,
    scrapeConfigSelector: ALL,
    scrapeConfigNamespaceSelector: ALL,
    ruleSelector: ALL,
    ruleNamespaceSelector: ALL,
  },
  Alertmanager: { alertmanagerConfigSelector: ALL, alertmanagerConfigNamespaceSelector: ALL },
};
/** Workloads that make a stand-in needless. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  Prometheus: ['Prometheus', 'PrometheusAgent', 'ThanosRuler'],
  Alertmanager: ['Alertmanager'],
};

/** Workloads that select everything, of the kinds that neither side has. */
const standIns = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
  Object.entries(STAND_INS)
    .filter(([kind]) => !objects.some((object) => INSTEAD[kind]?.includes(object.kind)))
    .map(([kind, spec]) => ({
      apiVersion: 'monitoring.coreos.com/v1',
      kind,
      metadata: { name: STAND_IN, namespace: STAND_IN, annotations: { [`${OWN}/rules-configmap`]: 'ignore' } },
      spec,
    }));

interface Side {
  readonly parents: ReadonlyMap<string, RenderedParent>;
  readonly problems: ReadonlyMap<string, readonly Reported[]>;
}

const workloadName = ({ kind, namespace, name }: RenderedParent): string => `${kind} ${namespace}/${name}`;

function sideOf(objects: readonly KubernetesObject[], options: RenderOptions): Side {
  const stored = objects.map(admitted);
  const pool = [...stored, ...placeholders(stored, REFERRING)];
  const problems = new Map<string, Reported[]>();
  const { parents } = render(pool, options);
  for (const one of reportedBy(parents, false)) {
    const list = problems.get(one.workload) ?? [];
    list.push(one);
    problems.set(one.workload, list);
  }
  return { parents: byName(parents, workloadName), problems };
}

const problemText = ({ kind, namespace, name, path, message }: Reported): string =>
  `${kind} ${namespace}/${name}: ${path ? `${path}: ` : ''}${message}`;

const problemChanges = (before: readonly Reported[], after: readonly Reported[]): Change[] =>
  compareByName('problem', byName(before, problemText), byName(after, problemText), () => []);

/** Names of stand-ins, as a reader understands them. */
const titleOf = ({ kind, namespace, name }: RenderedParent): string =>
  namespace === STAND_IN && name === STAND_IN ? `any ${kind} that selects everything` : `${kind} ${namespace}/${name}`;

const isStandIn = ({ namespace, name }: RenderedParent): boolean => namespace === STAND_IN && name === STAND_IN;

/** Rule files by the PrometheusRule that they come from. */
function fileNames(objects: readonly KubernetesObject[]): FileName {
  const names = new Map(
    objects
      .filter(({ kind }) => kind === 'PrometheusRule')
      .map((object) => admitted(object).metadata)
      .map(({ namespace = '', name }) => [ruleKey(namespace, name, ''), `PrometheusRule ${namespace}/${name}`]),
  );
  return (key) => names.get(key) ?? `file ${key}`;
}

/** A workload that cannot be reconciled keeps its children. */
const staysAsItIs = (parent: RenderedParent | undefined): boolean => parent?.children.length === 0;

function workloadChanges(id: string, before: Side, after: Side, fileName: FileName): WorkloadChanges[] {
  const [old, now] = [before.parents.get(id), after.parents.get(id)];
  const parent = now ?? old;
  if (!parent) return [];
  const compare = isStandIn(parent) ? contentChanges : childChanges;
  const children = { before: old?.children ?? [], after: now?.children ?? [], fileName };
  const changes = [
    ...(staysAsItIs(now) ? [] : compare(children)),
    ...problemChanges(before.problems.get(id) ?? [], after.problems.get(id) ?? []),
  ];
  const kind = !old ? 'added' : !now ? 'removed' : 'changed';
  return changes.length > 0 || kind !== 'changed' ? [{ workload: titleOf(parent), kind, changes }] : [];
}

/**
 * The changes of all workloads from the first objects to the second. Secrets that are not among them have placeholders.
 * Where neither side has a Prometheus or an Alertmanager, one that selects everything stands in. Throws `UsageError` for
 * wrong flags.
 */
export function diff(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
  options: RenderOptions = {},
): readonly WorkloadChanges[] {
  const all: RenderOptions = {
    ...options,
    now: options.now ?? new Date(0),
    flags: ['--alertmanager-without-config=default', ...(options.flags ?? [])],
  };
  const [old, now] = [before.map(declared), after.map(declared)];
  const more = standIns([...old, ...now]);
  const [oldSide, newSide] = [sideOf([...old, ...more], all), sideOf([...now, ...more], all)];
  const fileName = fileNames([...old, ...now]);
  const ids = new Set([...oldSide.parents.keys(), ...newSide.parents.keys()]);
  return [...ids].sort().flatMap((id) => workloadChanges(id, oldSide, newSide, fileName));
}
