// Remote read of Prometheus, as far as the root uses it: the request names parts, the response has samples
// (prometheus.io: remote read API; prompb/remote.proto and types.proto). Both are compressed with snappy.
import { PbfReader, PbfWriter } from 'pbf';
import { compress, uncompress } from 'snappyjs';
import type { Series } from './answers.ts';

/** Bytes of a request. It has a few selectors. */
const LARGEST_REQUEST = 1024 * 1024;

/** Fields of the messages, by their numbers. */
const REQUEST = { queries: 1 };
const QUERY = { matchers: 3 };
const MATCHER = { name: 2, value: 3 };
const RESPONSE = { results: 1 };
const RESULT = { timeseries: 1 };
const TIMESERIES = { labels: 1, samples: 2 };
const LABEL = { name: 1, value: 2 };
const SAMPLE = { value: 1, timestamp: 2 };
const FIXED_64 = 1;

type Matchers = Readonly<Record<string, string>>;

/**
 * The matchers of each query of a request, values by label names. Throws for bytes that are no request.
 */
export function readRequest(bytes: Uint8Array): readonly Matchers[] {
  const reader = new PbfReader(uncompress(bytes, LARGEST_REQUEST));
  return reader.readFields<Record<string, string>[]>((field, queries, pbf) => {
    if (field === REQUEST.queries) queries.push(pbf.readMessage(query, {}));
  }, []);
}

function query(field: number, matchers: Record<string, string>, pbf: PbfReader): void {
  if (field !== QUERY.matchers) return;
  const { name, value } = pbf.readMessage(matcher, { name: '', value: '' });
  matchers[name] = value;
}

function matcher(field: number, found: { name: string; value: string }, pbf: PbfReader): void {
  if (field === MATCHER.name) found.name = pbf.readString();
  if (field === MATCHER.value) found.value = pbf.readString();
}

/** The sample that ends a series (prometheus: model/value). JavaScript does not keep the bits of a NaN. */
const STALE = { low: 2, high: 0x7ff00000 };

/** A sample; without a value the series ends. */
type Point = readonly [time: number, value?: number];

function writeSample([time, value]: Point, pbf: PbfWriter): void {
  if (value === undefined) {
    pbf.writeTag(SAMPLE.value, FIXED_64);
    pbf.writeFixed32(STALE.low);
    pbf.writeFixed32(STALE.high);
  } else pbf.writeDoubleField(SAMPLE.value, value);
  pbf.writeVarintField(SAMPLE.timestamp, time);
}

function writeLabel([name, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(LABEL.name, name);
  pbf.writeStringField(LABEL.value, value);
}

/**
 * The samples, and the end of the series after each that is not followed by one a step later: the root would repeat a
 * sample for as long as it is valid.
 */
function pointsOf({ samples }: Series, step: number): readonly Point[] {
  return samples.flatMap((sample, i): Point[] => {
    const next = samples[i + 1];
    const isFollowed = next !== undefined && next[0] - sample[0] < 1.5 * step;
    return isFollowed ? [sample] : [sample, [sample[0] + 1]];
  });
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

/** The response: the series of each query. `step`: milliseconds between two samples of a series. */
export function writeResponse(results: readonly (readonly Series[])[], step: number): Uint8Array {
  const writer = new PbfWriter();
  for (const series of results)
    writer.writeMessage(
      RESPONSE.results,
      (all: readonly Series[], pbf: PbfWriter) => {
        for (const one of all)
          pbf.writeMessage(
            RESULT.timeseries,
            ({ labels }: Series, to: PbfWriter) => {
              for (const label of Object.entries(labels).sort(byName))
                to.writeMessage(TIMESERIES.labels, writeLabel, label);
              for (const point of pointsOf(one, step)) to.writeMessage(TIMESERIES.samples, writeSample, point);
            },
            one,
          );
      },
      series,
    );
  return compress(writer.finish());
}
