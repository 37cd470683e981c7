// Prometheus objects of this cluster as members: their endpoints, or why they have none.

import type { Prometheus } from '../api/prometheus.ts';
import type { Lister } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { replicaLabel } from '../prometheus/config/global.ts';
import { shardServiceName } from '../prometheus/querytier/services.ts';
import { routePrefix } from '../prometheus/server/pod.ts';
import { runningShards } from '../prometheus/sharding/running.ts';
import { hasQueryService, isThanos, queryName, seenTier } from '../prometheus/sharding/tier.ts';
import { FEDERATE, gives, isMember, labelPath, takes } from '../scrape/job/federationlabels.ts';
import { isMine } from '../workload/instance.ts';
import { urlScheme } from '../workload/webconfig.ts';
import type { Identity } from './loops.ts';

type Texts = Readonly<Record<string, string>>;

/** How a member is scraped. */
export interface Endpoint {
  readonly scheme: 'http' | 'https';
  /** Its route prefix, without a trailing slash. */
  readonly prefix: string;
  /** `host:port`: one for all its replicas, and one for each shard behind a query tier. */
  readonly targets: readonly string[];
  /** '' where it is unknown. */
  readonly cluster: string;
  /** External labels that its servers do not add. They are added to series without them. */
  readonly missing: Texts;
  /** The external label that differs between replicas; '' for none. */
  readonly replicaLabel: string;
}

/** An object with the label of a member: its endpoint, or the issues. */
export interface Candidate {
  readonly kind: 'Prometheus' | 'ServiceImport';
  readonly object: Pick<KubernetesObject, 'metadata'>;
  readonly identity: Identity;
  readonly endpoint?: Endpoint;
  readonly issues: readonly Issue[];
}

/** Port of the query Service. */
export const PORT = 9090;

/** A Prometheus of this cluster. */
export const localIdentity = (object: Pick<KubernetesObject, 'metadata'>, options: Options): Identity => ({
  cluster: options.clusterName,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
  gives: gives(object),
  takes: takes(object),
});

const REFUSALS: readonly {
  readonly applies: (member: Prometheus, options: Options) => boolean;
  readonly message: string;
}[] = [
  {
    applies: (member, options) =>
      !isMine(
        member as unknown as KubernetesObject,
        options.prometheusInstanceNamespaces,
        options.prometheusInstanceSelector,
        options,
      ),
    message: 'these hooks do not reconcile it, so it has no query Service; use a ScrapeConfig',
  },
  { applies: ({ spec }) => spec.listenLocal === true, message: 'spec.listenLocal is true: no other pod reaches it' },
  {
    applies: (member, options) => !hasQueryService(member, options),
    message: 'it has no Service prometheus-<name>-query: --front-service is none',
  },
  {
    applies: (member, options) => isThanos(seenTier(member, options)),
    message: 'its query tier is Thanos, which has no /federate: read it with Thanos Query, or remove the label',
  },
  {
    applies: (member, options) => runningShards(member) > 1 && seenTier(member, options) === 'none',
    message:
      'it has shards and no query tier, so each shard records its own part under the same names; ' +
      'annotate it with prometheus-metacontroller.dev/query-tier: remote-read',
  },
];

/** `MemberUnreachable` issues: why a Prometheus cannot be scraped as a member. */
export const checkReachable = (member: Prometheus, options: Options): Issue[] =>
  REFUSALS.filter(({ applies }) => applies(member, options)).map(({ message }) =>
    issue('MemberUnreachable', labelPath(FEDERATE), message),
  );

/** External labels without variables, which only the server itself replaces. */
const plain = (labels: Texts): Texts =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.includes('$')));

/** External labels of a Prometheus with a query tier. Its servers have none. */
function externalLabels({ metadata, spec }: Prometheus): Texts {
  const name = spec.prometheusExternalLabelName ?? 'prometheus';
  return { ...plain(spec.externalLabels ?? {}), ...(name ? { [name]: `${metadata.namespace}/${metadata.name}` } : {}) };
}

function localEndpoint(member: Prometheus, options: Options): Endpoint {
  const { metadata, spec } = member;
  const prefix = `prometheus-${metadata.name}`;
  const isTier = seenTier(member, options) !== 'none';
  const shards = isTier
    ? Array.from({ length: runningShards(member) }, (_, i) => shardServiceName(prefix, String(i)))
    : [];
  return {
    scheme: urlScheme(spec.web),
    prefix: routePrefix(spec),
    targets: [queryName(prefix), ...shards].map((service) => `${service}.${metadata.namespace}.svc:${PORT}`),
    cluster: plain({ cluster: options.clusterName, ...spec.externalLabels })['cluster'] ?? '',
    missing: isTier ? externalLabels(member) : {},
    replicaLabel: replicaLabel(member.spec),
  };
}

/** Every Prometheus of this cluster that is in a set. */
export const localCandidates = (prometheuses: Lister, options: Options): Candidate[] =>
  prometheuses
    .list()
    .filter((object) => isMember(object, options))
    .map((object) => {
      const member = object as unknown as Prometheus;
      const issues = checkReachable(member, options);
      const identity = localIdentity(object, options);
      return {
        kind: 'Prometheus',
        object,
        identity,
        issues,
        ...(issues.length > 0 ? {} : { endpoint: localEndpoint(member, options) }),
      };
    });
