// What an operator makes of each workload: names of StatefulSets, labels of pods. The Go operator uses the same ones.
import { generatedSecretName } from '../controllers/alertmanager/pod/names.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { jobsNumbers, jobsSecretName, MOST_SECRETS } from '../workload/jobsfiles.ts';

/** The StatefulSets and pods of a kind of workload. */
export interface Operated {
  /** Prefix of the StatefulSet and of its configuration. */
  readonly prefix: string;
  /** The label of its pods that has its name. */
  readonly label: string;
  /** The key in the generated Secret that has its configuration. */
  readonly configKey?: string;
  /** The label of rule ConfigMaps that has its name. */
  readonly rules?: string;
  /** Its container. */
  readonly container: string;
}

export const OPERATED: Readonly<Record<string, Operated>> = {
  Prometheus: {
    prefix: 'prometheus-',
    label: 'operator.prometheus.io/name',
    configKey: 'prometheus.yaml.gz',
    rules: 'prometheus-name',
    container: 'prometheus',
  },
  PrometheusAgent: {
    prefix: 'prom-agent-',
    label: 'operator.prometheus.io/name',
    configKey: 'prometheus.yaml.gz',
    container: 'prometheus',
  },
  Alertmanager: {
    prefix: 'alertmanager-',
    label: 'alertmanager',
    configKey: 'alertmanager.yaml.gz',
    container: 'alertmanager',
  },
  ThanosRuler: {
    prefix: 'thanos-ruler-',
    label: 'thanos-ruler',
    rules: 'thanos-ruler-name',
    container: 'thanos-ruler',
  },
};

/** The name of the generated Secret with the configuration of a workload. */
export const configSecretName = (workload: KubernetesObject): string =>
  workload.kind === 'Alertmanager'
    ? generatedSecretName(workload)
    : `${OPERATED[workload.kind]?.prefix ?? ''}${workload.metadata.name}`;

/** The names of the Secrets that may have further jobs of a workload. Most workloads have none. */
export const jobsSecretNames = (workload: KubernetesObject): readonly string[] =>
  OPERATED[workload.kind]?.configKey === 'prometheus.yaml.gz'
    ? jobsNumbers(MOST_SECRETS).map((i) => jobsSecretName(configSecretName(workload), i))
    : [];
