// The scrape objects of a Prometheus, checked: the jobs of accepted ones and the issues of rejected ones.

import type { NewCondition } from '../core/conditions.ts';
import { digestOf, sha256 } from '../core/digest.ts';
import { identityOf, ofSame } from '../core/identity.ts';
import type { Listers } from '../core/inputs.ts';
import { memo } from '../core/memo.ts';
import { type KubernetesObject, keyOf } from '../core/meta.ts';
import type { Enforced } from '../promql/enforce.ts';
import { type AssetKind, assetSecretName, isAssetSecret } from '../references/assetsecret.ts';
import { paddedKeys } from '../references/whitespace.ts';
import { credentialsTrimmed, reconciled } from '../workload/conditions.ts';
import { type NamespaceLabels, type Selection, selectFrom } from '../workload/select.ts';
import { type Examined, examine } from './examine.ts';
import { jobContexts, type KeyedContext, type ScrapeContext } from './job/context.ts';
import { isForConsumers } from './job/federationlabels.ts';
import { SCRAPE_KINDS, type ScrapeKind, type ScrapeObjects } from './kinds.ts';

/** A selected and checked scrape object. */
export interface Selected extends Examined {
  readonly kind: AssetKind;
  readonly object: KubernetesObject;
}

/** Whether an object waits for its asset Secret. */
export const isPending = ({ issues }: Examined): boolean => issues.some(({ reason }) => reason === 'NotBuiltYet');

/** Whether the references of an object are not read, before or after the timeout. */
const isNotLoaded = ({ issues }: Examined): boolean =>
  issues.some(({ reason }) => reason === 'NotBuiltYet' || reason === 'NotReadInTime');

/** Kind, namespace and name of the objects whose references are not read. */
export const notLoadedNames = (selected: readonly Selected[]): string[] =>
  selected
    .filter(isNotLoaded)
    .map(({ kind, object }) => `${kind} ${object.metadata.namespace}/${object.metadata.name}`);

/** Condition Reconciled while objects wait for their asset Secrets; else `undefined`. */
export function waiting(selected: readonly Selected[]): NewCondition | undefined {
  const names = selected
    .filter(isPending)
    .map(({ kind, object }) => `${kind} ${object.metadata.namespace}/${object.metadata.name}`);
  return names.length > 0 ? reconciled('WaitingForAssets', names.slice(0, 5).join(', ')) : undefined;
}

/** Condition CredentialsTrimmed for the credentials of the workload and of the objects; none in parity. */
export const trimmed = (selected: readonly Selected[], { assets, options }: ScrapeContext): NewCondition[] =>
  options.parity ? [] : credentialsTrimmed([...selected.flatMap(({ padded }) => padded), ...paddedKeys(assets)]);

/** What objects are selected from, and what the result depends on besides them. */
interface Sources {
  readonly objects: ScrapeObjects & Pick<Listers, 'secrets'>;
  readonly namespaces: NamespaceLabels;
  readonly context: ScrapeContext;
  readonly contexts: (namespace: string | undefined) => KeyedContext;
  /** Labels for the series of ServiceMonitors with rules. */
  readonly markerLabels: ReadonlyMap<string, Enforced>;
}

/** The selected objects of a kind, and what they were selected with. */
interface Selecting {
  readonly list: readonly Selected[];
  readonly byObject: ReadonlyMap<KubernetesObject, Selected>;
  /** The digest of all that is read besides the objects and their namespaces. */
  readonly besides: string;
}

/** `before`: results for objects that have not changed. */
function selectNow(
  kind: ScrapeKind,
  by: Selection,
  { objects, namespaces, context, contexts, markerLabels }: Sources,
  before: ReadonlyMap<KubernetesObject, Selected> | undefined,
): Selected[] {
  return selectFrom(kind.objects(objects), by, namespaces, context.options)
    .filter((object) => !isForConsumers(object, context.options))
    .map((object) => {
      const known = before?.get(object);
      if (known) return known;
      const { namespace, name } = object.metadata;
      const asset = objects.secrets.get(namespace, assetSecretName(kind.kind, name));
      const marker =
        kind.kind === 'ServiceMonitor' && markerLabels.size > 0 ? markerLabels.get(keyOf(object)) : undefined;
      return { kind: kind.kind, object, ...examine(kind, { object, asset, marker }, contexts(namespace)) };
    });
}

const BYTES_OF_SELECTED = 250;
const lists = memo<Selecting>(({ list }) => BYTES_OF_SELECTED * list.length);

/** The selected objects of a kind. `besides`: a digest of all that is read besides the objects and their namespaces. */
function selectKind(kind: ScrapeKind, sources: Sources, besides: string): readonly Selected[] {
  const { objects, namespaces, context, contexts } = sources;
  const by = kind.selection(context.spec, context.namespace);
  const [ours, theirs] = [contexts(context.namespace), contexts(undefined)];
  const isOfNamespace = ours !== theirs || !by.namespaceSelector;
  const slot = [
    kind.kind,
    theirs.key,
    by.selector,
    by.namespaceSelector,
    isOfNamespace ? [by.namespace, ours.key] : '',
  ];
  const digest = `${identityOf(kind.objects(objects).source)} ${identityOf(namespaces)} ${besides}`;
  return lists.get(sha256(JSON.stringify(slot)), digest, (before) => {
    const list = selectNow(kind, by, sources, before?.besides === besides ? before.byObject : undefined);
    return { list, byObject: new Map(list.map((one) => [one.object, one])), besides };
  }).list;
}

/**
 * All selected scrape objects, a list for each kind, each by namespace and name. `markerLabels`: labels for the series
 * of ServiceMonitors with rules. Workloads that select alike from the same objects get the same lists, which never
 * change.
 */
export function selectScrapeObjects(
  objects: ScrapeObjects & Pick<Listers, 'secrets'>,
  namespaces: NamespaceLabels,
  context: ScrapeContext,
  markerLabels: ReadonlyMap<string, Enforced> = new Map(),
): (readonly Selected[])[] {
  const sources = { objects, namespaces, context, contexts: jobContexts(context), markerLabels };
  const assets = objects.secrets.list().filter(isAssetSecret).map(digestOf);
  const markers = [...markerLabels].map(([monitor, { label, value }]) => [monitor, label, value]);
  const besides = sha256(JSON.stringify([assets, markers]));
  return SCRAPE_KINDS.map((kind) => selectKind(kind, sources, besides));
}

/** The jobs of selected objects, in order. */
export const jobTexts = ofSame((selected: readonly Selected[]): readonly string[] =>
  selected.map(({ jobs }) => jobs).filter(Boolean),
);
