import t from 'tap';
import { addInfos } from '../../../hooks/queryrouter/infos.ts';

function changed(answer: string, infos: readonly string[], size: number): string {
  const { add, end } = addInfos(infos);
  const bytes = Buffer.from(answer).toString('latin1');
  let out = '';
  for (let at = 0; at < bytes.length; at += size) out += add(bytes.slice(at, at + size));
  return Buffer.from(out + end(), 'latin1').toString();
}

t.test('notes are added to an answer, each once, ten at most', async (t) => {
  const data = { resultType: 'vector', result: [{ metric: { a: 'é,"infos":["}' }, value: [1, '2'] }] };
  const answer = (more: object): string => JSON.stringify({ status: 'success', data, ...more });
  for (const size of [1, 7, 100_000]) {
    t.equal(changed(answer({}), ['ü'], size), answer({ infos: ['ü'] }));
    t.equal(changed(`${answer({ infos: ['a', 'b'] })}\n`, ['b', 'c'], size), answer({ infos: ['a', 'b', 'c'] }));
  }
  const many = Array.from({ length: 20 }, (_, i) => `note ${i}`);
  t.equal(changed(answer({}), many, 50), answer({ infos: many.slice(0, 10) }));
});

t.test('a large answer is passed on while it arrives', async (t) => {
  const { add, end } = addInfos(['a note']);
  const text = 'x'.repeat(100_000);
  const first = add(text);
  t.equal(first.length, 100_000 - 64 * 1024);
  t.equal(first + end(), text, 'what is no answer stays as it is');
});
