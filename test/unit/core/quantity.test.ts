// Quantities as the API server returns them, and pod parts that hold them.
import t from 'tap';
import { canonicalQuantity } from '../../../hooks/core/quantity.ts';
import { typed } from '../../../hooks/workload/typed.ts';

const cases: readonly (readonly [given: unknown, want: unknown])[] = [
  ['1024Mi', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['0.5', '500m'],
  ['1000m', '1'],
  [2, '2'],
  ['1e3', '1e3'],
  ['0', '0'],
  ['-200m', '-200m'],
  ['much', 'much'],
];
for (const [given, want] of cases)
  t.test(`the quantity ${given} is written as ${want}`, async (t) => t.equal(canonicalQuantity(given), want));

t.test('a quantity of absurd size is left to the API server, at once', async (t) => {
  const digits = '1'.repeat(1_000_000);
  for (const absurd of [
    '1e1000000',
    '1E-2147483647',
    `1e${digits}`,
    digits,
    `0.${digits}`,
    `${digits}Ki`,
    `${digits}e9`,
  ])
    t.ok(canonicalQuantity(absurd) === absurd, absurd.slice(0, 20));
});

t.test('what means nothing when it is empty is left out of a pod, and what means something stays', async (t) => {
  t.strictSame(
    typed({
      containers: [{ env: [{ name: 'A', value: '' }], stdin: false, resources: { requests: { memory: '2048Mi' } } }],
      tolerations: [{ key: 'a', effect: '' }],
      dnsConfig: { options: [{ name: 'ndots', value: '' }] },
      automountServiceAccountToken: false,
    }),
    {
      containers: [{ env: [{ name: 'A' }], resources: { requests: { memory: '2Gi' } } }],
      tolerations: [{ key: 'a' }],
      dnsConfig: { options: [{ name: 'ndots', value: '' }] },
      automountServiceAccountToken: false,
    },
  );
});
