// Threads that get stuck, run full or fail: the call is answered, the culprit is known, and others do not notice.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import type { Compute, Computed } from '../../../../hooks/app/compute/call.ts';
import { type Limits, limitsFor } from '../../../../hooks/app/compute/limits.ts';
import { enqueue, placeOf } from '../../../../hooks/app/compute/order.ts';
import { pool } from '../../../../hooks/app/compute/pool.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { until } from '../../../support/until.ts';

const FAULTY = pathToFileURL(resolve(import.meta.dirname, 'faulty.mjs'));
const MEBIBYTE = 1024 * 1024;
const LIMITS: Limits = { ...limitsFor(2, 1024), heap: 64 * MEBIBYTE, object: 200, between: 300, tries: 30_000 };

interface Pool extends Compute {
  readonly tooExpensive: string[];
  readonly ends: string[];
  answer(path: string, uid?: string): Promise<Computed>;
}

function faulty(t: { teardown(end: () => unknown): void }, limits: Partial<Limits> = {}): Pool {
  const [tooExpensive, ends]: [string[], string[]] = [[], []];
  const made = pool(
    FAULTY,
    parseOptions(),
    { ...LIMITS, ...limits },
    {
      tooExpensive: ({ name }) => tooExpensive.push(name),
      ended: ({ is }) => ends.push(is),
    },
  );
  t.teardown(() => made.stop());
  const bodyOf = (uid: string) => Buffer.from(`{"parent":{"metadata":{"uid":"${uid}"}}}`);
  return { ...made, tooExpensive, ends, answer: (path, uid = 'a') => made.run({ path, body: bodyOf(uid), now: 0 }) };
}

t.test('an object that takes too long is left out in the next try', async (t) => {
  const threads = faulty(t);
  t.match(await threads.answer('/object'), { code: 200, body: 'without the object' });
  t.strictSame(threads.tooExpensive, ['m']);
  t.match(await threads.answer('/object', 'another parent'), { code: 200 }, 'and in every other call');
  t.strictSame(threads.ends, ['stopped'], 'at the cost of one thread');
});

t.test('an object that waits for a processor is not blamed for it', async (t) => {
  const threads = faulty(t, { object: 100 });
  t.match(await threads.answer('/blocked'), { code: 200, body: 'done' });
  t.strictSame(threads.tooExpensive, []);
});

t.test('a parent that takes too long is refused itself', async (t) => {
  const threads = faulty(t);
  t.match(await threads.answer('/target'), { code: 200, body: 'refused' });
  t.strictSame(threads.tooExpensive, ['p']);
});

t.test('a request that takes too long to read gets 429, and no object is marked as expensive', async (t) => {
  const threads = faulty(t);
  const { code, retryAfter } = await threads.answer('/read');
  t.equal(code, 429);
  t.ok(retryAfter && retryAfter >= 1);
  t.strictSame(threads.tooExpensive, []);
});

t.test('an object that fills the heap is left out in the next try', { timeout: 120_000 }, async (t) => {
  const threads = faulty(t, { object: 60_000 });
  t.match(await threads.answer('/memory'), { code: 200, body: 'without the object' });
  t.strictSame(threads.ends, ['full']);
});

t.test('a thread that fails answers 500 for its call alone', async (t) => {
  const threads = faulty(t);
  const [crash, fine] = await Promise.all([threads.answer('/crash'), threads.answer('/fine', 'b')]);
  t.match(crash, { code: 500, error: { message: 'a bug' } });
  t.match(fine, { code: 200 });
  t.match(await threads.answer('/fine'), { code: 200 }, 'another thread takes its place');
});

t.test('others are answered while threads are stuck', async (t) => {
  const threads = faulty(t, { stuck: 20 });
  await until('threads are ready', () => threads.isReady());
  const stuck = [threads.answer('/blocked', 'a'), threads.answer('/blocked', 'b')];
  t.match(await threads.answer('/fine', 'c'), { code: 200 }, 'though every thread is busy');
  for (const one of stuck) one.catch(() => {});
});

t.test('others wait for threads that work for less than the limit', async (t) => {
  const threads = faulty(t, { threads: 1, stuck: 60_000 });
  await until('the thread is ready', () => threads.isReady());
  const [, body] = await Promise.all([threads.answer('/blocked'), threads.answer('/fine', 'b')]);
  t.match(body, { code: 200, body: 'fine 2' }, 'no further thread takes memory');
});

t.test('a further thread ends once it is not needed', async (t) => {
  const threads = faulty(t, { threads: 1, stuck: 10, rest: 10 });
  await until('the thread is ready', () => threads.isReady());
  let firstCalls = 0;
  await until('a second further thread answers its first call', async () => {
    const [, { body }] = await Promise.all([threads.answer('/blocked'), threads.answer('/fine', 'b')]);
    return body === 'fine 1' && ++firstCalls === 2;
  });
  t.equal(firstCalls, 2);
});

t.test('a small request passes large ones that wait', async (t) => {
  const threads = faulty(t, { threads: 1, extra: 0 });
  await until('the thread is ready', () => threads.isReady());
  const answered: string[] = [];
  const send = async (path: string, uid: string, bytes: number): Promise<void> => {
    const body = Buffer.from(`{"parent":{"metadata":{"uid":"${uid}"}}}`.padEnd(bytes));
    await threads.run({ path, body, now: 0 });
    answered.push(uid);
  };
  const large = Array.from({ length: 3 }, (_, i) => send(i === 0 ? '/busy' : '/fine', `large-${i}`, 4 * MEBIBYTE));
  await Promise.all([...large, send('/fine', 'small', 100)]);
  t.strictSame(answered, ['large-0', 'small', 'large-1', 'large-2']);
});

t.test('a large request that has waited for five seconds is not passed', async (t) => {
  const queue = [{ place: placeOf(0, 100 * MEBIBYTE) }, { place: placeOf(0, 200 * MEBIBYTE) }];
  const early = { place: placeOf(4000, 100) };
  const late = { place: placeOf(6000, 100) };
  for (const item of [late, early]) enqueue(queue, item);
  t.strictSame(
    queue.map((item) => [early, late].indexOf(item as typeof early)),
    [0, -1, -1, 1],
  );
});

t.test('calls for one parent go to the thread that knows it', async (t) => {
  const threads = faulty(t);
  for (let call = 1; call <= 5; call++) t.match(await threads.answer('/fine', 'same'), { body: `fine ${call}` });
});

t.test('it stops when what is under way is answered', async (t) => {
  const threads = faulty(t);
  const last = threads.answer('/object');
  await threads.stop();
  t.match(await last, { code: 200 });
});
