// How the mesh of an Alertmanager works: what its spec says about it.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { Options } from '../../../core/options.ts';
import { alertmanagerVersion } from '../../../versions/alertmanager.ts';
import { replicasOf } from '../pod/replicas.ts';
import { startDelayOf } from '../pod/startdelay.ts';
import type { MeshTerms } from './mesh.ts';

/** The terms of the mesh of an Alertmanager as its pods see it. */
export function meshTerms(alertmanager: Alertmanager, options: Options): MeshTerms {
  const { spec } = alertmanager;
  const version = alertmanagerVersion(spec.version);
  return {
    isClustered: replicasOf(spec) !== 1 || spec.forceEnableClusterMode === true,
    hasOthers: (spec.additionalPeers?.length ?? 0) > 0,
    startDelay: version ? startDelayOf(alertmanager, version, options).milliseconds : 0,
  };
}
