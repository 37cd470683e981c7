// The configuration of a query tier: no targets of its own, all shards as remote storage, all rules and alerts. Shards
// have no external labels then: a reader that asks for them and takes them off again would lose series that carry a
// label of that name themselves (test/query shows both).
import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { OWN } from '../../core/meta.ts';
import { type Section, section } from '../../core/section.ts';
import { dumpYaml } from '../../core/yaml.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { alerting } from '../config/alerting.ts';
import { type Additional, remoteWrites, ruleFiles, scrapeConfigs } from '../config/file.ts';
import { externalLabels, global, runtime } from '../config/global.ts';
import { tracing } from '../config/otlp.ts';
import { remoteRead } from '../config/remotewrite.ts';
import { storage } from '../config/storage.ts';
import { routePrefix } from '../server/pod.ts';

/** One shard, behind its Service. */
export interface ShardAddress {
  readonly shard: string;
  /** `http://host:port/prefix`. */
  readonly url: string;
}

/**
 * What a shard's external labels were for where samples leave it: each series gets those that it does not have itself.
 */
export const labelRules = (context: ScrapeContext): Section[] =>
  Object.entries(externalLabels(context)).map(([name, value]) => ({
    source_labels: [name],
    regex: '^$',
    target_label: name,
    replacement: value,
    action: 'replace',
  }));

/** Whether a text names a variable, `$x` or `${x}`; two dollar signs stand for one. */
const namesVariable = (text: string): boolean =>
  [...text.matchAll(/(\$+)([A-Za-z_{]?)/g)].some(([, dollars = '', name]) => dollars.length % 2 === 1 && name !== '');

/**
 * Prometheus itself puts variables into external labels, which nothing else does: `InvalidConfiguration` issues where a
 * tier has to do it.
 */
export const checkLabels = ({ externalLabels: labels = {} }: PrometheusSpec): Issue[] =>
  Object.entries(labels)
    .filter(([, value]) => namesVariable(value))
    .map(([name, value]) =>
      issue(
        'InvalidConfiguration',
        `spec.externalLabels.${name}`,
        `${quoted(value)} names a variable; with a query tier write its value instead, or annotate the Prometheus ${OWN}/query-tier: none`,
      ),
    );

const readFrom = ({ shard, url }: ShardAddress): Section =>
  section({
    url: `${url}/api/v1/read`,
    name: `shard-${shard}`,
    read_recent: true,
    filter_external_labels: false,
    // The certificate names the server's own address, not that of its Service.
    tls_config: url.startsWith('https:') ? { insecure_skip_verify: true } : undefined,
  });

/** The job of the shards themselves. */
export const SHARDS_JOB = 'prometheus-shards';

/**
 * The shards themselves, so that a rule can tell that one is gone: a read that fails is a warning that rules do not
 * see.
 */
const shardsJob = (spec: PrometheusSpec, shards: readonly ShardAddress[], marker: string): Section =>
  section({
    job_name: SHARDS_JOB,
    metrics_path: `${routePrefix(spec)}/metrics`,
    scheme: spec.web?.tlsConfig ? 'https' : undefined,
    tls_config: spec.web?.tlsConfig ? { insecure_skip_verify: true } : undefined,
    static_configs: shards.map(({ shard, url }) => ({ targets: [new URL(url).host], labels: { shard } })),
    relabel_configs: marker
      ? [
          { target_label: '__tmp_moving', replacement: marker, action: 'replace' },
          { regex: '__tmp_moving', action: 'labeldrop' },
        ]
      : undefined,
  });

/**
 * The file, in pieces. `ruleConfigMaps`: names of the ConfigMaps mounted as rule directories; `mark`: what shows that
 * this server knows of a move, once all shards are among `shards`.
 */
export function queryConfig(
  parent: Prometheus,
  context: ScrapeContext,
  shards: readonly ShardAddress[],
  additional: Additional,
  ruleConfigMaps: readonly string[],
  marker = '',
): string[] {
  const { spec } = parent;
  const { namespace, version, resolver, options } = context;
  const head = section({
    global: global(context, spec),
    runtime: runtime(context),
    rule_files: ruleFiles(ruleConfigMaps),
  });
  const others = (spec.remoteRead ?? []).map((remote) => remoteRead(remote, { namespace, resolver, version }));
  const tail = section({
    storage: storage(spec, version, options.parity),
    alerting: alerting(spec, context, additional),
    remote_write: remoteWrites(spec, context),
    remote_read: [...shards.map(readFrom), ...others],
    tracing: tracing(spec.tracingConfig, namespace, version),
  });
  return [dumpYaml(head), ...scrapeConfigs([dumpYaml([shardsJob(spec, shards, marker)])]), dumpYaml(tail)];
}
