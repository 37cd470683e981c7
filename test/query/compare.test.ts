// The comparison itself: two servers that fail alike, or are empty alike, are not equal.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { type Answer, EDGE, resultOf } from './answers.ts';
import { faults, type Known, pairsOf, unanswered } from './compare.ts';
import { EMPTY, EMPTY_RULES, FAILING, FAILING_IN_THANOS } from './empty.ts';
import { NAMES_EXTERNAL, noRules, OWN, rules } from './expressions.ts';

const ERROR = { status: 'error', errorType: 'execution', error: 'query timed out' } as const;
const EMPTY_ANSWER = { status: 'success', data: { resultType: 'vector', result: [] } } as const;
const answer = (...values: readonly string[]): Answer => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value, i) => ({ metric: { i: String(i) }, value: [EDGE, value] })),
  },
});

/** A server that always gives the same answer. */
async function always(t: Test, body: Answer): Promise<string> {
  const server = createServer((_, response) => void response.end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const asked = async (t: Test, want: Answer, have: Answer, expr = 'up') =>
  pairsOf(await always(t, want), await always(t, have), [expr], { time: EDGE });

t.test('two servers that fail alike are a fault', async (t) => {
  const pairs = await asked(t, ERROR, ERROR);
  t.strictSame(faults(pairs), ['up: fails: query timed out and query timed out']);
  t.strictSame(unanswered(pairs), ['up: has no result']);
});

t.test('two servers that are empty alike are equal, and the expression has no result', async (t) => {
  const pairs = await asked(t, EMPTY_ANSWER, EMPTY_ANSWER);
  t.strictSame(faults(pairs), []);
  t.strictSame(unanswered(pairs), ['up: has no result']);
});

t.test('one server that fails, or has other values, is a fault', async (t) => {
  t.match(faults(await asked(t, answer('1'), ERROR)), [/^up: fails: query timed out$/]);
  t.match(faults(await asked(t, answer('1'), answer('2'))), [/^up: want .*"1.* have .*"2/]);
  t.match(faults(await asked(t, answer('1'), { ...answer('1'), warnings: ['partial'] })), [/partial/]);
});

t.test('what sorts is compared in its order, all else without', async (t) => {
  const [want, have] = [answer('1', '2'), answer('1', '2')];
  const turned: Answer = { ...have, data: { resultType: 'vector', result: [...resultOf(have)].reverse() } };
  t.strictSame(faults(await asked(t, want, turned)), []);
  t.match(faults(await asked(t, want, turned, 'sort(up)')), [/^sort\(up\): want/]);
});

t.test('a listed expression may fail or be empty, alike on both servers', async (t) => {
  const listed: Known = new Map([['up', 'for a test']]);
  const failed = await asked(t, ERROR, ERROR);
  t.strictSame([faults(failed, { failing: listed }), unanswered(failed, { failing: listed })], [[], []]);
  t.equal(faults(await asked(t, ERROR, { ...ERROR, error: 'another one' }), { failing: listed }).length, 1);
  t.equal(faults(await asked(t, answer('1'), ERROR), { failing: listed }).length, 1);
  t.strictSame(unanswered(await asked(t, EMPTY_ANSWER, EMPTY_ANSWER), { empty: listed }), []);
});

t.test('an expression that is listed without need is reported', async (t) => {
  const listed: Known = new Map([['up', 'for a test']]);
  const pairs = await asked(t, answer('1'), answer('1'));
  t.strictSame(unanswered(pairs, { failing: listed }), ['up: works, is listed as failing']);
  t.strictSame(unanswered(pairs, { empty: listed }), ['up: has a result, is listed as empty']);
});

t.test('an error is no empty result', async (t) => {
  t.throws(() => resultOf(ERROR), /query timed out/);
  t.strictSame(resultOf(EMPTY_ANSWER), []);
});

t.test('every listed expression is in the table', async (t) => {
  t.strictSame(
    [...EMPTY.keys(), ...FAILING.keys(), ...FAILING_IN_THANOS.keys()].filter(
      (expr) => ![...OWN, ...NAMES_EXTERNAL].includes(expr),
    ),
    [],
  );
});

t.test('every listed rule is one of kube-prometheus', { skip: noRules }, async (t) => {
  const names = new Set([...rules().values()].flat());
  t.strictSame(
    [...EMPTY_RULES.keys()].filter((listed) => !names.has(listed.split(' ')[0] ?? '')),
    [],
  );
});
