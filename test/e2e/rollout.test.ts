// A rollout of three Alertmanagers with volumes and their own timers, under load: nobody loses anything. What else may happen is in rollouts.ts, which takes an hour.
import t from 'tap';
import { ledger } from '../mesh/ledger.ts';
import { broken } from '../mesh/promises.ts';
import { mesh } from './mesh.ts';
import { ROLLOUT } from './scenarios.ts';
import { STRATEGIES, stage, unreachable } from './stage.ts';

const reason = await unreachable();
if (reason) t.test('rollouts', { skip: reason }, async () => {});
else {
  const [strategy = 'server-side-apply'] = STRATEGIES;
  const on = await stage(strategy);
  await t.test(`a rollout under load loses nothing (${strategy}, by ${on.engine.name})`, { timeout: 1_200_000 }, async (t) => {
    const made = await mesh(on);
    if ('skip' in made) {
      t.comment(`skipped: ${made.skip}`);
      return;
    }
    t.teardown(made.close);
    await made.busy(1);
    await ROLLOUT.play(made);
    const report = ledger(await made.reckon());
    t.strictSame(broken(ROLLOUT, report), [], `${report.notifications} notifications, ${report.fewestWhole} peers whole at any time`);
    t.comment(`${report.duplicates.length} repetitions, ${report.inFlight} notifications were in flight`);
  });
  await on.close();
}
