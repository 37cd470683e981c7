// Why an object has no effect: the links of its chain, up to the first that is broken. Pure: all that is known are the
// objects and the facts.
import type { KubernetesObject } from '../core/meta.ts';
import { nearestWord } from '../core/nearest.ts';
import { isRecord } from '../core/yaml.ts';
import { explainAlertmanagerConfig } from './alertmanagerconfig.ts';
import { type Cluster, cluster, idOf } from './cluster.ts';
import type { Facts } from './facts.ts';
import { podMonitorTargets } from './podmonitor.ts';
import { probeTargets } from './probe.ts';
import { explainRule } from './rule.ts';
import { scrapeConfigTargets } from './scrapeconfig.ts';
import { explainScraping, type Scraping } from './scraping.ts';
import { serviceMonitorTargets } from './servicemonitor.ts';
import { broken, ok, type Step, unknown, warning } from './step.ts';
import { EXPLAINED, isTarget, type ObjectSubject, type Subject } from './subject.ts';
import { explainTarget } from './target.ts';
import { explainWorkload } from './workload.ts';

const TARGETS: Readonly<Record<string, (scraping: Scraping) => readonly Step[]>> = {
  PodMonitor: podMonitorTargets,
  Probe: probeTargets,
  ScrapeConfig: scrapeConfigTargets,
  ServiceMonitor: serviceMonitorTargets,
};

function notFound({ kind, namespace, name }: ObjectSubject, of: Cluster): Step {
  const near = nearestWord(
    name,
    of.of(kind, namespace).map(({ metadata }) => metadata.name),
  );
  const other = of.of(kind).find(({ metadata }) => metadata.name === name);
  const why = near ? `; do you mean ${near}?` : other ? `; there is ${idOf(other)}` : '';
  return broken('object', 'NotFound', `${kind} ${namespace}/${name} is not among the objects${why}`, {
    repair: [{ action: 'List the objects.', command: `kubectl get ${kind.toLowerCase()} -A` }],
  });
}

function explainObject(object: KubernetesObject, of: Cluster): readonly Step[] {
  if (!isRecord(object['spec'])) return [broken('acceptance', 'InvalidConfiguration', `${idOf(object)} has no spec`)];
  const targets = TARGETS[object.kind];
  if (targets) return explainScraping(object, { of, targets });
  if (object.kind === 'PrometheusRule') return explainRule(object, of);
  if (object.kind === 'AlertmanagerConfig') return explainAlertmanagerConfig(object, of);
  if (!EXPLAINED.includes(object.kind)) return [unknown('object', 'NotExplained', `${object.kind} is not explained`)];
  return explainWorkload(object.kind, object.metadata.namespace ?? '', object.metadata.name, of);
}

const isDeleted = ({ metadata }: KubernetesObject): boolean => metadata.deletionTimestamp !== undefined;

/** Explains one subject of a cluster that is indexed already. */
export function explainIn(of: Cluster, subject: Subject): readonly Step[] {
  if (isTarget(subject)) return explainTarget(subject.url, of, (object) => explainObject(object, of));
  const object = of.get(subject.kind, subject.namespace, subject.name);
  if (!object) return [notFound(subject, of)];
  const head = isDeleted(object)
    ? [warning('object', 'Deleting', `${idOf(object)} is being deleted`)]
    : [ok('object', `${idOf(object)} exists`)];
  return [...head, ...explainObject(object, of)];
}

/**
 * Why an object or a target has no effect: the links of its chain in their order, up to the first broken one.
 * `objects`: Kubernetes objects as files or `kubectl get -o yaml` have them, of any kind. `facts`: what was read of
 * servers. What neither of them shows is `unknown`.
 */
export const explain = (objects: readonly KubernetesObject[], facts: Facts, subject: Subject): readonly Step[] =>
  explainIn(cluster(objects, facts), subject);

/** A subject with its chain. */
export interface Explanation {
  readonly subject: ObjectSubject;
  readonly steps: readonly Step[];
}

/** Explains all objects of the given kinds; of all kinds that can be explained, without any. */
export function explainAll(of: Cluster, kinds: readonly string[] = EXPLAINED): Explanation[] {
  return kinds.flatMap((kind) =>
    of.of(kind).map(({ metadata }) => {
      const subject = { kind, namespace: metadata.namespace ?? '', name: metadata.name };
      return { subject, steps: explainIn(of, subject) };
    }),
  );
}
