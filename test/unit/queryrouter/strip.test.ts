import fc from 'fast-check';
import t from 'tap';
import { stripLabel } from '../../../hooks/queryrouter/strip.ts';

const LABEL = 'prometheus_shard';

/** Strips a text that arrives in chunks of these sizes, in turns. */
function stripped(text: string, sizes: readonly number[]): string {
  const strip = stripLabel(LABEL);
  let out = '';
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    out += strip.add(text.slice(at, at + size));
    at += size;
  }
  return out + strip.end();
}

t.test('the label goes, wherever it is in an object', async (t) => {
  const cases: [name: string, text: string, want: string][] = [
    ['alone', '{"prometheus_shard":"1"}', '{}'],
    ['first', '{"prometheus_shard":"1","z":"2"}', '{"z":"2"}'],
    ['last', '{"a":"0","prometheus_shard":"1"}', '{"a":"0"}'],
    ['in the middle', '{"a":"0","prometheus_shard":"1","z":"2"}', '{"a":"0","z":"2"}'],
    ['in every object', '[{"prometheus_shard":"1"},{"prometheus_shard":"2"}]', '[{},{}]'],
    ['without a value', '{"prometheus_shard":"","z":"2"}', '{"z":"2"}'],
    ['not in a value', '{"a":"prometheus_shard"}', '{"a":"prometheus_shard"}'],
    [
      'not in a text that quotes it',
      '{"a":"{\\"prometheus_shard\\":\\"1\\"}"}',
      '{"a":"{\\"prometheus_shard\\":\\"1\\"}"}',
    ],
    [
      'not another label',
      '{"my_prometheus_shard":"1","prometheus_shards":"2"}',
      '{"my_prometheus_shard":"1","prometheus_shards":"2"}',
    ],
  ];
  for (const [name, text, want] of cases)
    for (const size of [1, 2, 3, 7, 16, 1000]) t.equal(stripped(text, [size]), want, `${name}, ${size} at a time`);
});

t.test('the answer is the same in any chunks, and only the label goes', async () => {
  const text = fc.oneof(fc.string(), fc.constantFrom(LABEL, `"${LABEL}":"1"`, ',"', '{"', '\\', '"', '}'));
  const metric = fc.dictionary(fc.oneof(text, fc.constantFrom('a', 'z', `${LABEL}x`)), text, { maxKeys: 4 });
  const labelled = fc.record({ before: metric, shard: fc.constantFrom('0', '12', 'rules'), after: metric });
  fc.assert(
    fc.property(fc.array(labelled), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (all, sizes) => {
      const without = ({ before, after }: (typeof all)[number]) => {
        const { [LABEL]: _, ...metric } = { ...before, ...after };
        return metric;
      };
      const given = all.map((one) => ({
        metric: { ...without({ ...one, after: {} }), [LABEL]: one.shard, ...without({ ...one, before: {} }) },
      }));
      const want = given.map(({ metric: { [LABEL]: _, ...metric } }) => ({ metric }));
      const found = stripped(JSON.stringify(given), sizes);
      return found === JSON.stringify(want);
    }),
  );
});
