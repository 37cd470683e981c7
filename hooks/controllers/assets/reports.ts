// The reports of Prometheus objects about a scrape object: from their ConfigMaps, which are related objects.
import type { RelatedRule } from '../../core/hook.ts';
import type { Lister } from '../../core/inputs.ts';
import type { ConfigMap, KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { reportsIn, TARGETS_LABEL, targetLabels } from '../../prometheus/targets/configmaps.ts';
import type { Entry } from '../../prometheus/targets/entry.ts';
import { jobsOf } from '../../scrape/jobnames.ts';
import { SCRAPE_KINDS } from '../../scrape/kinds.ts';

/** The report of a Prometheus about an object. */
export interface Report {
  readonly namespace: string;
  /** Name of the Prometheus. */
  readonly name: string;
  readonly entry: Entry;
}

/** Whether Prometheus objects may report objects of a kind. */
export const mayHaveReports = (kind: string, options: Options): boolean =>
  !options.parity && options.targetHealthNamespaces.length > 0 && SCRAPE_KINDS.some((one) => one.kind === kind);

/** The ConfigMaps that can have reports of an object. */
export const reportRules = (object: KubernetesObject, options: Options): RelatedRule[] =>
  options.targetHealthNamespaces.map((namespace) => ({
    apiVersion: 'v1',
    resource: 'configmaps',
    namespace,
    labelSelector: {
      matchExpressions: [{ key: TARGETS_LABEL, operator: 'In', values: targetLabels(jobsOf(object)) }],
    },
  }));

/** The reports of an object, by namespace and name. Only ConfigMaps of a Prometheus in a listed namespace count. */
export function reportsOf(object: KubernetesObject, configMaps: Lister<ConfigMap>, options: Options): Report[] {
  if (!mayHaveReports(object.kind, options)) return [];
  const jobs = jobsOf(object);
  const labels = targetLabels(jobs);
  return configMaps.list().flatMap((configMap) => {
    const { namespace = '', labels: own, ownerReferences } = configMap.metadata;
    const owner = ownerReferences?.find(({ controller, kind }) => controller && kind === 'Prometheus');
    if (!owner || !labels.includes(own?.[TARGETS_LABEL] ?? '') || !options.targetHealthNamespaces.includes(namespace))
      return [];
    const entry = reportsIn(configMap).get(jobs);
    return entry ? [{ namespace, name: owner.name, entry }] : [];
  });
}
