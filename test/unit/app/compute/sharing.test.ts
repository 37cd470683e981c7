// Workloads share what they have in common. Each gets the answer that it would get alone.
import fc from 'fast-check';
import t from 'tap';
import { compute } from '../../../../hooks/app/compute/answer.ts';
import { limitMemos } from '../../../../hooks/core/memo.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { syncRequest } from '../../../support/requests.ts';
import { CALL, workloadOf } from '../../../support/workloads.ts';

const MEMOS = 64 * 1024 * 1024;
const NOW = Date.parse('2026-01-01T00:00:00Z');
const options = parseOptions();

async function answer(body: Record<string, unknown>, path: string): Promise<string> {
  const computed = await compute({ path, body: Buffer.from(JSON.stringify(body)), now: NOW }, options);
  t.equal(computed.code, 200, computed.body.toString().slice(0, 200));
  return computed.body.toString();
}

t.test('each workload gets the answer that it would get alone, whatever was computed for others', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(CALL, { minLength: 2, maxLength: 6 }), async (calls) => {
      const bodies = calls.map((call) => {
        const { path, parent, objects } = workloadOf(call);
        return { path: `${path}/sync`, body: syncRequest(parent, objects) };
      });
      const alone: string[] = [];
      for (const { path, body } of bodies) {
        limitMemos(MEMOS);
        alone.push(await answer(body, path));
      }
      limitMemos(MEMOS);
      for (const [i, { path, body }] of bodies.entries()) t.equal(await answer(body, path), alone[i]);
    }),
    { numRuns: 40, seed: 24 },
  );
});
