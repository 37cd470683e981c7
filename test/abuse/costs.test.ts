// One object that costs much stops no other: the server goes on, an innocent Prometheus is answered, and the culprit
// alone is left out.
import t from 'tap';
import { attack, attacked, platform } from './attacked.ts';
import { EXPENSIVE_OBJECTS } from './expensiveobjects.ts';
import { EXPENSIVE_REQUESTS } from './expensiverequests.ts';

/** Limits for others, in milliseconds, and of memory, in MiB. */
const HEALTH = 250;
const INNOCENT = 2000;
const EXPENSIVE = 20_000;
const RESIDENT = 572;

const ONLY = process.env['ONLY'];

for (const [kind, rows] of Object.entries(EXPENSIVE_OBJECTS))
  t.test(kind, { timeout: 1_200_000 }, async (t) => {
    const server = await attacked();
    t.teardown(() => server.stop());
    for (const { name, objects = [], spec = {}, ends } of rows.filter((row) => !ONLY || row.name.includes(ONLY)))
      await t.test(name, { timeout: 120_000 }, async (t) => {
        const { answered, answer, health, innocent, missing, message } = await attack(
          server,
          platform('shared', spec, objects),
        );
        t.equal(
          answered.code,
          200,
          `answered in ${Math.round(answered.milliseconds)} ms: ${answered.body.slice(0, 200)}`,
        );
        t.ok(answered.milliseconds < EXPENSIVE, `${Math.round(answered.milliseconds)} ms`);
        t.ok(health < HEALTH, `its health check waited ${Math.round(health)} ms`);
        t.ok(innocent < INNOCENT, `an innocent Prometheus waited for ${Math.round(innocent)} ms`);
        if (ends === 'stopped') t.ok(message.length > 0, `the status reports it: ${message.slice(0, 200)}`);
        else t.strictSame(missing, [], 'all innocent monitors are in the configuration');
        if (ends === 'rejected') t.match(message, /tenant\/hostile/, message.slice(0, 200));
        if (ends === 'accepted') t.notMatch(message, /hostile/, 'no object is rejected');
        t.ok(answer.status, 'there is a status');
        t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB`);
      });
  });

t.test('all other hooks', { timeout: 1_200_000 }, async (t) => {
  const server = await attacked();
  t.teardown(() => server.stop());
  for (const { name, path, body, message: wanted } of EXPENSIVE_REQUESTS.filter(
    (row) => !ONLY || row.name.includes(ONLY),
  ))
    await t.test(name, { timeout: 120_000 }, async (t) => {
      const { answered, health, innocent, message } = await attack(server, body(), path);
      t.equal(
        answered.code,
        200,
        `answered in ${Math.round(answered.milliseconds)} ms: ${answered.body.slice(0, 200)}`,
      );
      t.ok(answered.milliseconds < EXPENSIVE, `${Math.round(answered.milliseconds)} ms`);
      t.ok(health < HEALTH, `its health check waited ${Math.round(health)} ms`);
      t.ok(innocent < INNOCENT, `an innocent Prometheus waited for ${Math.round(innocent)} ms`);
      if (wanted) t.match(message, wanted, message.slice(0, 200));
      else t.equal(message.trim(), '', 'no object is rejected');
      t.ok(server.resident('VmHWM') < RESIDENT, `${server.resident('VmHWM')} MiB`);
    });
});
