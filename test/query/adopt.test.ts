// Two shards that evaluate their rules themselves get a query tier: no alert begins, ends or changes its labels because
// of it.
import t from 'tap';
import { parseOptions } from '../../hooks/core/options.ts';
import { receiver } from '../support/alertreceiver.ts';
import { until } from '../support/until.ts';
import { installed, noPrograms } from './programs.ts';
import { checkPlayed, lateness, type Played } from './reshard/check.ts';
import { cluster } from './reshard/cluster.ts';
import { INTERVAL, parent, RESEND, related, STEADY_OF_PARTS as STEADY, TARGETS } from './reshard/objects.ts';
import { alertChanges, number } from './reshard/results.ts';
import { scraped } from './reshard/targets.ts';

const NETWORK = '127.0.78';
const TIERED = { 'prometheus-metacontroller.dev/query-tier': 'remote-read' };
const WITHOUT = { 'prometheus-metacontroller.dev/query-tier': 'none' };
const SERVERS = ['+prometheus-k8s', '+prometheus-k8s-query', '+prometheus-k8s-shard-1'];

async function adopt(binary: string): Promise<Played> {
  const [targets, alertmanager] = [await scraped(NETWORK, TARGETS), await receiver(`${NETWORK}.3`)];
  const failures: unknown[] = [];
  const objects = related(targets.addresses, alertmanager.address, true);
  const first = parent(2, 'Delete', WITHOUT);
  const one = await cluster({
    binary,
    network: NETWORK,
    first,
    related: objects,
    options: parseOptions(),
    failed: (error) => failures.push(error),
  });
  const clock = lateness();
  try {
    const shards = () => [...one.pods.values()].filter(({ shard }) => shard !== 'query');
    const each = async (expr: string) => Promise.all(shards().map(({ url }) => number(url, expr)));
    const isScraped = async () =>
      (await each('count(count_over_time(up{job="app"}[1m]) > 8)')).reduce((sum, count) => sum + count, 0) === TARGETS;
    await until('every target has been scraped for a while', isScraped, 90);
    const isRight = async () => (await each('count(ALERTS{severity="never"})')).every((count) => count === 0);
    await until('nothing fires that should not', isRight, 60);
    const isNotified = () =>
      [...alertmanager.notices.keys()].filter((labels) => labels.includes('"steady"')).length === STEADY;
    await until('the shards alert', isNotified, 90);

    const from = Date.now();
    one.change(parent(2, 'Delete', TIERED));
    await until('the tier takes over', () => one.resharding()?.reason === 'HandingOver', 30);
    await until('it has taken over', () => one.resharding()?.status === 'False', 120).catch((error: unknown) => {
      throw new Error(one.resharding()?.message, { cause: error });
    });
    await until(
      'the shards evaluate no rules any more',
      async () => (await each('count(ALERTS)')).every((count) => count === 0),
      60,
    );
    const alone = Date.now();
    await until(
      'the tier has sent its alerts for longer than those of the shards are valid',
      () => Date.now() > alone + 6000 * RESEND,
      60,
    );

    const seen = await number(one.url, 'count(up{job="app"})');
    const slowest = await number(one.url, 'max(max_over_time(scrape_duration_seconds{job="app"}[30m]))');
    const observed = alertChanges(alertmanager, from, Date.now());
    return {
      late: Math.max(clock.worst(), slowest),
      load: clock.load(),
      findings: [
        { what: 'the address answers for both shards', found: seen, wanted: TARGETS },
        { what: 'the hooks answered every time', found: failures, wanted: [] },
        { what: 'all alerts were there', found: observed.steady, wanted: STEADY },
        { what: 'no alert begins, ends or changes its labels', found: observed.changes, wanted: [] },
        { what: 'each is sent again before it expires', found: observed.longest < 4 * RESEND, wanted: true },
        { what: 'nothing was restarted', found: [...one.podEvents].sort(), wanted: SERVERS },
      ],
      figures: [`${observed.steady} alerts, longest silence ${observed.longest.toFixed(1)} s`],
    };
  } finally {
    clock.stop();
    await one.stop();
    await Promise.all([targets.stop(), alertmanager.stop()]);
  }
}

t.test('shards get a query tier', { skip: noPrograms }, (t) =>
  checkPlayed(t, INTERVAL / 10, () => adopt(installed().prometheus)),
);
