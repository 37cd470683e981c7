import { PbfReader, PbfWriter } from 'pbf';
import { compress, uncompress } from 'snappyjs';
import t from 'tap';
import { readAnswer, type Series } from '../../../../hooks/queryrouter/pushdown/answers.ts';
import { readRequest, writeResponse } from '../../../../hooks/queryrouter/pushdown/remoteread.ts';

/** The fields of a message, without their meaning: texts of the response, times, and the bits of values. */
function seriesIn(response: Uint8Array): unknown[] {
  const label = (field: number, found: string[], pbf: PbfReader): void => {
    found[field - 1] = pbf.readString();
  };
  const sample = (field: number, found: Record<string, unknown>, pbf: PbfReader): void => {
    if (field === 2) found['time'] = pbf.readVarint(true);
    else found['bits'] = [pbf.readFixed32(), pbf.readFixed32()];
  };
  const timeseries = (field: number, found: { labels: unknown[]; samples: unknown[] }, pbf: PbfReader): void => {
    if (field === 1) found.labels.push(pbf.readMessage(label, []));
    if (field === 2) found.samples.push(pbf.readMessage(sample, {}));
  };
  const result = (_: number, found: unknown[], pbf: PbfReader): void => {
    found.push(pbf.readMessage(timeseries, { labels: [], samples: [] }));
  };
  return new PbfReader(uncompress(response)).readFields<unknown[]>((_, found, pbf) => {
    found.push(pbf.readMessage(result, []));
  }, []);
}

const bits = (value: number): number[] => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return [view.getUint32(4), view.getUint32(0)];
};
const STALE = [2, 0x7ff00000];

t.test('a request names its parts', async (t) => {
  const writer = new PbfWriter();
  const matcher = ([name, value]: readonly string[], pbf: PbfWriter): void => {
    pbf.writeVarintField(1, 0);
    pbf.writeStringField(2, name ?? '');
    pbf.writeStringField(3, value ?? '');
  };
  for (const key of ['a', 'b'])
    writer.writeMessage(
      1,
      (part: string, pbf: PbfWriter) => {
        pbf.writeVarintField(1, 1000);
        pbf.writeVarintField(2, 2000);
        pbf.writeMessage(3, matcher, ['__name__', 'prometheus_query_part']);
        pbf.writeMessage(3, matcher, ['part', part]);
      },
      key,
    );
  const name = { __name__: 'prometheus_query_part' };
  t.strictSame(readRequest(compress(writer.finish())), [
    { ...name, part: 'a' },
    { ...name, part: 'b' },
  ]);
  t.throws(() => readRequest(Buffer.from('no request')));
});

t.test('a series ends where no sample follows a step later', async (t) => {
  const series: Series = {
    labels: { b: '2', a: 'é' },
    samples: [
      [1_700_000_000_000, 1.5],
      [1_700_000_060_000, Number.NaN],
      [1_700_000_180_000, Number.NEGATIVE_INFINITY],
    ],
  };
  t.strictSame(seriesIn(writeResponse([[series], []], 60_000)), [
    [
      {
        labels: [
          ['a', 'é'],
          ['b', '2'],
        ],
        samples: [
          { bits: bits(1.5), time: 1_700_000_000_000 },
          { bits: bits(Number.NaN), time: 1_700_000_060_000 },
          { bits: STALE, time: 1_700_000_060_001 },
          { bits: bits(Number.NEGATIVE_INFINITY), time: 1_700_000_180_000 },
          { bits: STALE, time: 1_700_000_180_001 },
        ],
      },
    ],
    [],
  ]);
});

const body = (result: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, ...more });

t.test('the answer of a shard becomes series with its label', async (t) => {
  const added = { shard: '1' };
  t.strictSame(readAnswer(body([{ metric: { a: 'x' }, value: [1.5, '+Inf'] }], { infos: ['a note'] }), added), {
    series: [{ labels: { a: 'x', shard: '1' }, samples: [[1500, Number.POSITIVE_INFINITY]] }],
    infos: ['a note'],
  });
  t.strictSame(
    readAnswer(
      body([
        {
          metric: {},
          values: [
            [1, '-1e-7'],
            [61, 'NaN'],
          ],
        },
      ]),
      added,
    ),
    {
      series: [
        {
          labels: added,
          samples: [
            [1000, -1e-7],
            [61_000, Number.NaN],
          ],
        },
      ],
      infos: [],
    },
  );
});

t.test('warnings, native histograms, errors and other texts are no complete answer', async (t) => {
  for (const text of [
    body([], { warnings: ['a shard is missing'] }),
    body([{ metric: {}, histogram: [1, {}] }]),
    body([{ metric: {}, values: [[1, '1']], histograms: [[2, {}]] }]),
    '{"status":"error","error":"no"}',
    'no json',
    body([{ metric: 1, value: [1, '1'] }]),
  ])
    t.equal(readAnswer(text, {}), undefined, text);
});
