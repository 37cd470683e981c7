// Condition ConfigurationLoaded: by what the servers run, and when the next sync comes.
import t from 'tap';
import type { LoadResult } from '../../../hooks/loaded/result.ts';
import { type Change, cluster, OPTIONS, START } from './cluster.ts';

const LOADED: LoadResult = { is: 'loaded' };
const OLDER: LoadResult = { is: 'older', loaded: START };
const SILENT: LoadResult = { is: 'unknown', reason: 'connection refused' };
const REFUSED: LoadResult = { is: 'refused', reason: 'found multiple scrape configs', loaded: START };

t.test('True once every pod has loaded what was written, and until something else is written', async (t) => {
  const sync = cluster();
  t.equal((await sync()).loaded, undefined, 'there are no pods yet');
  t.match((await sync({ ready: 1 })).loaded, { status: 'Unknown', reason: 'PodsNotReady' });
  t.match(await sync(), { loaded: { status: 'Unknown', reason: 'Loading' }, resync: 2 });
  t.match(await sync({ facts: [LOADED, OLDER] }), { loaded: { status: 'Unknown', reason: 'Loading' }, resync: 2 });
  t.match((await sync({ facts: [LOADED] })).loaded, { reason: 'Loading' }, 'one was not asked');
  const done = await sync({ facts: [LOADED, LOADED] });
  t.match(done.loaded, { status: 'True', reason: 'Loaded', message: /^revision [0-9a-f]{12}$/ });
  t.equal(done.resync, undefined, 'at rest there is no further sync');
  const later = await sync({ seconds: 3600 });
  t.strictSame(later.loaded, done.loaded, 'and nothing is written or asked');

  const changed = await sync({ seconds: 3600, expr: '2' });
  t.match(changed, { loaded: { status: 'Unknown', reason: 'Loading' }, resync: 2 }, 'a rule is written');
  t.match((await sync({ seconds: 3601, expr: '2' })).loaded, { reason: 'Loading' });
  const again = await sync({ seconds: 3603, expr: '2', facts: [LOADED, LOADED] });
  t.match(again.loaded, { status: 'True', lastTransitionTime: '2026-11-24T01:00:03Z' });
  t.not(again.loaded?.message, done.loaded?.message);
  t.match(
    (await sync({ spec: { scrapeInterval: '17s' } })).loaded,
    { reason: 'Loading' },
    'a configuration is written',
  );
});

t.test('False with the words of the server, or the pod that stays behind; unknown is not False', async (t) => {
  const cases: [what: string, change: Change, status: string, reason: string, message: RegExp, resync: number][] = [
    [
      'refused',
      { facts: [LOADED, REFUSED], seconds: 5 },
      'False',
      'Refused',
      /^prometheus-k8s-1 refuses it and runs that of 2026-11-24T00:00:00Z: found multiple scrape configs$/,
      15,
    ],
    [
      'refused without words',
      { facts: [{ ...REFUSED, reason: '' }, LOADED] },
      'False',
      'Refused',
      /: see its log$/,
      15,
    ],
    ['late', { facts: [OLDER, LOADED], seconds: 180 }, 'False', 'NotLoaded', /^prometheus-k8s-0 has not loaded it/, 15],
    ['still in time', { facts: [OLDER, LOADED], seconds: 179 }, 'Unknown', 'Loading', /^not all servers/, 30],
    [
      'one that loads now and then is not late',
      { facts: [{ is: 'older', loaded: START + 100_000 }, LOADED], seconds: 200 },
      'Unknown',
      'Loading',
      /^not all/,
      30,
    ],
    ['no answer', { facts: [SILENT, LOADED] }, 'Unknown', 'NoAnswer', /^prometheus-k8s-0: connection refused$/, 300],
    ['refusal before silence', { facts: [SILENT, REFUSED] }, 'False', 'Refused', /^prometheus-k8s-1/, 15],
    ['loading before silence', { facts: [SILENT, OLDER] }, 'Unknown', 'Loading', /^not all/, 2],
    [
      'not annotated',
      { facts: [OLDER, OLDER], isAnnotated: false },
      'Unknown',
      'Loading',
      /Pod prometheus-k8s-0 has no annotation .*up to two minutes: apply metacontroller\/pods.yaml/,
      2,
    ],
    ['loopback', { spec: { listenLocal: true } }, 'Unknown', 'ListensLocally', /listenLocal/, 0],
  ];
  for (const [what, change, status, reason, message, resync] of cases) {
    const sync = cluster();
    const spec = change.spec ?? {};
    await sync({ spec });
    await sync({ spec });
    const { loaded, resync: seconds = 0 } = await sync(change);
    t.match(loaded, { status, reason, message }, what);
    t.equal(seconds, resync, what);
  }
});

t.test('a paused Prometheus keeps its condition, and parity has none', async (t) => {
  const sync = cluster();
  await sync();
  await sync();
  const done = await sync({ facts: [LOADED, LOADED] });
  t.match((await sync({ spec: { paused: true } })).loaded, { status: 'True', message: done.loaded?.message });
  const parity = cluster({ ...OPTIONS, parity: true });
  await parity();
  t.equal((await parity({ facts: [LOADED, LOADED] })).loaded, undefined);
});
