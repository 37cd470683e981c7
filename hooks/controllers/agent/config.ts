// The configuration file of a Prometheus agent: scrape jobs and remote write, no rules and no alerting.
import { dumpPlainYaml } from '../../core/plainyaml.ts';
import { type Section, section } from '../../core/section.ts';

import { additionalJobs } from '../../prometheus/config/additional.ts';
import { fileOf } from '../../prometheus/config/file.ts';
import { global, runtime } from '../../prometheus/config/global.ts';
import { otlp, tracing } from '../../prometheus/config/otlp.ts';
import { remoteWrite } from '../../prometheus/config/remotewrite.ts';
import { sharedTsdb } from '../../prometheus/config/storage.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { jobTexts, type Selected } from '../../scrape/select.ts';
import { knows } from '../../versions/prometheus.ts';

function storage({ spec, version }: ScrapeContext): Section | undefined {
  const window = knows(version, 'storage.tsdb.agent_out_of_order_time_window')
    ? spec.tsdb?.outOfOrderTimeWindow
    : undefined;
  const tsdb = section({ out_of_order_time_window: window || undefined, ...sharedTsdb(spec, version) });
  return Object.keys(tsdb).length > 0 ? { tsdb } : undefined;
}

const ORDER: readonly string[] = ['PodMonitor', 'additional', 'ServiceMonitor', 'Probe', 'ScrapeConfig'];

/** Jobs in the order of the Go operator: PodMonitors, additional jobs, then the other kinds. */
export function agentJobs(
  lists: readonly (readonly Selected[])[],
  additional: readonly Section[],
  context: ScrapeContext,
): (readonly string[])[] {
  const own = additionalJobs(additional, context);
  return ORDER.flatMap((kind) => {
    if (kind === 'additional') return own.length > 0 ? [[dumpPlainYaml(own)]] : [];
    return lists.flatMap((list) => {
      const ofKind = list.every((item) => item.kind === kind) ? list : list.filter((item) => item.kind === kind);
      return ofKind.length > 0 ? [jobTexts(ofKind)] : [];
    });
  });
}

/** The sections in front of `scrape_configs`, and those behind. */
export function otherSections(context: ScrapeContext): { readonly head: Section; readonly tail: Section } {
  const { spec, namespace, version, assets } = context;
  const head = section({ global: global(context, undefined), runtime: runtime(context) });
  const tail = section({
    storage: storage(context),
    remote_write: spec.remoteWrite?.length
      ? spec.remoteWrite.map((remote) => remoteWrite(remote, { namespace, assets, version }))
      : undefined,
    otlp: otlp(spec.otlp, version),
    tracing: tracing(spec.tracingConfig, namespace, version),
  });
  return { head, tail };
}

/** The file in groups of pieces. */
export function agentConfig(
  context: ScrapeContext,
  lists: readonly (readonly Selected[])[],
  additional: readonly Section[],
): (readonly string[])[] {
  const { head, tail } = otherSections(context);
  return fileOf(
    dumpPlainYaml(head),
    agentJobs(lists, additional, context),
    Object.keys(tail).length > 0 ? dumpPlainYaml(tail) : '',
  );
}
