// Checks one scrape object and renders its jobs.

import { checkShape } from '../api/shape.ts';
import { digestOf } from '../core/digest.ts';
import { alone } from '../core/isolation.ts';
import type { Issue } from '../core/issue.ts';
import { issueBytes, memo, textBytes } from '../core/memo.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import type { Enforced } from '../promql/enforce.ts';
import { type Assets, mergeAssets, unresolved } from '../references/assets.ts';
import { assetLookup } from '../references/assetsecret.ts';
import { resolver, type SecretResolver } from '../references/resolver.ts';
import { paddedKeys } from '../references/whitespace.ts';
import { checkJobs } from './job/acceptance.ts';
import type { JobContext, KeyedContext } from './job/context.ts';
import type { ScrapeKind } from './kinds.ts';

/** A checked scrape object: issues if it is rejected, else its jobs as YAML list items. */
export interface Examined {
  readonly issues: readonly Issue[];
  /** Its TLS files. Those of a rejected object are used only in parity. */
  readonly files: ReadonlyMap<string, string>;
  readonly jobs: string;
  /** The keys of its credentials that end in white space. */
  readonly padded: readonly string[];
}

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
