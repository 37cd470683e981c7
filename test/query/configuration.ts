// The configuration under test: a Prometheus that scrapes nothing and reads from every shard.
import { PART_METRIC } from '../../hooks/queryrouter/pushdown/split.ts';

export type Labels = Readonly<Record<string, string>>;

export interface QueryOptions {
  /** One address for each shard. */
  readonly shards: readonly string[];
  readonly externalLabels: Labels;
  /**
   * Whether shards have external labels: then the query server asks for them and takes them from the answers, which
   * hides series that have such a label of their own. Else nothing is asked for and nothing taken.
   */
  readonly filterExternalLabels: boolean;
  readonly ruleFiles?: readonly string[];
  readonly remoteTimeout?: string;
  /** Port of a query router, of which the results of shards are read. */
  readonly router?: number;
}

/** YAML that is JSON too. */
export const queryConfig = ({
  shards,
  externalLabels,
  filterExternalLabels,
  ruleFiles = [],
  remoteTimeout = '1m',
  router,
}: QueryOptions): string =>
  JSON.stringify({
    global: { external_labels: externalLabels },
    rule_files: ruleFiles,
    remote_read: [
      ...shards.map((url, i) => ({
        url: `${url}/api/v1/read`,
        name: `shard-${i}`,
        read_recent: true,
        remote_timeout: remoteTimeout,
        filter_external_labels: filterExternalLabels,
      })),
      ...(router === undefined
        ? []
        : [
            {
              url: `http://127.0.0.1:${router}/-/router/read`,
              name: 'query-router',
              read_recent: true,
              filter_external_labels: false,
              required_matchers: { __name__: PART_METRIC },
            },
          ]),
    ],
  });

export const shardConfig = (externalLabels: Labels): string =>
  JSON.stringify({ global: { external_labels: externalLabels } });

/** Where external labels are: how a query server and its shards are labelled. */
export interface Variant {
  readonly query: Labels;
  readonly shard: (shard: number, replica: number) => Labels;
  readonly filterExternalLabels: boolean;
}

const NAME = 'monitoring/k8s';

/** Shards keep the labels that the operator gives them; the query server has a blank replica label. */
export const BLANK: Variant = {
  query: { prometheus: NAME, prometheus_replica: '' },
  shard: (shard, replica) => ({
    prometheus: NAME,
    prometheus_replica: shard === 0 ? `prometheus-k8s-${replica}` : `prometheus-k8s-shard-${shard}-${replica}`,
  }),
  filterExternalLabels: true,
};

/** Shards have no external labels; the query server has those of a server without shards. */
export const BARE: Variant = {
  query: { prometheus: NAME, prometheus_replica: 'prometheus-k8s-query-0' },
  shard: () => ({}),
  filterExternalLabels: false,
};
