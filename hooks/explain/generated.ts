// What an operator makes of each workload: names of StatefulSets, labels of pods. The Go operator uses the same ones.

/** The StatefulSets and pods of a kind of workload. */
export interface Operated {
  /** Prefix of the StatefulSet and of its configuration. */
  readonly prefix: string;
  /** The label of its pods that has its name. */
  readonly label: string;
  /** The label of rule ConfigMaps that has its name. */
  readonly rules?: string;
  /** Its container. */
  readonly container: string;
}

export const OPERATED: Readonly<Record<string, Operated>> = {
  Prometheus: {
    prefix: 'prometheus-',
    label: 'operator.prometheus.io/name',
    rules: 'prometheus-name',
    container: 'prometheus',
  },
  PrometheusAgent: { prefix: 'prom-agent-', label: 'operator.prometheus.io/name', container: 'prometheus' },
  Alertmanager: { prefix: 'alertmanager-', label: 'alertmanager', container: 'alertmanager' },
  ThanosRuler: {
    prefix: 'thanos-ruler-',
    label: 'thanos-ruler',
    rules: 'thanos-ruler-name',
    container: 'thanos-ruler',
  },
};
