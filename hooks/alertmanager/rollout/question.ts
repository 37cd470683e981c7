// What to ask the mesh of an Alertmanager, if anything.
import type { Alertmanager } from '../../crds/alertmanager.ts';
import type { MeshFacts } from '../../facts/mesh.ts';
import { type How, probeMesh } from '../../facts/probe.ts';
import type { SyncRequest } from '../../kube/hook.ts';
import type { Options } from '../../options.ts';
import { alertmanagerVersion, knows } from '../../versions/alertmanager.ts';
import { observedSet } from '../status.ts';
import { peersOf } from './steer.ts';
import { isGated } from './terms.ts';

function howOf({ metadata, spec }: Alertmanager): How {
  const version = alertmanagerVersion(spec.version);
  const isLabelled = version !== undefined && knows(version, '--cluster.label');
  return {
    scheme: spec.web?.tlsConfig ? 'https' : 'http',
    routePrefix: spec.routePrefix || '/',
    clusterLabel: isLabelled ? (spec.clusterLabel ?? `${metadata.namespace}/${metadata.name}`) : '',
    ...(spec.clusterTLS ? { clusterTLS: {} } : {}),
  };
}

/** Asks the pods of the Alertmanager; nothing where no rollout of it goes through the gate, or where it has no pods. Never fails, and ends within three seconds. */
export async function meshFacts(request: SyncRequest, now: Date, options: Options): Promise<MeshFacts | undefined> {
  const alertmanager = request.parent as unknown as Alertmanager;
  if (!isGated(alertmanager, options) || alertmanager.spec.paused) return undefined;
  const peers = peersOf(request.related, observedSet(alertmanager, request));
  return peers.length > 0 ? probeMesh(peers, howOf(alertmanager), now) : undefined;
}
