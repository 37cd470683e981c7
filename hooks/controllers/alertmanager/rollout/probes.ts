// What to ask the mesh of an Alertmanager, if anything.

import type { Alertmanager, ClusterTLSConfig } from '../../../api/alertmanager.ts';
import type { SecretKeySelector, SecretOrConfigMap } from '../../../api/shared/selectors.ts';
import type { Inputs, Listers } from '../../../core/inputs.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import type { MeshFacts } from '../../../probe/alertmanager/mesh.ts';
import { type How, probeMesh } from '../../../probe/alertmanager/probe.ts';
import type { Certificates } from '../../../probe/io/stream.ts';
import { relatedLookup } from '../../../references/lookup.ts';
import { alertmanagerVersion, knows } from '../../../versions/alertmanager.ts';
import { observedSet } from '../pod/observed.ts';
import { isGated, replicasOf } from '../pod/replicas.ts';
import type { Peer } from './mesh.ts';
import { peersOf } from './reconcile.ts';

/** Where certificates are read from. */
type References = Pick<Listers, 'secrets' | 'configMaps'>;

/**
 * The client's side of the mesh's TLS, as a peer uses it. What is missing is left out: without a certificate the mesh
 * cannot be read.
 */
function certificatesOf({ client }: ClusterTLSConfig, namespace: string, related: References): Certificates {
  const lookup = relatedLookup(related);
  const read = (kind: 'Secret' | 'ConfigMap', ref: SecretKeySelector | undefined): string | undefined => {
    const answer = ref && lookup(kind, namespace, ref.name ?? '', ref.key);
    return answer && 'value' in answer ? answer.value : undefined;
  };
  const either = (ref: SecretOrConfigMap | undefined) =>
    read('Secret', ref?.secret) ?? read('ConfigMap', ref?.configMap);
  const [cert, key] = [either(client.cert), read('Secret', client.keySecret)];
  const authority = client.insecureSkipVerify ? undefined : either(client.ca);
  return { ...(cert && key ? { certificate: { cert, key } } : {}), ...(authority ? { authority } : {}) };
}

/**
 * How the mesh is spoken to: with what TLS, under which path, with which label. Certificates come from the related
 * Secrets and ConfigMaps.
 */
export function howOf({ metadata, spec }: Alertmanager, related: References): How {
  const version = alertmanagerVersion(spec.version);
  const isLabelled = version !== undefined && knows(version, '--cluster.label');
  const tls = version && knows(version, '--cluster.tls-config') ? spec.clusterTLS : undefined;
  return {
    scheme: spec.web?.tlsConfig ? 'https' : 'http',
    routePrefix: spec.routePrefix || '/',
    clusterLabel: isLabelled ? (spec.clusterLabel ?? `${metadata.namespace}/${metadata.name}`) : '',
    ...(tls ? { clusterTLS: certificatesOf(tls, metadata.namespace ?? '', related) } : {}),
  };
}

/** A mesh at rest is looked at again after so many milliseconds; one in which something goes on after two seconds. */
const AT_REST = 30_000;
/** A peer that was made or became ready so shortly before is still catching up, or may be. */
const RESTS_AFTER = 5 * 60_000;

/**
 * Whether nothing goes on that a step could wait for: all pods are there, with one template, and have been ready for a
 * while.
 */
function isAtRest(
  peers: readonly Peer[],
  { spec }: Alertmanager,
  observed: KubernetesObject | undefined,
  now: number,
): boolean {
  const { updateRevision } = (observed?.['status'] ?? {}) as { updateRevision?: string };
  return (
    peers.length === replicasOf(spec) &&
    peers.every(
      ({ isReady, isTerminating, revision, since }) =>
        isReady && !isTerminating && revision === updateRevision && now - since > RESTS_AFTER,
    )
  );
}

/**
 * Asks the pods of the Alertmanager; nothing where no rollout of it goes through the gate, or where it has no pods.
 * Never fails, and waits for two seconds at most.
 */
export async function meshFacts(
  { parent, observed: { statefulSets }, related }: Inputs,
  now: Date,
  options: Options,
): Promise<MeshFacts | undefined> {
  const alertmanager = parent as unknown as Alertmanager;
  const observed = observedSet(alertmanager, statefulSets);
  if (!isGated(alertmanager, options, observed) || alertmanager.spec.paused) return undefined;
  const peers = peersOf(related.pods, observed);
  if (peers.length === 0) return undefined;
  const kept = isAtRest(peers, alertmanager, observed, now.getTime()) ? AT_REST : undefined;
  return probeMesh(peers, howOf(alertmanager, related), now, kept);
}
