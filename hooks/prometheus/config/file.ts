// The configuration file of a Prometheus server, sections in file order (prometheus.io: configuration).
import type { PrometheusSpec } from '../../api/prometheus.ts';
import { dumpPlainYaml } from '../../core/plainyaml.ts';
import { nonEmptyList, type Section, section } from '../../core/section.ts';
import { PARTITION_LABEL } from '../../queryrouter/partition.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { additionalJobs } from './additional.ts';
import { type AdditionalAlerting, alerting } from './alerting.ts';
import { global, runtime } from './global.ts';
import { otlp, tracing } from './otlp.ts';
import { remoteRead, remoteWrite } from './remotewrite.ts';
import { storage } from './storage.ts';

/** Additional configuration of the user, parsed. */
export interface Additional extends AdditionalAlerting {
  readonly scrapeConfigs?: readonly Section[] | undefined;
}

const dumped = (part: Section): string => (Object.keys(part).length > 0 ? dumpPlainYaml(part) : '');

/** The file in groups of pieces. `jobs`: YAML list items. */
export function fileOf(head: string, jobs: readonly (readonly string[])[], tail: string): (readonly string[])[] {
  const isEmpty = jobs.every((group) => group.every((item) => item === ''));
  return [[head, isEmpty ? 'scrape_configs: []\n' : 'scrape_configs:\n'], ...jobs, [tail]];
}

/** The parts of the file that are not in the spec. */
export interface ConfigParts {
  /** YAML list items of the selected objects, in groups, in order. */
  readonly jobs: readonly (readonly string[])[];
  readonly additional: Additional;
  /** Names of the ConfigMaps that are mounted as rule directories. */
  readonly ruleConfigMaps: readonly string[];
  /** Whether this server evaluates rules and sends alerts. Otherwise a query tier does. */
  readonly evaluates: boolean;
  /**
   * Set where a query tier reads this server over remote read. The server then has no external labels; these relabel
   * rules add them to remote writes and alerts.
   */
  readonly insteadOfLabels?: readonly Section[] | undefined;
  /** Whether the server has the external label of its shard. Remote writes and alerts do not have it. */
  readonly isPartition?: boolean;
}

/** The global section with the external labels that the server has. */
function globalSection(
  spec: PrometheusSpec,
  context: ScrapeContext,
  { insteadOfLabels, isPartition }: Pick<ConfigParts, 'insteadOfLabels' | 'isPartition'>,
): Section {
  const found = global(context, spec, isPartition ? { [PARTITION_LABEL]: '$(SHARD)' } : {});
  return insteadOfLabels ? section({ ...found, external_labels: undefined }) : found;
}

const WITHOUT_PARTITION: readonly Section[] = [{ regex: PARTITION_LABEL, action: 'labeldrop' }];

/** The sections in front of `scrape_configs`, and those behind. */
export function otherSections(
  spec: PrometheusSpec,
  context: ScrapeContext,
  { additional, ruleConfigMaps, evaluates, ...parts }: Omit<ConfigParts, 'jobs'>,
): { readonly head: Section; readonly tail: Section } {
  const { namespace, version, assets } = context;
  const labelRules = parts.insteadOfLabels ?? (parts.isPartition ? WITHOUT_PARTITION : undefined);
  const head = section({
    global: globalSection(spec, context, parts),
    runtime: runtime(context),
    rule_files: evaluates ? ruleFiles(ruleConfigMaps) : undefined,
  });
  const tail = section({
    storage: storage(spec, version, context.options.parity),
    alerting: evaluates ? alerting(spec, context, additional, labelRules) : undefined,
    remote_write: remoteWrites(spec, context, labelRules),
    remote_read: spec.remoteRead?.length
      ? spec.remoteRead.map((remote) => remoteRead(remote, { namespace, assets, version }))
      : undefined,
    otlp: otlp(spec.otlp, version),
    tracing: tracing(spec.tracingConfig, namespace, version),
  });
  return { head, tail };
}

/** `prometheus.yml` in groups of pieces. */
export function prometheusConfig(
  spec: PrometheusSpec,
  context: ScrapeContext,
  parts: ConfigParts,
): (readonly string[])[] {
  const { head, tail } = otherSections(spec, context, parts);
  const { jobs, additional } = parts;
  const more = additionalJobs(additional.scrapeConfigs ?? [], context);
  return fileOf(dumped(head), [...jobs, more.length > 0 ? [dumpPlainYaml(more)] : []], dumped(tail));
}

/** `rule_files`: all files of the mounted ConfigMaps. */
export const ruleFiles = (configMaps: readonly string[]): readonly string[] | undefined =>
  nonEmptyList(configMaps.map((name) => `/etc/prometheus/rules/${name}/*.yaml`));

/** `remote_write`. `first`: relabel rules in front of those of each entry. */
export function remoteWrites(
  { remoteWrite: all }: PrometheusSpec,
  { namespace, assets, version }: ScrapeContext,
  first: readonly Section[] = [],
): Section[] | undefined {
  const relabeled = (remote: Section): Section => ({
    ...remote,
    write_relabel_configs: [...first, ...((remote['write_relabel_configs'] ?? []) as readonly Section[])],
  });
  const made = all?.map((remote) => remoteWrite(remote, { namespace, assets, version }));
  if (!made?.length) return undefined;
  return first.length > 0 ? made.map(relabeled) : made;
}
