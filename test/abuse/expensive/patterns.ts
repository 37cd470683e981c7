// Regular expressions and numbers that are short and stand for much.
import { accepted, type ExpensiveRow, expression, rejected, relabeling } from './row.ts';

/** Regular expressions that are short and become large programs. */
export const EXPRESSIONS: readonly ExpensiveRow[] = [
  rejected(
    'twelve relabelings of 900 repetitions',
    relabeling(
      ...Array.from({ length: 12 }, (_, i) => ({
        action: 'drop',
        sourceLabels: [`l${i}`],
        regex: 'a{1000}'.repeat(900),
      })),
    ),
  ),
  ...[
    '(a{1000}){1000}',
    '((a{100}){100}){100}',
    '(((((a{10}){10}){10}){10}){10}){10}',
    '(x{1,1000}){1,1000}',
    `(?i)${'\\p{L}{1000}'.repeat(100)}`,
    '[\\p{L}\\p{N}\\p{S}]{1000}'.repeat(20),
    `${'(a?){500}'.repeat(50)}`,
    `${'(?:a|b|c|d|e){1000}'.repeat(100)}`,
    '('.repeat(100_000),
    `${'('.repeat(20_000)}a${')*'.repeat(20_000)}`,
    `${'a|'.repeat(300_000)}b`,
    `${'[a-z]'.repeat(200_000)}`,
    `${'.*'.repeat(200_000)}`,
  ].map((regex) =>
    rejected(
      `regular expression ${regex.slice(0, 40)} (${regex.length})`,
      relabeling({ action: 'drop', sourceLabels: ['a'], regex }),
    ),
  ),
  rejected('a matcher of an expression', expression(`up{a=~"(a{1000}){1000}"}`)),
  // Prometheus compiles it with each evaluation.
  accepted('a label_replace', expression(`label_replace(up, "a", "b", "c", "(a{1000}){1000}")`)),
  rejected(
    '300 different expressions',
    relabeling(
      ...Array.from({ length: 300 }, (_, i) => ({ action: 'drop', sourceLabels: ['a'], regex: `${i}[a-z]{999}` })),
    ),
  ),
];

/** Numbers that are short and stand for much. */
export const NUMBERS: readonly ExpensiveRow[] = [
  ...[
    '1e1000000',
    '1e-1000000',
    '1e999999999999',
    `1${'0'.repeat(400_000)}`,
    `0.${'1'.repeat(400_000)}`,
    `1e${'9'.repeat(1000)}`,
  ].flatMap((memory): ExpensiveRow[] => [
    { name: `memory ${memory.slice(0, 20)}`, spec: { resources: { requests: { memory } } }, ends: 'accepted' },
    {
      name: `storage ${memory.slice(0, 20)}`,
      spec: { storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: memory } } } } } },
      ends: 'accepted',
    },
  ]),
  { name: 'two thousand million shards', spec: { shards: 2_147_483_647 }, ends: 'stopped' },
  { name: 'a million shards', spec: { shards: 1_000_000 }, ends: 'stopped' },
  { name: 'two thousand million replicas', spec: { replicas: 2_147_483_647 }, ends: 'accepted' },
  rejected('an expression of a large number', expression(`0x${'f'.repeat(400_000)} +`)),
  rejected('a number that is too large for a float', expression(`up > ${'9'.repeat(100_000)}`)),
  accepted('a number of many digits', expression(`up > 0.${'9'.repeat(100_000)}`)),
];
