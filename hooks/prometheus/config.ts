// The configuration file of a Prometheus server, sections in file order (prometheus.io: configuration).
import type { PrometheusSpec } from '../crds/prometheus.ts';
import { nonEmptyList, type Section, section } from '../kube/section.ts';
import { dumpYaml } from '../kube/yaml.ts';
import type { ScrapeContext } from '../scrape/context.ts';
import { additionalJobs } from './additional.ts';
import { type AdditionalAlerting, alerting } from './alerting.ts';
import { global, runtime } from './global.ts';
import { otlp, tracing } from './otlp.ts';
import { remoteRead, remoteWrite } from './remotewrite.ts';
import { storage } from './storage.ts';

export interface Additional extends AdditionalAlerting {
  readonly scrapeConfigs?: readonly Section[] | undefined;
}

const dumped = (part: Section): string => (Object.keys(part).length > 0 ? dumpYaml(part) : '');

/** The list of jobs, in pieces, from the YAML text of its items. */
export function scrapeConfigs(jobs: readonly string[]): string[] {
  const items = jobs.filter(Boolean);
  return items.length > 0 ? ['scrape_configs:\n', ...items] : ['scrape_configs: []\n'];
}

/**
 * The file, in pieces. `jobs`: YAML list items of the selected objects, already in order; `ruleConfigMaps`: names of the ConfigMaps mounted as rule directories; none where there are no rules.
 */
export function prometheusConfig(
  spec: PrometheusSpec,
  context: ScrapeContext,
  jobs: readonly string[],
  additional: Additional,
  ruleConfigMaps: readonly string[],
): string[] {
  const { namespace, version, material } = context;
  const more = additionalJobs(additional.scrapeConfigs ?? [], context);
  const head = section({
    global: global(context, spec),
    runtime: runtime(context),
    rule_files: nonEmptyList(ruleConfigMaps.map((name) => `/etc/prometheus/rules/${name}/*.yaml`)),
  });
  const tail = section({
    storage: storage(spec, version, context.options.parity),
    alerting: alerting(spec, context, additional),
    remote_write: spec.remoteWrite?.length
      ? spec.remoteWrite.map((remote) => remoteWrite(remote, namespace, material, version))
      : undefined,
    remote_read: spec.remoteRead?.length ? spec.remoteRead.map((remote) => remoteRead(remote, namespace, material, version)) : undefined,
    otlp: otlp(spec.otlp, version),
    tracing: tracing(spec.tracingConfig, namespace, version),
  });
  return [dumped(head), ...scrapeConfigs([...jobs, more.length > 0 ? dumpYaml(more) : '']), dumped(tail)];
}
