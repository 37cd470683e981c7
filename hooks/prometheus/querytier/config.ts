// The configuration of a remote-read tier: all shards as remote storage, all rules and alerts, no targets but the
// shards themselves. The shards have no external labels. A reader that filters by external labels and removes them
// would lose series that have a label of that name (test/query shows both).
import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { OWN } from '../../core/meta.ts';
import { dumpPlainYaml } from '../../core/plainyaml.ts';
import { type Section, section } from '../../core/section.ts';

import type { ScrapeContext } from '../../scrape/job/context.ts';
import { alerting } from '../config/alerting.ts';
import { type Additional, fileOf, remoteWrites, ruleFiles } from '../config/file.ts';
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
 * Relabel rules that replace the external labels of a shard: each series and alert gets the labels it does not have.
 */
export const labelRules = (context: ScrapeContext): Section[] =>
  Object.entries(externalLabels(context)).map(([name, value]) => ({
    source_labels: [name],
    regex: '^$',
    target_label: name,
    replacement: value,
    action: 'replace',
  }));

/** Whether a text names a variable, `$x` or `${x}`. Two dollar signs stand for one. */
const namesVariable = (text: string): boolean =>
  [...text.matchAll(/(\$+)([A-Za-z_{]?)/g)].some(([, dollars = '', name]) => dollars.length % 2 === 1 && name !== '');

/**
 * `InvalidConfiguration` issues for external labels with variables. Only Prometheus itself replaces them; a tier
 * cannot.
 */
export const checkLabels = ({ externalLabels: labels = {} }: PrometheusSpec): Issue[] =>
  Object.entries(labels)
    .filter(([, value]) => namesVariable(value))
    .map(([name, value]) =>
      issue(
        'InvalidConfiguration',
        `spec.externalLabels.${name}`,
        `${quoted(value)} names a variable; with a query tier write its value, ` +
          `or annotate the Prometheus with ${OWN}/query-tier: none`,
      ),
    );

const readFrom = ({ shard, url }: ShardAddress): Section =>
  section({
    url: `${url}/api/v1/read`,
    name: `shard-${shard}`,
    read_recent: true,
    filter_external_labels: false,
    // The certificate names the server, not its Service.
    tls_config: url.startsWith('https:') ? { insecure_skip_verify: true } : undefined,
  });

/** Name of the job that scrapes the shards. */
export const SHARDS_JOB = 'prometheus-shards';

/**
 * Scrapes the shards, so that a rule sees a missing one: a failed read is a warning, which rules do not see.
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
 * The parts of the configuration that are not in the spec.
 */
export interface QueryConfigParts {
  readonly shards: readonly ShardAddress[];
  readonly additional: Additional;
  /** Names of the ConfigMaps that are mounted as rule directories. */
  readonly ruleConfigMaps: readonly string[];
  /** A text that shows that this server knows of a resharding; '' until all shards are among `shards`. */
  readonly marker: string;
}

/** The configuration file in groups of pieces. */
export function queryConfig(
  parent: Prometheus,
  context: ScrapeContext,
  { shards, additional, ruleConfigMaps, marker }: QueryConfigParts,
): (readonly string[])[] {
  const { spec } = parent;
  const { namespace, version, assets, options } = context;
  const head = section({
    global: global(context, spec),
    runtime: runtime(context),
    rule_files: ruleFiles(ruleConfigMaps),
  });
  const others = (spec.remoteRead ?? []).map((remote) => remoteRead(remote, { namespace, assets, version }));
  const tail = section({
    storage: storage(spec, version, options.parity),
    alerting: alerting(spec, context, additional),
    remote_write: remoteWrites(spec, context),
    remote_read: [...shards.map(readFrom), ...others],
    tracing: tracing(spec.tracingConfig, namespace, version),
  });
  return fileOf(dumpPlainYaml(head), [[dumpPlainYaml([shardsJob(spec, shards, marker)])]], dumpPlainYaml(tail));
}
