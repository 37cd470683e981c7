// What a user's regular expression may cost: bounded before it is compiled.
import fc from 'fast-check';
import t from 'tap';
import { checkRegex, matchesEmpty, REGEX_COST_LIMIT, regexCost, regexError } from '../../../hooks/core/regex.ts';
import { checkRelabelings } from '../../../hooks/scrape/job/relabel.ts';

const names = (length: number): string => {
  let text = 'namespace-0';
  for (let i = 1; text.length < length; i++) text += `|namespace-${i}`;
  return text.slice(0, length).replace(/\|$/, '');
};

const fine: readonly (readonly [what: string, pattern: string])[] = [
  ['an alternation of 60,000 characters', names(60_000)],
  ['a list of pods', Array.from({ length: 2_000 }, (_, i) => `pod-${i}\\.example\\.com`).join('|')],
  ['many wildcards', 'a.*b|'.repeat(2_000)],
  ['a bounded repetition', '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*'],
  ['a thousand of a character', 'a{1000}'],
  ['case folded names', `(?i)${names(20_000)}`],
  ['unicode letters', '\\p{L}[\\p{L}\\p{N}_]*'],
];
for (const [what, pattern] of fine)
  t.test(`an expression with ${what} is taken`, async (t) => t.equal(regexError(`^(?s:${pattern})$`), ''));

const dear: readonly (readonly [what: string, pattern: string])[] = [
  ['900 times a{1000}', 'a{1000}'.repeat(900)],
  ['nested repetitions', '((a{100}){100}){100}'],
  ['repetitions of a long group', `(${names(5_000)}){50}`],
  ['optional copies', 'a{0,1000}'.repeat(90)],
  ['thousands of unicode classes', '\\p{L}'.repeat(20_000)],
  ['unicode classes in one class', `[${'\\p{L}'.repeat(5_000)}]`],
  ['case folded ranges', `(?i)${'[b-\\x{10fffe}]'.repeat(200)}`],
  ['empty groups', '(|)'.repeat(30_000)],
  ['a megabyte', 'a'.repeat(1_000_000)],
  ['a megabyte that is no expression', '\\p{'.repeat(300_000)],
  ['a megabyte of brackets', '('.repeat(1_000_000)],
  ['a megabyte of flags', '(?i)'.repeat(250_000)],
];
for (const [what, pattern] of dear)
  t.test(`an expression with ${what} is refused unread`, { timeout: 30_000 }, async (t) => {
    const problem = checkRegex(`^(?s:${pattern})$`);
    t.equal(problem?.reason, 'TooExpensive');
    t.match(problem?.message, /too expensive.*shorten it/);
    t.ok((problem?.message.length ?? 0) < 300, 'the message does not quote the expression');
  });

t.test('an issue of a rule that is too expensive names its place', async (t) => {
  const [found] = checkRelabelings(
    [{ regex: 'a{1000}'.repeat(900) }],
    { major: 3, minor: 0, patch: 0 } as never,
    'spec.relabelings',
  );
  t.match(found, { reason: 'TooExpensive', path: 'spec.relabelings[0].regex' });
  const [wrong] = checkRelabelings([{ regex: '(' }], { major: 3, minor: 0, patch: 0 } as never, 'spec.relabelings');
  t.match(wrong, { reason: 'InvalidRegex', path: 'spec.relabelings[0].regex' });
});

t.test('any text has a cost and an answer', async () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    '{',
    '{2,3}',
    '{9999999999}',
    '*',
    '?',
    '|',
    '\\',
    '\\Q',
    '\\E',
    '\\p{',
    '\\x{',
    '[:',
    '(?i',
    '(?P<',
    '^',
    '-',
    'a',
    '😀',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const pattern = pieces.join('');
      const cost = regexCost(pattern);
      return (
        cost >= 0 &&
        (cost > REGEX_COST_LIMIT || typeof regexError(pattern) === 'string') &&
        typeof matchesEmpty(pattern) === 'boolean'
      );
    }),
  );
});

t.test('whether an expression matches the empty text', async (t) => {
  t.equal(matchesEmpty('^(?s:.*)$'), true);
  t.equal(matchesEmpty('^(?s:.+)$'), false);
  t.equal(matchesEmpty('('), false);
});
