// A rollout of three Alertmanagers with volumes and their own timers, under load, loses nothing. rollouts.ts plays what
// else may happen; that takes an hour.
import { ledger } from '../mesh/ledger.ts';
import { broken } from '../mesh/promises.ts';
import { inOneMode } from './both.ts';
import { mesh } from './mesh.ts';
import { nodeElsewhere } from './pods.ts';
import { ROLLOUT } from './scenarios.ts';

await inOneMode(
  (t, on) => {
    t.test('a rollout under load loses nothing', { timeout: 1_200_000 }, async (t) => {
      const made = await mesh(on);
      t.teardown(made.close);
      await made.busy(1);
      await ROLLOUT.play(made);
      const record = await made.reckon();
      const report = ledger(record);
      t.strictSame(
        broken(ROLLOUT, report),
        [],
        `${report.notifications} notifications, ${report.fewestWhole} peers whole at any time`,
      );
      const failures = record.failures ?? [];
      t.comment(
        `${report.duplicates.length} repetitions, ${report.inFlight} notifications were in flight; the load was ` +
          `late by ${record.lag} ms at most; ${failures.length} requests failed: ${failures.slice(0, 20).join('; ')}`,
      );
    });
  },
  { needs: [nodeElsewhere] },
);
