// The configuration of a query tier: no targets, all shards as remote storage, all rules and alerts (prometheus.io: remote read; prometheus/prometheus, storage/remote:
// a reader asks for each of its own external labels, and a blank one matches every replica; labels that it asks for by itself are left out of the answer).
import type { Prometheus } from '../../crds/prometheus.ts';
import { type Section, section } from '../../kube/section.ts';
import { dumpYaml } from '../../kube/yaml.ts';
import type { ScrapeContext } from '../../scrape/context.ts';
import { alerting } from '../alerting.ts';
import { type Additional, remoteWrites, ruleFiles, scrapeConfigs } from '../config.ts';
import { externalLabels, global, runtime } from '../global.ts';
import { tracing } from '../otlp.ts';
import { remoteRead } from '../remotewrite.ts';
import { storage } from '../storage.ts';

/** One shard, behind its Service. */
export interface ShardAddress {
  readonly shard: string;
  /** `http://host:port/prefix`. */
  readonly url: string;
}

/** The labels of any shard, so that answers have none of them: the name of the Prometheus, the user's own, and a replica that nobody has. */
function labels(context: ScrapeContext): Section {
  const { replicaExternalLabelName } = context.spec;
  const replica = replicaExternalLabelName ?? 'prometheus_replica';
  const own = externalLabels(context);
  return replica ? { ...own, [replica]: '' } : own;
}

/** Recorded series go where those of a shard go; there two replicas are told apart by their label, which is blank here. */
function writes(parent: Prometheus, context: ScrapeContext): Section[] | undefined {
  const replica = parent.spec.replicaExternalLabelName ?? 'prometheus_replica';
  const label: Section = { target_label: replica, replacement: '$(POD_NAME)', action: 'replace' };
  return remoteWrites(parent.spec, context)?.map((remote) => {
    const relabel = (remote['write_relabel_configs'] ?? []) as readonly Section[];
    return replica ? { ...remote, write_relabel_configs: [label, ...relabel] } : remote;
  });
}

const readFrom = ({ shard, url }: ShardAddress): Section =>
  section({
    url: `${url}/api/v1/read`,
    name: `shard-${shard}`,
    read_recent: true,
    // The certificate names the server's own address, not that of its Service.
    tls_config: url.startsWith('https:') ? { insecure_skip_verify: true } : undefined,
  });

/** The file, in pieces. `ruleConfigMaps`: names of the ConfigMaps mounted as rule directories. */
export function queryConfig(
  parent: Prometheus,
  context: ScrapeContext,
  shards: readonly ShardAddress[],
  additional: Additional,
  ruleConfigMaps: readonly string[],
): string[] {
  const { spec } = parent;
  const { namespace, version, material, options } = context;
  const head = section({
    global: { ...global(context, spec), external_labels: labels(context) },
    runtime: runtime(context),
    rule_files: ruleFiles(ruleConfigMaps),
  });
  const others = (spec.remoteRead ?? []).map((remote) => remoteRead(remote, namespace, material, version));
  const tail = section({
    storage: storage(spec, version, options.parity),
    alerting: alerting(spec, context, additional),
    remote_write: writes(parent, context),
    remote_read: [...shards.map(readFrom), ...others],
    tracing: tracing(spec.tracingConfig, namespace, version),
  });
  return [dumpYaml(head), ...scrapeConfigs([]), dumpYaml(tail)];
}
