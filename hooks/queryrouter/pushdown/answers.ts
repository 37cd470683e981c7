// The answer of a shard to a part, as series for the root.
import { parseJson } from '../../core/json.ts';
import { isRecord, recordsOf } from '../../core/yaml.ts';

/** A series. Times are in milliseconds since 1970. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [time: number, value: number])[];
}

/** What shards answer to a part. */
export interface PartAnswer {
  readonly series: readonly Series[];
  /** Notes of the server about the expression. */
  readonly infos: readonly string[];
}

/** Texts of values that `Number` reads otherwise (prometheus.io: HTTP API, format). */
const SPECIAL: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
};

function sample(value: unknown): readonly [number, number] {
  const [time, text] = value as readonly [number, string];
  return [Math.round(time * 1000), SPECIAL[text] ?? Number(text)];
}

type Member = 'metric' | 'value' | 'values' | 'histogram' | 'histograms';

/**
 * The answer in the body of `/api/v1/query` or `/api/v1/query_range`, `added`: further labels of each series. `undefined`
 * for an answer with warnings, with native histograms, of which the text has too little, or of another kind.
 */
export function readAnswer(body: string, added: Readonly<Record<string, string>>): PartAnswer | undefined {
  const answer = parseJson(body);
  if (!isRecord(answer) || answer['status'] !== 'success' || answer['warnings'] !== undefined) return undefined;
  const data = answer['data'];
  if (!isRecord(data) || !Array.isArray(data['result'])) return undefined;
  const found: Series[] = [];
  for (const one of recordsOf(data['result'])) {
    const { metric, value, values, histogram, histograms } = one as Readonly<Partial<Record<Member, unknown>>>;
    const points = values ?? (value === undefined ? undefined : [value]);
    if (histogram !== undefined || histograms !== undefined || !isRecord(metric) || !Array.isArray(points))
      return undefined;
    found.push({ labels: { ...(metric as Record<string, string>), ...added }, samples: points.map(sample) });
  }
  const infos = answer['infos'];
  return { series: found, infos: Array.isArray(infos) ? infos.map(String) : [] };
}
