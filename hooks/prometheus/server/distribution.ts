// Among how many configuration Secrets the jobs are distributed. Pods that do not mount a Secret yet would lose its
// jobs: a new Secret stays without jobs until all pods mount it, and an old one stays until no pod mounts it.
import type { Inputs } from '../../core/inputs.ts';
import { largest } from '../../core/lists.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord, recordsOf } from '../../core/yaml.ts';
import { jobsSecretName, mountedJobs, writtenCount } from '../../workload/jobsfiles.ts';
import { ownedPods } from '../../workload/status.ts';
import { DEADLINE } from './shards.ts';

/** Numbers of configuration Secrets, the first one included. */
export interface Distribution {
  /** Those with jobs. */
  readonly filled: number;
  /** Those that the pods mount. */
  readonly mounted: number;
  /** Those that exist. */
  readonly existing: number;
}

const podSpecOf = ({ spec }: KubernetesObject): unknown =>
  isRecord(spec) && isRecord(spec['template']) ? spec['template']['spec'] : undefined;

/** Whether the pods of a StatefulSet or DaemonSet mount the first configuration Secret. */
const mountsFirst = (set: KubernetesObject, first: string): boolean => {
  const podSpec = podSpecOf(set);
  return (
    isRecord(podSpec) &&
    recordsOf(podSpec['volumes']).some(({ secret }) => isRecord(secret) && secret['secretName'] === first)
  );
};

const isRetained = ({ metadata }: KubernetesObject): boolean => metadata.annotations?.[DEADLINE] !== undefined;

/** The number of configuration Secrets that the pods of a set mount, the template and each pod. */
function mountsOf(set: KubernetesObject, pods: Inputs['related']['pods']): number[] {
  const podSpecs = [podSpecOf(set), ...ownedPods(set, pods).map(({ spec }) => spec)];
  return podSpecs.map((podSpec) => 1 + mountedJobs(podSpec).length);
}

/**
 * The distribution in this response. `wanted`: the number that the user wants. `first`: name of the first Secret.
 * `isKept`: whether an existing first Secret stays as it is.
 */
export function distribution(
  wanted: number,
  { parent, observed, related: { pods } }: Inputs,
  first: string,
  isKept: boolean,
): Distribution {
  const secret = observed.secrets.get(parent.metadata.namespace, first);
  const before = secret ? writtenCount(secret.metadata.annotations) : wanted;
  if (wanted === 1 && before === 1 && !observed.secrets.get(parent.metadata.namespace, jobsSecretName(first, 1)))
    return { filled: 1, mounted: 1, existing: 1 };
  const sets = [...observed.statefulSets.list(), ...observed.daemonSets.list()].filter((set) =>
    mountsFirst(set, first),
  );
  const scraping = sets.filter((set) => !isRetained(set)).flatMap((set) => mountsOf(set, pods));
  const waits = wanted > before && scraping.some((count) => count < wanted);
  const filled = (secret && isKept) || waits ? before : wanted;
  const mounted = Math.max(wanted, filled);
  const retained = sets.filter(isRetained).flatMap((set) => mountsOf(set, pods));
  return { filled, mounted, existing: largest([...scraping, ...retained], mounted) };
}
