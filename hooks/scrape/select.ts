// The scrape objects of a Prometheus, checked: the jobs of accepted ones and the issues of rejected ones.

import { checkShape } from '../api/shape.ts';
import type { NewCondition } from '../core/conditions.ts';
import { digestOf } from '../core/digest.ts';
import type { Listers } from '../core/inputs.ts';
import { alone } from '../core/isolation.ts';
import type { Issue } from '../core/issue.ts';
import { issueBytes, memo, textBytes } from '../core/memo.ts';
import { type KubernetesObject, keyOf } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { Section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import type { Enforced } from '../promql/enforce.ts';
import { type Assets, mergeAssets, unresolved } from '../references/assets.ts';
import { type AssetKind, assetLookup, assetSecretName } from '../references/assetsecret.ts';
import { resolver, type SecretResolver } from '../references/resolver.ts';
import { paddedKeys } from '../references/whitespace.ts';
import { configBudget, tooLarge, withinBudget } from '../workload/bytebudget.ts';
import { credentialsTrimmed, reconciled } from '../workload/conditions.ts';
import { gzip, gzipPieces } from '../workload/gzip.ts';
import { type NamespaceLabels, selectFrom } from '../workload/select.ts';
import { checkJobs } from './job/acceptance.ts';
import { type JobContext, jobContexts, type KeyedContext, type ScrapeContext } from './job/context.ts';
import { isForConsumers } from './job/federationlabels.ts';
import { SCRAPE_KINDS, type ScrapeKind, type ScrapeObjects } from './kinds.ts';

/** A checked scrape object: issues if it is rejected, else its jobs as YAML list items. */
export interface Examined {
  readonly issues: readonly Issue[];
  /** Its TLS files. Those of a rejected object are used only in parity. */
  readonly files: ReadonlyMap<string, string>;
  readonly jobs: string;
  /** The keys of its credentials that end in white space. */
  readonly padded: readonly string[];
}

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

const examined = memo<Examined>(
  ({ issues, files, jobs, padded }) =>
    issueBytes(issues) + textBytes(jobs, ...files.keys(), ...files.values(), ...padded),
);
/** A scrape object and what is read with it. */
export interface ScrapeObject {
  readonly object: KubernetesObject;
  /** Its asset Secret, if it exists. */
  readonly asset: KubernetesObject | undefined;
  /** The label that its series get, for rules of a ServiceMonitor. */
  readonly marker?: Enforced | undefined;
}

/** The jobs of a checked object. None if it is rejected. */
export interface Resolved {
  readonly issues: readonly Issue[];
  readonly assets: Assets;
  readonly jobs: readonly Section[];
}

/** Checks one object with what `own` reads of its references: its jobs, or the issues for which it is rejected. */
export function resolveJobs(
  kind: ScrapeKind,
  { object, marker }: Pick<ScrapeObject, 'object' | 'marker'>,
  own: SecretResolver,
  context: JobContext,
): Resolved {
  const { name, namespace = '' } = object.metadata;
  const malformed = checkShape(object);
  const resolved = malformed.length > 0 ? unresolved(malformed) : kind.resolve(object, own, context);
  // The Prometheus has the credentials of its scrape classes, for objects of its own namespace.
  const subject = { namespace, name, assets: mergeAssets([context.assets, resolved.assets]), mark: marker };
  const jobs = resolved.issues.length > 0 ? [] : kind.jobs(object, subject, context);
  const issues = resolved.issues.length > 0 ? resolved.issues : checkJobs(jobs, kind.pathOf, context);
  return { issues, assets: resolved.assets, jobs: issues.length > 0 ? [] : jobs };
}

function examineNow(kind: ScrapeKind, scraped: ScrapeObject, context: JobContext): Examined {
  const { object, asset } = scraped;
  const own = resolver(assetLookup(object, asset), object.metadata.namespace ?? '', context.options.parity);
  const { issues, assets, jobs } = resolveJobs(kind, scraped, own, context);
  return { issues, files: assets.files, jobs: jobs.length > 0 ? dumpYaml(jobs) : '', padded: paddedKeys(assets) };
}

/** Checks one object and renders its jobs. The result is cached for all workloads with the same context. */
export function examine(kind: ScrapeKind, scraped: ScrapeObject, { context, key }: KeyedContext): Examined {
  const { object, asset, marker } = scraped;
  const { namespace, name } = object.metadata;
  const digest = `${digestOf(object)} ${asset ? digestOf(asset) : ''} ${marker ? 'marked' : ''}`;
  return examined.get(`${key}|${kind.kind}/${namespace}/${name}`, digest, () =>
    alone(
      object,
      () => examineNow(kind, scraped, context),
      (issue) => ({ issues: [issue], files: new Map(), jobs: '', padded: [] }),
    ),
  );
}

/**
 * All selected scrape objects, by kind, namespace and name. `markerLabels`: labels for the series of ServiceMonitors
 * with rules.
 */
export function selectScrapeObjects(
  objects: ScrapeObjects & Pick<Listers, 'secrets'>,
  namespaces: NamespaceLabels,
  context: ScrapeContext,
  markerLabels: ReadonlyMap<string, Enforced> = new Map(),
): Selected[] {
  const contexts = jobContexts(context);
  return SCRAPE_KINDS.flatMap((kind) => {
    const selection = kind.selection(context.spec, context.namespace);
    const selected = selectFrom(kind.objects(objects), selection, namespaces, context.options);
    return selected
      .filter((object) => !isForConsumers(object, context.options))
      .map((object) => {
        const { namespace, name } = object.metadata;
        const asset = objects.secrets.get(namespace, assetSecretName(kind.kind, name));
        const marker =
          kind.kind === 'ServiceMonitor' && markerLabels.size > 0 ? markerLabels.get(keyOf(object)) : undefined;
        return { kind: kind.kind, object, ...examine(kind, { object, asset, marker }, contexts(namespace)) };
      });
  });
}

/**
 * The objects, with as many rejected as needed so that the configuration fits its Secret. `owner`: uid of the workload.
 */
export function fitting(selected: readonly Selected[], owner: string, options: Options): readonly Selected[] {
  const budget = configBudget(options);
  if (selected.reduce((sum, { jobs }) => sum + jobs.length, 0) <= budget / 2) return selected;
  return withinBudget(selected, budget, {
    totalBytes: (items) =>
      gzipPieces(
        owner,
        items.map(({ jobs }) => jobs),
      ).length,
    share: (item) =>
      item.jobs === ''
        ? undefined
        : { item, namespace: item.object.metadata.namespace ?? '', bytes: gzip(item.jobs).length },
    reject: (item) => ({ ...item, issues: [tooLarge()], jobs: '' }),
  });
}
