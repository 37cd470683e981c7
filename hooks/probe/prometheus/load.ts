// Asks Prometheus servers and agents for their load: series in memory, and what their targets give. Time and size are
// limited. A probe never throws: a missing response is `unknown`. Endpoints: prometheus.io, HTTP API (queries), and
// `/metrics` of the server itself, which is cheaper than `/api/v1/status/tsdb`.
import { parseJson } from '../../core/json.ts';
import { isRecord, recordsOf } from '../../core/yaml.ts';
import type { ByteBudget } from '../io/bytebudget.ts';
import { get, stream } from '../io/http.ts';
import { andThen, type Outcome } from '../io/outcome.ts';
import { podTarget, type Target } from '../io/stream.ts';
import { askAll, type ProbeLimits } from '../io/timeout.ts';

/** What the targets of a server give. */
export interface Scrapes {
  /** Series of the last scrapes. */
  readonly series: number;
  /** Samples each second. */
  readonly samples: number;
  /** The jobs with most series. */
  readonly jobs: readonly (readonly [job: string, series: number])[];
  /** The target with most series. */
  readonly target?: { readonly job: string; readonly instance: string; readonly series: number };
}

/** The load of a server. */
export interface ServerLoad {
  /** Series in memory. */
  readonly series: number;
  readonly scrapes: Outcome<Scrapes>;
}

/** How servers are asked. */
export interface LoadRequest {
  readonly scheme: 'http' | 'https';
  /** Path prefix, as in `--web.route-prefix`. */
  readonly before: string;
  /** Port of HTTP; 9090 by default. */
  readonly port?: number;
  /** Whether there is an API of queries: an agent has none. */
  readonly hasQueries: boolean;
}

const TIMEOUTS: ProbeLimits = { peer: 2500, total: 4000, parallel: 8 };
/** Limit of the uncompressed metrics in bytes. They are not kept in memory. Each job adds about 2 kB. */
const MAX_METRICS_BYTES = 128 * 1024 * 1024;
/** Limit of the answer of a query in bytes: four series. */
const MAX_ANSWER_BYTES = 256 * 1024;
const budget: ByteBudget = { largest: MAX_ANSWER_BYTES, shared: { left: 64 * MAX_ANSWER_BYTES } };

/** How many jobs are read. */
const JOBS = 3;
/** Every server writes this series for each target, whether or not it scrapes itself. */
const GIVEN = 'scrape_samples_post_metric_relabeling';
const WINDOW_SECONDS = 300;
const named = (name: string, expression: string): string =>
  `label_replace(${expression},"fact",${JSON.stringify(name)},"","")`;
const last = `max_over_time(${GIVEN}[${WINDOW_SECONDS}s])`;
const QUERY = [
  named('series', `sum(${last})`),
  named('samples', `sum(sum_over_time(${GIVEN}[${WINDOW_SECONDS}s]))/${WINDOW_SECONDS}`),
  named('job', `topk(${JOBS},sum by(job)(${last}))`),
  named('target', `topk(1,max by(job,instance)(${last}))`),
].join(' or ');
const QUERY_PATH = `/api/v1/query?query=${encodeURIComponent(QUERY)}`;

const WRONG: Outcome<never> = { is: 'bad', reason: 'not the answer of a query' };
const MAX_LABEL_CHARACTERS = 200;

interface Sample {
  readonly fact: string;
  readonly job: string;
  readonly instance: string;
  readonly value: number;
}

function sample({ metric, value }: Readonly<Record<string, unknown>>): Sample[] {
  if (!isRecord(metric) || !Array.isArray(value)) return [];
  const label = (name: string): string => String(metric[name] ?? '').slice(0, MAX_LABEL_CHARACTERS);
  const number = Number(value[1]);
  if (!Number.isFinite(number) || number < 0) return [];
  return [{ fact: label('fact'), job: label('job'), instance: label('instance'), value: number }];
}

/** What the targets give, in the body of `/api/v1/query`. Without targets there are no samples: zero. */
export function readScrapes(body: string): Outcome<Scrapes> {
  const found = parseJson(body);
  const data = isRecord(found) && found['status'] === 'success' ? found['data'] : undefined;
  if (!isRecord(data) || !Array.isArray(data['result'])) return WRONG;
  const samples = recordsOf(data['result']).flatMap(sample);
  const of = (fact: string): readonly Sample[] => samples.filter((one) => one.fact === fact);
  const [target] = of('target');
  return {
    is: 'ok',
    value: {
      series: of('series')[0]?.value ?? 0,
      samples: of('samples')[0]?.value ?? 0,
      jobs: of('job').map(({ job, value }) => [job, value] as const),
      ...(target ? { target: { job: target.job, instance: target.instance, series: target.value } } : {}),
    },
  };
}

const METRICS = ['prometheus_tsdb_head_series', 'prometheus_agent_active_series'];
const STARTS = METRICS.map((name) => Buffer.from(`\n${name} `));
const LONGEST = Math.max(...STARTS.map(({ length }) => length)) + 32;

/** Finds the series in memory in metrics that arrive in parts. */
export function seriesScanner() {
  // The first line has no line feed before it.
  let rest: Buffer = Buffer.from('\n');
  let series: number | undefined;
  const scan = (part: Buffer): void => {
    for (const start of STARTS) {
      const at = part.indexOf(start);
      const end = at < 0 ? -1 : part.indexOf('\n', at + start.length);
      if (end >= 0) series = Number(part.toString('latin1', at + start.length, end));
    }
  };
  return {
    add: (chunk: Buffer): void => {
      if (series !== undefined) return;
      const part = Buffer.concat([rest, chunk]);
      scan(part);
      rest = part.subarray(Math.max(0, part.length - LONGEST));
    },
    done: (): Outcome<number> =>
      series !== undefined && Number.isFinite(series) && series >= 0
        ? { is: 'ok', value: Math.round(series) }
        : { is: 'bad', reason: 'no number of series in its metrics' },
  };
}

async function readSeries(target: Target, path: string, signal: AbortSignal): Promise<Outcome<number>> {
  const scanner = seriesScanner();
  const read = await stream(target, path, { limit: MAX_METRICS_BYTES, add: scanner.add }, signal);
  return andThen(read, scanner.done);
}

/** The load of each server, in their order. `ips`: addresses of pods. Never rejects; takes four seconds at most. */
export const askLoads = (
  ips: readonly string[],
  { scheme, before, port = 9090, hasQueries }: LoadRequest,
  timeouts: ProbeLimits = TIMEOUTS,
): Promise<readonly Outcome<ServerLoad>[]> =>
  askAll<string, Outcome<ServerLoad>>(
    ips,
    timeouts,
    async (ip, wait) => {
      const target = podTarget(ip, port, scheme);
      if ('is' in target) return target;
      return wait(async (signal) => {
        const [series, answer] = await Promise.all([
          readSeries(target, `${before}/metrics`, signal),
          hasQueries
            ? get(target, `${before}${QUERY_PATH}`, budget, signal)
            : ({ is: 'unknown', reason: 'an agent has no queries' } as const),
        ]);
        const scrapes = andThen(answer, readScrapes);
        return andThen(series, (value) => ({ is: 'ok', value: { series: value, scrapes } }));
      });
    },
    (_, reason) => reason,
  );
