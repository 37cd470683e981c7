// How many pods an Alertmanager has, and whether they are replaced under the gate.
import type { Alertmanager, AlertmanagerSpec } from '../../../api/alertmanager.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';

/** The most members of a cluster: each is told all the others, as arguments. */
const REPLICAS_LIMIT = 1_000;

/**
 * Pods of the mesh: one unless the user says otherwise, none for a negative number. Never more than the limit, whatever
 * is written.
 */
export const replicasOf = ({ replicas = 1 }: Pick<AlertmanagerSpec, 'replicas'>): number =>
  Math.min(REPLICAS_LIMIT, Math.max(Math.trunc(replicas), 0));

/** An `InvalidConfiguration` issue for more members than a cluster can have. */
export const checkReplicas = ({ replicas = 1 }: Pick<AlertmanagerSpec, 'replicas'>): Issue[] =>
  replicas <= REPLICAS_LIMIT
    ? []
    : [
        issue(
          'InvalidConfiguration',
          'spec.replicas',
          `${replicas} is too many: a cluster can have ${REPLICAS_LIMIT} members, 3 are usual`,
        ),
      ];

interface SetSpec {
  readonly replicas?: number;
  readonly template?: {
    readonly spec?: { readonly containers?: readonly { readonly name: string; readonly args?: readonly string[] }[] };
  };
}
const specOf = (set: KubernetesObject | undefined): SetSpec => (set?.['spec'] ?? {}) as SetSpec;

/**
 * Whether the hooks look after rollouts at all: not where they are asked to write what the Go operator writes, nor
 * where pods wait for the user to delete them.
 */
const steers = ({ spec }: Alertmanager, options: Options): boolean =>
  options.alertmanagerRollout === 'gated' && !options.parity && spec.updateStrategy?.type !== 'OnDelete';

/**
 * Whether rollouts of this Alertmanager go through the gate. `observed`: its StatefulSet as it is, if any. Where there
 * are several pods they do, also while the last ones but one are to go.
 */
export const isGated = (alertmanager: Alertmanager, options: Options, observed?: KubernetesObject): boolean =>
  steers(alertmanager, options) && Math.max(replicasOf(alertmanager.spec), specOf(observed).replicas ?? 0) > 1;

const inMesh = (observed: KubernetesObject | undefined): boolean =>
  specOf(observed)
    .template?.spec?.containers?.find(({ name }) => name === 'alertmanager')
    ?.args?.some((arg) => /^--cluster\.listen-address=./.test(arg)) ?? false;

/**
 * The Alertmanager as its pods should see it. Pods that have yet to go are still members of the mesh, so that fewer
 * replicas restart nobody before the others are gone. A last one without a volume goes on as one of two: to leave the
 * mesh it would have to restart, and with that lose all it holds.
 */
export function asPodsSeeIt(
  alertmanager: Alertmanager,
  observed: KubernetesObject | undefined,
  options: Options,
): Alertmanager {
  const { spec } = alertmanager;
  if (!steers(alertmanager, options) || !inMesh(observed)) return alertmanager;
  const [wanted, there] = [replicasOf(spec), specOf(observed).replicas ?? 0];
  const isLast = wanted === 1 && !spec.storage?.volumeClaimTemplate && !spec.forceEnableClusterMode;
  const seen = Math.max(there > 1 ? there : 0, isLast ? 2 : 0);
  return seen > wanted ? { ...alertmanager, spec: { ...spec, replicas: seen } } : alertmanager;
}
