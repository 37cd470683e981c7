// What Prometheus would scrape from the hooks, minute by minute, as series of `promtool test rules`.
import type { Registry } from 'prom-client';
import { computeHere } from '../../hooks/app/compute/inprocess.ts';
import { metrics } from '../../hooks/app/metrics.ts';
import { server } from '../../hooks/app/server.ts';
import { parseOptions } from '../../hooks/core/options.ts';

export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** A pod of the hooks whose calls a test makes. */
export interface Pod {
  /** Posts a body to a hook. */
  readonly call: (path: string, body: unknown) => Promise<number>;
  /** Ends a minute with a scrape. */
  readonly scrape: () => Promise<void>;
  /** All series of the pod so far. */
  readonly series: () => readonly InputSeries[];
  readonly stop: () => Promise<void>;
}

export type Labels = Readonly<Record<string, string>>;

/** The text of a series. */
export const seriesText = (name: string, labels: Labels): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(',')}}`;

/** The text of our own metrics: those of Node.js take longer. */
async function ownMetrics(registry: Registry): Promise<string> {
  const own = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('prometheus_metacontroller_'));
  const texts = await Promise.all(own.map(({ name }) => registry.getSingleMetricAsString(name)));
  return texts.join('\n');
}

const SAMPLE = /^((prometheus_metacontroller_\w+)(?:\{(.*)\})?) (\S+)$/gm;

/**
 * The samples of a scrape (Prometheus text format) by series, of our own metrics only. `known` holds what each text of a
 * series became in earlier scrapes of the target.
 */
function samples(text: string, target: Labels, known: Map<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, whole = '', name = '', labels = '', value = ''] of text.matchAll(SAMPLE)) {
    const own = () => [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, text]) => [label, text]);
    // honorLabels: true
    const series = known.get(whole) ?? seriesText(name, { ...target, ...Object.fromEntries(own()) });
    known.set(whole, series);
    found.set(series, value);
  }
  return found;
}

/** The target labels of a pod of the hooks with the ServiceMonitor of manifests/monitoring. */
export const targetLabels = (pod: string): Labels => ({
  job: 'prometheus-metacontroller',
  namespace: 'prometheus-metacontroller',
  pod,
  instance: `${pod}:8081`,
});

/** Values in the notation of promtool: `1x3` is four times 1. */
function runs(values: readonly string[]): string {
  const out: { readonly value: string; more: number }[] = [];
  for (const value of values) {
    const last = out.at(-1);
    if (last?.value === value && value !== 'stale') last.more++;
    else out.push({ value, more: 0 });
  }
  return out.map(({ value, more }) => (more > 0 ? `${value}x${more}` : value)).join(' ');
}

/** A pod of the hooks whose time is the number of its scrapes in minutes. */
export function hooksPod(name: string, ...flags: string[]): Pod {
  const options = parseOptions(['--log-level=silent', ...flags]);
  const figures = metrics();
  const scrapes: Map<string, string>[] = [];
  const known = new Map<string, string>();
  let calls = 0;
  // Two calls never have the same time.
  const clock = () => new Date(Date.UTC(2026, 0, 1, 0, scrapes.length, 0, ++calls % 1000));
  const { app, stop } = server(options, computeHere(options), figures, clock);
  return {
    call: async (url, payload) => {
      const headers = { 'content-type': 'application/json' };
      return (await app.inject({ method: 'POST', url, headers, payload: JSON.stringify(payload) })).statusCode;
    },
    scrape: async () => void scrapes.push(samples(await ownMetrics(figures.registry), targetLabels(name), known)),
    series: () =>
      [...new Set(scrapes.flatMap((scrape) => [...scrape.keys()]))].map((series) => ({
        series,
        values: runs(scrapes.map((scrape) => scrape.get(series) ?? 'stale')),
      })),
    stop,
  };
}
