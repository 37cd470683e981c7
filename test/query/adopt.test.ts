// Two shards that evaluate their rules themselves get a query tier: no alert begins, ends or changes its labels because of it.
import t from 'tap';
import { parseOptions } from '../../hooks/options.ts';
import { receiver } from '../support/alertreceiver.ts';
import { until } from '../support/until.ts';
import { MISSING, programs } from './programs.ts';
import { cluster } from './reshard/cluster.ts';
import { alertChanges, number } from './reshard/judgement.ts';
import { parent, RESEND, related, STEADY_OF_PARTS as STEADY, TARGETS } from './reshard/objects.ts';
import { scraped } from './reshard/targets.ts';

const TIERED = { 'prometheus-metacontroller.dev/query-tier': 'remote-read' };
const WITHOUT = { 'prometheus-metacontroller.dev/query-tier': 'none' };

if (!programs) t.comment(`skipped: ${MISSING}`);
else {
  const { prometheus } = programs;
  t.test('shards get a query tier', async (t) => {
    const [targets, alertmanager] = [await scraped(TARGETS), await receiver()];
    const failures: unknown[] = [];
    const objects = related(targets.addresses, alertmanager.address, true);
    const one = await cluster(prometheus, parent(2, 'Delete', WITHOUT), objects, parseOptions(), (error) => failures.push(error));
    t.teardown(async () => {
      await one.stop();
      await Promise.all([targets.stop(), alertmanager.stop()]);
    });
    const shards = () => [...one.pods.values()].filter(({ shard }) => shard !== 'query');
    const each = async (expr: string) => Promise.all(shards().map(({ url }) => number(url, expr)));
    await until(
      'every target has been scraped for a while',
      async () => (await each('count(count_over_time(up{job="app"}[1m]) > 12)')).reduce((sum, count) => sum + count, 0) === TARGETS,
      90,
    );
    await until(
      'nothing fires that should not',
      async () => (await each('count(ALERTS{severity="never"})')).every((count) => count === 0),
      60,
    );
    const isTold = () => [...alertmanager.notices.keys()].filter((labels) => labels.includes('"steady"')).length === STEADY;
    await until('the shards alert', isTold, 90);

    const from = Date.now();
    one.change(parent(2, 'Delete', TIERED));
    await until('the tier takes over', () => one.resharding()?.reason === 'HandingOver', 30);
    await until('it has taken over', () => one.resharding()?.status === 'False', 120).catch((error: unknown) => {
      throw new Error(one.resharding()?.message, { cause: error });
    });
    await until('the shards evaluate no rules any more', async () => (await each('count(ALERTS)')).every((count) => count === 0), 60);
    const alone = Date.now();
    await until('the tier has told its alerts for longer than those of the shards are valid', () => Date.now() > alone + 6000 * RESEND, 60);

    t.equal(await number(one.url, 'count(up{job="app"})'), TARGETS, 'the address answers for both shards');
    t.strictSame(failures, [], 'the hooks answered every time');
    const told = alertChanges(alertmanager, from, Date.now());
    t.equal(told.steady, STEADY, 'all alerts were there');
    t.strictSame(told.changes, [], 'no alert begins, ends or changes its labels');
    t.ok(told.longest < 4 * RESEND, 'and each is told again before it runs out');
    t.strictSame([...one.lives].sort(), ['+prometheus-k8s', '+prometheus-k8s-query', '+prometheus-k8s-shard-1'], 'nothing was restarted');
    t.comment(`${told.steady} alerts, longest silence ${told.longest.toFixed(1)} s`);
  });
}
