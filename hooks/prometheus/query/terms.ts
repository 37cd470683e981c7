// Whether a Prometheus has a query tier: one server that answers for all shards, at one address that never changes.
import type { Prometheus } from '../../crds/prometheus.ts';
import type { KindMap } from '../../kube/hook.ts';
import { type KubernetesObject, OWN } from '../../kube/meta.ts';
import type { Options } from '../../options.ts';
import { shardsOf } from '../../scrape/sharding.ts';
import { knows, prometheusVersion } from '../../versions/prometheus.ts';

/** On a Prometheus: `none` or `remote-read`, where it is to differ from `--query-tier`. */
const QUERY_TIER = `${OWN}/query-tier`;

export const queryName = (prefix: string): string => `${prefix}-query`;

/** Whether the user wants a tier as soon as there are several shards. */
export const wantsTier = ({ metadata }: Pick<Prometheus, 'metadata'>, options: Options): boolean =>
  !options.parity && (metadata.annotations?.[QUERY_TIER] ?? options.queryTier) === 'remote-read';

/** Whether there is the address that stays, be it in front of a tier or of the servers themselves. Nobody else reaches a server on the loopback address. */
export const hasFront = (parent: Prometheus, options: Options): boolean =>
  !options.parity && !parent.spec.listenLocal && (options.frontService === 'create' || wantsTier(parent, options));

/**
 * Whether the tier is there: with several shards, and as long as one that was made has not been told to go, since what rules recorded is in it. With a Thanos sidecar users
 * have their own; servers on the loopback address cannot be read, nor those of Prometheus before 2.34.
 */
export function hasTier(parent: Prometheus, observed: KindMap, prefix: string, options: Options): boolean {
  const { spec, metadata } = parent;
  const version = prometheusVersion(spec.version);
  if (!wantsTier(parent, options) || spec.listenLocal || spec.thanos || !version || !knows(version, 'remote_read.filter_external_labels'))
    return false;
  const set: KubernetesObject | undefined = observed['StatefulSet.apps/v1']?.[`${metadata.namespace}/${queryName(prefix)}`];
  return shardsOf(spec) > 1 || set !== undefined;
}
