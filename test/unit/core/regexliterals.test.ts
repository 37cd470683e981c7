// No text of a user makes a regular expression of the hooks slow: each literal takes time that grows with the length of
// the text and not faster.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import ts from 'typescript';
import { regexGrowth } from '../../support/regexcost.ts';

const HOOKS = join(process.cwd(), 'hooks');
const LENGTH = 20_000;
/** Keeps a hang from passing; all texts together take a second. */
const LIMIT_MS = 120_000;

interface Literal {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

function literalsOf(file: string): Literal[] {
  const source = ts.createSourceFile(file, readFileSync(join(HOOKS, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    const place = `hooks/${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({ place, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
      t.fail(`${place}: an expression made from text cannot be checked: write a literal`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(HOOKS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const literals = files.flatMap(literalsOf);

t.test('expensive expressions are known as such', async (t) => {
  for (const source of [
    '^(?:\\s*(?:#.*)?\\n?)*$',
    '^(a+)+$',
    '^(?:a|a)*b',
    '^(?:a|ab|b)*$',
    '(x+x+)+y',
    '^(?:a*)*b',
    '^(?:(?:[a-z]|\\$\\w+)+\\w*)+$',
  ])
    t.equal(regexGrowth(source, ''), 'exponential', source);
  for (const source of [
    '\\s+$',
    '\\/+$',
    '^\\s*(.*?)\\s*$',
    '^a*a*$',
    '\\s*\\n\\s*',
    'a*b',
    '.*x.*y',
    ',(?![^(]*\\))',
    '"(?:[^"]|\\\\.)*"',
  ])
    t.ok(regexGrowth(source, ''), source);
  for (const source of [
    '^(?:a|b)*$',
    '^a+b*$',
    '[a-z]+',
    '^\\s*',
    '[^a-z]+',
    '^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$',
    '"(?:[^"\\\\]|\\\\.)*',
    ':\\d?$',
  ])
    t.equal(regexGrowth(source, ''), undefined, source);
});

t.test('the ways through a text are counted for every literal', async (t) => {
  t.ok(literals.length > 100, 'literals are found');
  for (const { place, source, flags } of literals)
    t.equal(
      regexGrowth(source, flags),
      undefined,
      `${place} /${source}/${flags} grows faster than the text: scan it by hand, or write it otherwise`,
    );
});

/** Characters that the expression speaks of, and some that it may not expect. */
const charactersOf = (source: string): string[] => [
  ...new Set([...source.replaceAll(/\\[dwsDWSbBpPxun]/g, '0'), ...'aA0 \n\t#"\'\\.:-_/$(){}[],=%\u2028é']),
];

/** Long texts of one and of two characters, with an end that nothing expects. */
function attacks(source: string): string[] {
  const chars = charactersOf(source);
  const pairs = chars.flatMap((a, i) => [a, a + (chars[(i * 7 + 3) % chars.length] ?? '')]);
  return pairs.flatMap((pair) => [
    `${pair.repeat(LENGTH / pair.length)}\u0000`,
    `${source.slice(0, 8)}${pair.repeat(LENGTH / pair.length)}!`,
  ]);
}

t.test('no literal stands still on a long text of its own characters', { timeout: LIMIT_MS + 30_000 }, async (t) => {
  const work = literals.map(({ source, flags }) => ({ source, flags: flags.replace('y', ''), texts: attacks(source) }));
  const done = runInNewContext(
    'let n = 0; for (const { source, flags, texts } of work) for (const text of texts) ' +
      '{ new RegExp(source, flags).test(text); n++; } n',
    { work },
    { timeout: LIMIT_MS },
  );
  t.ok(Number(done) > literals.length);
});
