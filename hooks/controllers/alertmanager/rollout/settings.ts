// Settings of the mesh, from the spec of an Alertmanager.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { Options } from '../../../core/options.ts';
import { alertmanagerVersion } from '../../../versions/alertmanager.ts';
import { isClustered } from '../pod/replicas.ts';
import { startDelay } from '../pod/startdelay.ts';
import type { MeshSettings } from './mesh.ts';

/** The settings. `alertmanager`: with the effective replicas. */
export function meshSettings(alertmanager: Alertmanager, options: Options): MeshSettings {
  const { spec } = alertmanager;
  const version = alertmanagerVersion(spec.version);
  return {
    isClustered: isClustered(spec),
    hasOthers: (spec.additionalPeers?.length ?? 0) > 0,
    startDelay: version ? startDelay(alertmanager, version, options).milliseconds : 0,
  };
}
