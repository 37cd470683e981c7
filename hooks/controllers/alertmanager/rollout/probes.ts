// Probes the mesh of an Alertmanager with a rollout policy.

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
import { urlScheme } from '../../../workload/webconfig.ts';
import { observedSet } from '../pod/observed.ts';
import { hasRolloutPolicy, replicaCount } from '../pod/replicas.ts';
import type { Peer } from './mesh.ts';
import { meshPeers } from './reconcile.ts';

/** Where certificates are read from. */
type References = Pick<Listers, 'secrets' | 'configMaps'>;

/**
 * The client certificate and CA of the mesh's TLS. A missing one is left out: the probe then fails.
 */
function clientCertificates({ client }: ClusterTLSConfig, namespace: string, related: References): Certificates {
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

/** How the mesh is probed: scheme, path, cluster label, and certificates from the related Secrets and ConfigMaps. */
export function probeSettings({ metadata, spec }: Alertmanager, related: References): How {
  const version = alertmanagerVersion(spec.version);
  const isLabelled = version !== undefined && knows(version, '--cluster.label');
  const tls = version && knows(version, '--cluster.tls-config') ? spec.clusterTLS : undefined;
  return {
    scheme: urlScheme(spec.web),
    routePrefix: spec.routePrefix || '/',
    clusterLabel: isLabelled ? (spec.clusterLabel ?? `${metadata.namespace}/${metadata.name}`) : '',
    ...(tls ? { clusterTLS: clientCertificates(tls, metadata.namespace ?? '', related) } : {}),
  };
}

/** Facts about a mesh at rest are cached for this time, others for two seconds. */
const REST_CACHE_MS = 30_000;
/** A peer that became ready more recently may still be catching up. */
const REST_AFTER_MS = 5 * 60_000;

/** Whether the rollout waits for nothing: all pods exist, have one template, and have been ready for a while. */
function isAtRest(
  peers: readonly Peer[],
  { spec }: Alertmanager,
  observed: KubernetesObject | undefined,
  now: number,
): boolean {
  const { updateRevision } = (observed?.['status'] ?? {}) as { updateRevision?: string };
  return (
    peers.length === replicaCount(spec) &&
    peers.every(
      ({ isReady, isTerminating, revision, since }) =>
        isReady && !isTerminating && revision === updateRevision && now - since > REST_AFTER_MS,
    )
  );
}

/**
 * Facts of the pods of the Alertmanager; `undefined` without a rollout policy or without pods. Never rejects; takes two
 * seconds at most.
 */
export async function meshFacts(
  { parent, observed: { statefulSets }, related }: Inputs,
  now: Date,
  options: Options,
): Promise<MeshFacts | undefined> {
  const alertmanager = parent as unknown as Alertmanager;
  const observed = observedSet(alertmanager, statefulSets);
  if (!hasRolloutPolicy(alertmanager, options, observed) || alertmanager.spec.paused) return undefined;
  const peers = meshPeers(related.pods, observed);
  if (peers.length === 0) return undefined;
  const kept = isAtRest(peers, alertmanager, observed, now.getTime()) ? REST_CACHE_MS : undefined;
  return probeMesh(peers, probeSettings(alertmanager, related), now, kept);
}
