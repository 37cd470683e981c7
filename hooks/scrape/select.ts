// Which scrape objects belong to a Prometheus, which of them are rejected and why, and the jobs of the others.

import { checkShape } from '../api/shape.ts';
import type { NewCondition } from '../core/conditions.ts';
import { digestOf, sha256 } from '../core/digest.ts';
import type { Listers } from '../core/inputs.ts';
import { alone } from '../core/isolation.ts';
import type { Issue } from '../core/issue.ts';
import { issueBytes, memo, textBytes } from '../core/memo.ts';
import { type KubernetesObject, keyOf } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { dumpYaml } from '../core/yaml.ts';
import type { Enforced } from '../promql/enforce.ts';
import { type AssetKind, assetLookup, assetSecretName } from '../references/assetsecret.ts';
import { resolver } from '../references/resolver.ts';
import { formatVersion } from '../versions/version.ts';
import { configRoom, noRoom, withRoom } from '../workload/bytebudget.ts';
import { reconciled } from '../workload/conditions.ts';
import { gzip, gzipPieces } from '../workload/gzip.ts';
import { type NamespaceLabels, selectFrom } from '../workload/select.ts';
import { textOf } from './job/assignment.ts';
import type { ScrapeContext } from './job/context.ts';
import { isForConsumers } from './job/federationlabels.ts';
import { SCRAPE_KINDS, type ScrapeKind, type ScrapeObjects } from './kinds.ts';

/** A scrape object after its check: rejected with issues, or with its jobs as YAML list items. */
export interface Examined {
  readonly issues: readonly Issue[];
  /**
   * TLS files it brings. A rejected object's files stay out of the way, but where the Go operator keeps them so does
   * parity.
   */
  readonly files: ReadonlyMap<string, string>;
  readonly jobs: string;
}

export interface Selected extends Examined {
  readonly kind: AssetKind;
  readonly object: KubernetesObject;
}

/** Whether an object waits for its asset Secret. */
export const isPending = ({ issues }: Examined): boolean => issues.some(({ reason }) => reason === 'NotBuiltYet');

/** Whether an object has no asset Secret that it could be read from, whether it is waited for or not. */
const isUnread = ({ issues }: Examined): boolean =>
  issues.some(({ reason }) => reason === 'NotBuiltYet' || reason === 'NotReadInTime');

/** Kind, namespace and name of the objects that are not read. */
export const unreadNames = (selected: readonly Selected[]): string[] =>
  selected.filter(isUnread).map(({ kind, object }) => `${kind} ${object.metadata.namespace}/${object.metadata.name}`);

/** The condition while objects wait for their asset Secrets; nothing where none does. */
export function waiting(selected: readonly Selected[]): NewCondition | undefined {
  const names = selected
    .filter(isPending)
    .map(({ kind, object }) => `${kind} ${object.metadata.namespace}/${object.metadata.name}`);
  return names.length > 0 ? reconciled('WaitingForAssets', names.slice(0, 5).join(', ')) : undefined;
}

const examined = memo<Examined>(
  ({ issues, files, jobs }) => issueBytes(issues) + textBytes(jobs, ...files.keys(), ...files.values()),
);
const optionIds = new WeakMap<Options, number>();
let nextOptionId = 0;

function optionId(options: Options): number {
  const known = optionIds.get(options);
  if (known !== undefined) return known;
  optionIds.set(options, nextOptionId);
  return nextOptionId++;
}

/**
 * Everything outside an object that its jobs depend on, as one short text. Workloads that treat objects alike have the
 * same.
 */
export function contextKey({ namespace, spec, version, mode, resolver, options, sharding }: ScrapeContext): string {
  const spread = sharding && [sharding.before, sharding.now].map((one) => one && textOf(one));
  return sha256(
    JSON.stringify([namespace, spec, formatVersion(version), mode, [...resolver.values], optionId(options), spread]),
  );
}

function examineNow(
  kind: ScrapeKind,
  object: KubernetesObject,
  asset: KubernetesObject | undefined,
  context: ScrapeContext,
  mark: Enforced | undefined,
): Examined {
  const own = resolver(assetLookup(object, asset), context.resolver);
  const subject = { namespace: object.metadata.namespace ?? '', name: object.metadata.name, resolver: own, mark };
  const malformed = checkShape(object);
  const issues = malformed.length > 0 ? malformed : kind.check(object, subject, context);
  const jobs = issues.length > 0 ? [] : kind.jobs(object, subject, context);
  return { issues, files: own.files, jobs: jobs.length > 0 ? dumpYaml(jobs) : '' };
}

/** The verdict on one object, remembered by what it depends on. `key` is the `contextKey` of the workload. */
export function examine(
  kind: ScrapeKind,
  object: KubernetesObject,
  asset: KubernetesObject | undefined,
  context: ScrapeContext,
  key: string,
  mark?: Enforced,
): Examined {
  const { namespace, name } = object.metadata;
  const digest = `${digestOf(object)} ${asset ? digestOf(asset) : ''} ${mark ? 'marked' : ''}`;
  return examined.get(`${key}|${kind.kind}/${namespace}/${name}`, digest, () =>
    alone(
      object,
      () => examineNow(kind, object, asset, context, mark),
      (issue) => ({ issues: [issue], files: new Map(), jobs: '' }),
    ),
  );
}

/**
 * All selected scrape objects, kinds in the order of the configuration, objects by namespace and name. `marks`:
 * ServiceMonitors whose series are marked.
 */
export function selectScrapeObjects(
  objects: ScrapeObjects & Pick<Listers, 'secrets'>,
  namespaces: NamespaceLabels,
  context: ScrapeContext,
  marks: ReadonlyMap<string, Enforced> = new Map(),
): Selected[] {
  const key = contextKey(context);
  return SCRAPE_KINDS.flatMap((kind) => {
    const selection = kind.selection(context.spec, context.namespace);
    const selected = selectFrom(kind.objects(objects), selection, namespaces, context.options);
    return selected
      .filter((object) => !isForConsumers(object, context.options))
      .map((object) => {
        const { namespace, name } = object.metadata;
        const asset = objects.secrets.get(namespace, assetSecretName(kind.kind, name));
        const mark = kind.kind === 'ServiceMonitor' && marks.size > 0 ? marks.get(keyOf(object)) : undefined;
        return { kind: kind.kind, object, ...examine(kind, object, asset, context, key, mark) };
      });
  });
}

/**
 * The objects as they are, but for those that the configuration has no room for: these are rejected. `owner`: uid of
 * the workload.
 */
export function fitting(selected: readonly Selected[], owner: string, options: Options): readonly Selected[] {
  const room = configRoom(options);
  if (selected.reduce((sum, { jobs }) => sum + jobs.length, 0) <= room / 2) return selected;
  return withRoom(selected, room, {
    bytesOf: (items) =>
      gzipPieces(
        owner,
        items.map(({ jobs }) => jobs),
      ).length,
    shareOf: (item) =>
      item.jobs === ''
        ? undefined
        : { item, namespace: item.object.metadata.namespace ?? '', bytes: gzip(item.jobs).length },
    reject: (item) => ({ ...item, issues: [noRoom()], jobs: '' }),
  });
}
