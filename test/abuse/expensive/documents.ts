// YAML in which a few lines stand for many.
import { type ExpensiveRow, rejected, ruleFile } from './row.ts';

const keys = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}: 1`).join(', ');

export const DOCUMENTS: readonly ExpensiveRow[] = [
  rejected('60,000 keys merged twice', ruleFile(`a: &a {${keys(60_000)}}\nb: {<<: *a}\nc: {<<: *a}\n`)),
  rejected(
    'a hundred merges',
    ruleFile(`a: &a {${keys(8000)}}\n${Array.from({ length: 100 }, (_, i) => `m${i}: {<<: *a}`).join('\n')}\n`),
  ),
  rejected(
    'merges of merges',
    ruleFile(
      Array.from(
        { length: 200 },
        (_, i) =>
          `a${i}: &a${i} {k${i}: 1` +
          (i > 0 ? `, <<: [${Array.from({ length: i }, (_, j) => `*a${j}`).join(', ')}]` : '') +
          '}',
      ).join('\n'),
    ),
  ),
  rejected(
    'aliases of aliases',
    ruleFile(
      [
        'a0: &a0 [1,1,1,1,1,1,1,1,1]',
        ...Array.from(
          { length: 12 },
          (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => `*a${i}`).join(',')}]`,
        ),
      ].join('\n'),
    ),
  ),
  rejected('lists in lists', ruleFile('['.repeat(100_000))),
  rejected('closed lists in lists', ruleFile(`groups: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)),
  rejected('mappings in mappings', ruleFile('{a: '.repeat(100_000))),
  rejected(
    'lists in lines',
    ruleFile(`groups:\n${Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}-`).join('\n')}`),
  ),
  rejected('200,000 anchors', ruleFile(`a: [${Array.from({ length: 60_000 }, (_, i) => `&a${i} 1`).join(', ')}]`)),
  rejected('a list of 200,000 groups', ruleFile(`groups: [${'1,'.repeat(200_000)}1]`)),
  rejected('one key 60,000 times', ruleFile(`a: {${'k: 1, '.repeat(60_000)}}`)),
  rejected('a tag for each', ruleFile(`groups: [${'!!str a, '.repeat(60_000)}]`)),
  rejected('a long plain scalar over lines', ruleFile(`groups: ${'a\n  '.repeat(100_000)}`)),
];
