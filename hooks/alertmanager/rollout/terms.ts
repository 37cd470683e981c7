// Whether and how the mesh of an Alertmanager is looked after: what its spec says.
import type { Alertmanager } from '../../crds/alertmanager.ts';
import type { Options } from '../../options.ts';
import { replicasOf } from '../args.ts';
import type { MeshTerms } from './mesh.ts';

/** Whether rollouts of this Alertmanager go through the gate. */
export const isGated = (alertmanager: Alertmanager, options: Options): boolean =>
  options.alertmanagerRollout === 'gated' &&
  !options.parity &&
  replicasOf(alertmanager.spec) > 1 &&
  alertmanager.spec.updateStrategy?.type !== 'OnDelete';

/** How its mesh works. */
export const meshTerms = ({ spec }: Alertmanager): MeshTerms => ({
  isClustered: replicasOf(spec) !== 1 || spec.forceEnableClusterMode === true,
  hasOthers: (spec.additionalPeers?.length ?? 0) > 0,
  startDelay: (spec.minReadySeconds ?? 0) * 1000,
});
