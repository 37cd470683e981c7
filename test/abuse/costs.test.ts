// One object that costs much stops no other: the server lives, an innocent Prometheus is answered, and the culprit
// alone is left out.
import t from 'tap';
import { attack, attacked, platform } from './attacked.ts';
import { POISONS } from './poisons.ts';
import { SIBLINGS } from './siblings.ts';

/** Milliseconds and MiB that nobody may notice more than. */
const HEALTH = 250;
const INNOCENT = 2000;
const POISONED = 20_000;
const RESIDENT = 600;

const ONLY = process.env['POISON'];

for (const [kind, rows] of Object.entries(POISONS))
  t.test(kind, { timeout: 1_200_000 }, async (t) => {
    const server = await attacked();
    t.teardown(() => server.stop());
    for (const { name, objects = [], spec = {}, ends } of rows.filter((row) => !ONLY || row.name.includes(ONLY)))
      await t.test(name, { timeout: 120_000 }, async (t) => {
        const { poisoned, answer, health, innocent, missing, message } = await attack(
          server,
          platform('poisoned', spec, objects),
        );
        t.equal(
          poisoned.code,
          200,
          `answered in ${Math.round(poisoned.milliseconds)} ms: ${poisoned.body.slice(0, 200)}`,
        );
        t.ok(poisoned.milliseconds < POISONED, `${Math.round(poisoned.milliseconds)} ms`);
        t.ok(health < HEALTH, `its health was silent for ${Math.round(health)} ms`);
        t.ok(innocent < INNOCENT, `an innocent Prometheus waited for ${Math.round(innocent)} ms`);
        if (ends === 'stopped') t.ok(message.length > 0, `the status reports it: ${message.slice(0, 200)}`);
        else t.strictSame(missing, [], 'all innocent monitors are in the configuration');
        if (ends === 'rejected') t.match(message, /tenant\/poison/, message.slice(0, 200));
        if (ends === 'accepted') t.notMatch(message, /poison/, 'nobody is rejected');
        t.ok(answer.status, 'there is a status');
        t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB`);
      });
  });

t.test('all other hooks', { timeout: 1_200_000 }, async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  for (const { name, path, body, message: wanted } of SIBLINGS.filter((row) => !ONLY || row.name.includes(ONLY)))
    await t.test(name, { timeout: 120_000 }, async (t) => {
      const { poisoned, health, innocent, message } = await attack(server, body(), path);
      t.equal(
        poisoned.code,
        200,
        `answered in ${Math.round(poisoned.milliseconds)} ms: ${poisoned.body.slice(0, 200)}`,
      );
      t.ok(poisoned.milliseconds < POISONED, `${Math.round(poisoned.milliseconds)} ms`);
      t.ok(health < HEALTH, `its health was silent for ${Math.round(health)} ms`);
      t.ok(innocent < INNOCENT, `an innocent Prometheus waited for ${Math.round(innocent)} ms`);
      if (wanted) t.match(message, wanted, message.slice(0, 200));
      else t.equal(message.trim(), '', 'nobody is rejected');
      t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB`);
    });
});
