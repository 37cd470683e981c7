// How many pods an Alertmanager has, and whether the rollout policy applies to them.
import type { Alertmanager, AlertmanagerSpec } from '../../../api/alertmanager.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import { knows } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';

/** Maximum of members: each has all others in its arguments. */
const REPLICAS_LIMIT = 1_000;

/** Number of pods: 1 by default, 0 for a negative number, at most `REPLICAS_LIMIT`. */
export const replicaCount = ({ replicas = 1 }: Pick<AlertmanagerSpec, 'replicas'>): number =>
  Math.min(REPLICAS_LIMIT, Math.max(Math.trunc(replicas), 0));

/** Whether pods form a cluster. */
export const isClustered = (spec: Pick<AlertmanagerSpec, 'replicas' | 'forceEnableClusterMode'>): boolean =>
  replicaCount(spec) !== 1 || spec.forceEnableClusterMode === true;

/** An `InvalidConfiguration` issue for more members than a cluster can have. */
export const checkReplicas = ({ replicas = 1 }: Pick<AlertmanagerSpec, 'replicas'>): Issue[] =>
  replicas <= REPLICAS_LIMIT
    ? []
    : [
        issue(
          'InvalidConfiguration',
          'spec.replicas',
          `${replicas} exceeds the limit of ${REPLICAS_LIMIT} members; 3 are usual`,
        ),
      ];

/**
 * An `InvalidConfiguration` issue for a peer name that all pods would share: peers of one name shut each other out of
 * the mesh. Empty in parity, and for releases without the flag.
 */
export function checkPeerName(spec: AlertmanagerSpec, version: Version, options: Options): Issue[] {
  const { clusterPeerName } = spec;
  const isShared = clusterPeerName && !clusterPeerName.includes('$(') && replicaCount(spec) > 1;
  if (!isShared || options.parity || !knows(version, '--cluster.peer-name')) return [];
  return [
    issue(
      'InvalidConfiguration',
      'spec.clusterPeerName',
      `${quoted(clusterPeerName)} is the same for all pods; use a variable such as $(POD_NAME)`,
    ),
  ];
}

interface SetSpec {
  readonly replicas?: number;
  readonly template?: {
    readonly spec?: { readonly containers?: readonly { readonly name: string; readonly args?: readonly string[] }[] };
  };
}
const setSpec = (set: KubernetesObject | undefined): SetSpec => (set?.['spec'] ?? {}) as SetSpec;

/** Whether the option sets the rollout policy: not with parity, and not with the update strategy OnDelete. */
const isManaged = ({ spec }: Alertmanager, options: Options): boolean =>
  options.alertmanagerRollout === 'gated' && !options.parity && spec.updateStrategy?.type !== 'OnDelete';

/**
 * Whether the rollout policy applies to this Alertmanager: it has several pods, or still has them while it scales down
 * to one. `observed`: its existing StatefulSet.
 */
export const hasRolloutPolicy = (alertmanager: Alertmanager, options: Options, observed?: KubernetesObject): boolean =>
  isManaged(alertmanager, options) && Math.max(replicaCount(alertmanager.spec), setSpec(observed).replicas ?? 0) > 1;

const inMesh = (observed: KubernetesObject | undefined): boolean =>
  setSpec(observed)
    .template?.spec?.containers?.find(({ name }) => name === 'alertmanager')
    ?.args?.some((arg) => /^--cluster\.listen-address=./.test(arg)) ?? false;

/**
 * The Alertmanager with the replicas that its pods have in their arguments. Scaling down restarts no pod: pods that are
 * to be removed are still members. A last pod without a volume stays configured as one of two: without clustering it
 * would restart and lose its state.
 */
export function effectiveAlertmanager(
  alertmanager: Alertmanager,
  observed: KubernetesObject | undefined,
  options: Options,
): Alertmanager {
  const { spec } = alertmanager;
  if (!isManaged(alertmanager, options) || !inMesh(observed)) return alertmanager;
  const [wanted, there] = [replicaCount(spec), setSpec(observed).replicas ?? 0];
  const isLast = wanted === 1 && !spec.storage?.volumeClaimTemplate && !spec.forceEnableClusterMode;
  const count = Math.max(there > 1 ? there : 0, isLast ? 2 : 0);
  return count > wanted ? { ...alertmanager, spec: { ...spec, replicas: count } } : alertmanager;
}
