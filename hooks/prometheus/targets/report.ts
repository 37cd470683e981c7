// Reports of the scrape objects of a Prometheus: the ConfigMaps, and whether its servers can be asked.
import type { Prometheus } from '../../api/prometheus.ts';
import { conditionOf, type NewCondition } from '../../core/conditions.ts';
import type { Lister } from '../../core/inputs.ts';
import { text } from '../../core/issue.ts';
import { boundedLines } from '../../core/message.ts';
import type { ConfigMap, KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { jobsOf } from '../../scrape/jobnames.ts';
import { isPending, type Selected } from '../../scrape/select.ts';
import { reportMaps, reportsIn, targetMaps } from './configmaps.ts';
import { type Counts, NO_TARGETS, type TargetsByObject } from './counts.ts';
import { type Reporting, reporting } from './enabled.ts';
import { type Entry, nextEntry } from './entry.ts';
import type { TargetFacts } from './facts.ts';

const TARGETS_READ = 'TargetsRead';

/** Reports of servers that could not be asked for longer are removed. */
const FORGOTTEN_MS = 10 * 60_000;
/** A younger object is not reported as without targets: servers need time to load it and to discover targets. */
const DISCOVERED_MS = 2 * 60_000;
/** Bytes of the issues of a rejected object. */
const MAX_REJECTION_BYTES = 500;

/** What the reports of a sync are made of. */
export interface ReportInput {
  readonly parent: Prometheus;
  readonly selected: readonly Selected[];
  readonly facts: TargetFacts | undefined;
  /** The existing ConfigMaps. */
  readonly observed: Lister<ConfigMap>;
  readonly now: Date;
}

/** The parts of a response. */
export interface TargetReport {
  readonly children: readonly ConfigMap[];
  readonly conditions: readonly NewCondition[];
  /** Seconds until the next read. */
  readonly resyncAfterSeconds?: number;
}

/** The counts of an object in a read. */
function countsOf(object: KubernetesObject, read: TargetsByObject | undefined, now: Date): Counts | undefined {
  const created = Date.parse(object.metadata.creationTimestamp ?? '') || 0;
  const isOld = now.getTime() - created >= DISCOVERED_MS;
  return read?.get(jobsOf(object)) ?? (read && isOld ? NO_TARGETS : undefined);
}

/** The reports of all selected objects. */
function entries(input: ReportInput, isKnown: boolean, observed: readonly ConfigMap[]): Map<string, Entry> {
  const { selected, facts, now } = input;
  const before = new Map(observed.flatMap((configMap) => [...reportsIn(configMap)]));
  const read = facts?.now?.is === 'ok' ? facts.now.value : undefined;
  const found = new Map<string, Entry>();
  for (const item of selected) {
    const { object, issues } = item;
    const jobs = jobsOf(object);
    const { rejected: _rejected, ...reported } = before.get(jobs) ?? {};
    if (issues.length > 0 && !isPending(item))
      found.set(jobs, { rejected: boundedLines(issues.map(text), MAX_REJECTION_BYTES) });
    else if (!isKnown) found.set(jobs, {});
    else {
      const reads = { now: countsOf(object, read, now), before: countsOf(object, facts?.before, now) };
      found.set(jobs, nextEntry(reported, reads));
    }
  }
  return found;
}

const CONDITIONS: Readonly<Record<Exclude<Reporting, 'on' | 'off'>, NewCondition>> = {
  notListed: {
    type: TARGETS_READ,
    status: 'False',
    reason: 'NamespaceNotListed',
    message: 'the namespace of the Prometheus is not in --target-health-namespaces',
  },
  listensLocally: {
    type: TARGETS_READ,
    status: 'Unknown',
    reason: 'ListensLocally',
    message: 'spec.listenLocal is true: the servers cannot be asked',
  },
};

/** The condition after a read. It becomes Unknown after two reads without an answer. */
function readCondition(parent: Prometheus, facts: TargetFacts | undefined): NewCondition | undefined {
  const read = facts?.now;
  if (read?.is === 'ok') return { type: TARGETS_READ, status: 'True', reason: 'Read', message: '' };
  if (read && facts?.hasFailed)
    return { type: TARGETS_READ, status: 'Unknown', reason: 'NoAnswer', message: read.reason };
  const before = conditionOf(parent, TARGETS_READ);
  return before && { type: TARGETS_READ, status: before.status, reason: before.reason, message: before.message };
}

/** Whether the servers could be asked in the last ten minutes. */
function isKnown(parent: Prometheus, condition: NewCondition | undefined, now: Date): boolean {
  if (condition?.status !== 'Unknown') return true;
  const before = conditionOf(parent, TARGETS_READ);
  const since = before?.status === 'Unknown' ? Date.parse(before.lastTransitionTime ?? '') : Number.NaN;
  return !(now.getTime() - since >= FORGOTTEN_MS);
}

/**
 * The reports of a Prometheus. Without new facts they stay as they are. A Prometheus that does not report has no
 * ConfigMaps.
 */
export function targetReport(input: ReportInput, options: Options): TargetReport {
  const { parent, facts, now } = input;
  const state = reporting(parent, options);
  if (state === 'off') return { children: [], conditions: [] };
  const condition = state === 'on' ? readCondition(parent, facts) : CONDITIONS[state];
  const conditions = condition ? [condition] : [];
  if (state === 'notListed') return { children: [], conditions };
  const observed = targetMaps(input.observed);
  const found = entries(input, state === 'on' && isKnown(parent, condition, now), observed);
  return {
    children: reportMaps(parent as unknown as KubernetesObject, found, observed, options),
    conditions,
    ...(facts ? { resyncAfterSeconds: facts.next } : {}),
  };
}
