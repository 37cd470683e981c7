// Everything that is wrong with objects, as far as the objects alone show it: for CI of a repository.
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../../core/meta.ts';
import { parseOptions } from '../../core/options.ts';
import { placeholders } from '../../references/placeholders.ts';
import { admitted, DECORATED, type RenderOptions, render } from '../routing/render.ts';
import { WORKLOADS } from '../routing/workloads.ts';
import { checkConfiguration } from './configuration.ts';
import { environmentOf } from './environment.ts';
import { DEFAULT_NAMESPACE, type Finding, finding, type Located } from './finding.ts';
import { checkStructure, isOwn, metadataIssues } from './structure.ts';
import { type Reported, reportedBy } from './workloads.ts';

export interface LintOptions {
  /** The objects are all that the cluster has: missing Secrets, ConfigMaps and so on are findings. */
  readonly complete?: boolean;
  readonly flags?: readonly string[];
  readonly now?: Date;
}

/** `Kind namespace/name`. */
const idOf = ({ kind, metadata }: KubernetesObject): string =>
  `${kind} ${metadata.namespace ?? DEFAULT_NAMESPACE}/${metadata.name}`;

/** The later of two different objects with one name: which one counts is an accident. */
function duplicates(located: readonly Located[]): Finding[] {
  const first = new Map<string, Located>();
  return located.flatMap((one) => {
    const id = `${one.object.apiVersion} ${idOf(one.object)}`;
    const before = first.get(id);
    if (!before) first.set(id, one);
    return !before || isDeepStrictEqual(before.object, one.object)
      ? []
      : [finding(one, '', `${before.file} has another object of this name`, 'warning')];
  });
}

interface Checked {
  readonly findings: readonly Finding[];
  /** Whether other checks make sense. */
  readonly isGood: boolean;
}

function structureOf(one: Located): Checked {
  if (!isOwn(one.object)) return { findings: [], isGood: metadataIssues(one.object).length === 0 };
  const { refused, dropped } = checkStructure(one.object);
  return {
    findings: [...refused, ...dropped].map(({ path, message }) => finding(one, path, message)),
    isGood: refused.length === 0,
  };
}

/** Kinds whose references get placeholders. */
const REFERRING: ReadonlySet<string> = new Set([...DECORATED, ...Object.keys(WORKLOADS)]);

const isBeta = ({ object }: Located): boolean => object.apiVersion === 'monitoring.coreos.com/v1beta1';

/** The object as it is checked alone: an AlertmanagerConfig in its own version, so that paths are those of the file. */
const asChecked = ({ object }: Located, stored: KubernetesObject): KubernetesObject =>
  object.kind === 'AlertmanagerConfig'
    ? { ...object, metadata: { ...object.metadata, namespace: stored.metadata.namespace ?? DEFAULT_NAMESPACE } }
    : stored;

/** A path of the stored version, as the file has it. */
const asWritten = (path: string, one: Located): string =>
  isBeta(one) ? path.replace(/^spec\.muteTimeIntervals\b/, 'spec.timeIntervals') : path;

/** Reported lines as findings of the objects that they are about. Those of unknown objects are of the workload. */
function reportedFindings(reported: readonly Reported[], byId: ReadonlyMap<string, Located>): Finding[] {
  return reported.flatMap(({ kind, namespace, name, path, message }) => {
    const one = byId.get(`${kind} ${namespace}/${name}`);
    return one ? [finding(one, asWritten(path, one), message)] : [];
  });
}

/** Each finding once. What one check finds is not repeated by another for the same field of an object. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ file, kind, namespace, name, path = '', message }) => {
    const id = JSON.stringify([file, kind, namespace, name, path, message]);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/**
 * All findings, in the order of the objects: what the API server refuses or drops, what the webhooks of admission and
 * the syncs report. Objects without a workload are checked for default ones. Throws `UsageError` for wrong flags.
 */
export function lint(located: readonly Located[], { complete = false, flags = [], now }: LintOptions = {}): Finding[] {
  const all = ['--alertmanager-without-config=default', ...flags];
  const options = parseOptions(all);
  const structures = located.map((one) => ({ one, ...structureOf(one) }));
  const good = structures.filter(({ isGood }) => isGood).map(({ one }) => one);
  const objects = good.map(({ object }) => admitted(object));
  const pool = complete ? objects : [...objects, ...placeholders(objects, REFERRING)];
  const env = environmentOf(pool, options);
  const byId = new Map(good.map((one) => [idOf(one.object), one]));
  const configuration = good.flatMap((one, i) => {
    const { issues, isWarning } = checkConfiguration(asChecked(one, objects[i] ?? one.object), env);
    return issues.map(({ path, message }) => finding(one, path, message, isWarning ? 'warning' : 'error'));
  });
  const renderOptions: RenderOptions = { flags: all, ...(now ? { now } : {}) };
  const reported = reportedFindings(reportedBy(render(pool, renderOptions).parents, complete), byId);
  const found = distinct([
    ...duplicates(located),
    ...structures.flatMap(({ findings }) => findings),
    ...configuration,
    ...reported,
  ]);
  const order = new Map(located.map(({ object, file }, i) => [`${file} ${idOf(object)}`, i]));
  const place = ({ file, kind, namespace, name }: Finding): number =>
    order.get(`${file} ${kind} ${namespace}/${name}`) ?? 0;
  return found.sort((a, b) => place(a) - place(b));
}
