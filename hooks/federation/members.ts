// Prometheus objects of this cluster as members: where each can be read, and why some cannot.
import type { Prometheus } from '../api/prometheus.ts';
import type { Lister } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { replicaLabel } from '../prometheus/config/global.ts';
import { shardServiceName } from '../prometheus/querytier/services.ts';
import { routePrefix } from '../prometheus/server/pod.ts';
import { hasQueryService, queryName, seenTier } from '../prometheus/sharding/tier.ts';
import { FEDERATE, gives, isMember, labelPath, takes } from '../scrape/job/federationlabels.ts';
import { shardsOf } from '../scrape/job/sharding.ts';
import { isMine } from '../workload/instance.ts';
import type { Identity } from './loops.ts';

type Texts = Readonly<Record<string, string>>;

/** How a member is asked. */
export interface Endpoint {
  readonly scheme: 'http' | 'https';
  /** The prefix of its routes, without the slash at its end. */
  readonly prefix: string;
  /** `host:port`: one for all its replicas, and one for each shard behind a query tier. */
  readonly targets: readonly string[];
  /** '' where it is not known. */
  readonly cluster: string;
  /** External labels that its servers do not add themselves: series get those that they do not have. */
  readonly missing: Texts;
  /** The external label that differs between replicas; '' for none. */
  readonly replicaLabel: string;
}

/** Something with the label of a member: how it is asked, or why it cannot be. */
export interface Candidate {
  readonly kind: 'Prometheus' | 'ServiceImport';
  readonly object: Pick<KubernetesObject, 'metadata'>;
  readonly identity: Identity;
  readonly endpoint?: Endpoint;
  readonly issues: readonly Issue[];
}

export const PORT = 9090;

/** A Prometheus of this cluster. */
export const identityOf = (object: Pick<KubernetesObject, 'metadata'>, options: Options): Identity => ({
  cluster: options.clusterName,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
  gives: gives(object),
  takes: takes(object),
});

export const schemeOf = ({ spec }: Prometheus): 'http' | 'https' => (spec.web?.tlsConfig ? 'https' : 'http');

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
    message: 'these hooks do not act on it, so it has no Service of theirs; describe it with a ScrapeConfig',
  },
  { applies: ({ spec }) => spec.listenLocal === true, message: 'spec.listenLocal is true: nobody else reaches it' },
  {
    applies: (member, options) => !hasQueryService(member, options),
    message: 'it has no Service prometheus-<name>-query: --front-service is none',
  },
  {
    applies: (member, options) => seenTier(member, options) === 'thanos',
    message: 'Thanos answers for its shards, and has no /federate: let a Thanos Query read it, or leave it out',
  },
  {
    applies: (member, options) => shardsOf(member.spec) > 1 && seenTier(member, options) === 'none',
    message:
      'it has shards and no query tier, so each shard has records of its own part under the same names; annotate it prometheus-metacontroller.dev/query-tier: remote-read',
  },
];

/** `MemberUnreachable` issues: why a Prometheus cannot be read from outside. */
export const checkReachable = (member: Prometheus, options: Options): Issue[] =>
  REFUSALS.filter(({ applies }) => applies(member, options)).map(({ message }) =>
    issue('MemberUnreachable', labelPath(FEDERATE), message),
  );

/** External labels that are plain text: only a server itself puts variables in. */
const plain = (labels: Texts): Texts =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.includes('$')));

/** What the servers behind a query tier lack: they have no external labels of their own. */
function externalLabels({ metadata, spec }: Prometheus): Texts {
  const name = spec.prometheusExternalLabelName ?? 'prometheus';
  return { ...plain(spec.externalLabels ?? {}), ...(name ? { [name]: `${metadata.namespace}/${metadata.name}` } : {}) };
}

function endpointOf(member: Prometheus, options: Options): Endpoint {
  const { metadata, spec } = member;
  const prefix = `prometheus-${metadata.name}`;
  const isTier = seenTier(member, options) !== 'none';
  const shards = isTier ? Array.from({ length: shardsOf(spec) }, (_, i) => shardServiceName(prefix, String(i))) : [];
  return {
    scheme: schemeOf(member),
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
      const identity = identityOf(object, options);
      return {
        kind: 'Prometheus',
        object,
        identity,
        issues,
        ...(issues.length > 0 ? {} : { endpoint: endpointOf(member, options) }),
      };
    });
