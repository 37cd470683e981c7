// A Prometheus that follows its load, sync after sync: its children, its status, and what stays when something is wrong.
import t from 'tap';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import type { ServerFacts } from '../../../../hooks/probe/prometheus/servers.ts';
import { serviceMonitor } from '../../../support/objects.ts';
import { ARRIVED, cluster, keepRule, type Observed, plain, SETTLED, tiered } from '../sharding/reshardedcluster.ts';
import { factsOf, unknown } from './simulation.ts';

const AUTOSCALE = 'prometheus-metacontroller.dev/autoscale';
const RULE = 'minShards=1,maxShards=8,seriesPerShard=1M';
const MINUTE = 60;
const HOUR = 60 * MINUTE;

const setName = (shard: number): string => (shard === 0 ? 'prometheus-k8s' : `prometheus-k8s-shard-${shard}`);
const names = (count: number): string[] => Array.from({ length: count }, (_, shard) => setName(shard));
const arrived = (count: number): Record<string, ServerFacts> =>
  Object.fromEntries([...names(count), 'prometheus-k8s-query'].map((name) => [name, ARRIVED]));

/** A cluster with the annotation. Syncs with the load of each shard in millions of series. */
function autoscaled(options = plain, more: object = {}) {
  const look = cluster(options, more);
  const at = (seconds: number, million: readonly number[], given: Observed = {}, shards = 1) =>
    look(shards, {
      seconds,
      annotations: { [AUTOSCALE]: RULE },
      load: factsOf(...million.map((one) => one * 1_000_000)),
      facts: arrived(8),
      ...given,
    });
  return Object.assign(at, { change: look.change });
}

const secretOf = ({ find }: ReturnType<ReturnType<typeof autoscaled>>): KubernetesObject['metadata'] => {
  const secret = find('Secret', 'prometheus-k8s');
  if (!secret) throw new Error('there is no configuration Secret');
  return secret.metadata;
};
const assignment = (found: ReturnType<ReturnType<typeof autoscaled>>) =>
  secretOf(found).annotations?.['prometheus-metacontroller.dev/sharding'];
const shardsOf = ({ answer }: ReturnType<ReturnType<typeof autoscaled>>) => answer.status['shards'];

t.test('the load grows: new shards as with a resharding, and everything agrees on their number', async (t) => {
  const at = autoscaled();
  const first = at(0, []);
  t.match(first.autoscaling, { status: 'True', reason: 'Resting' });
  t.equal(first.answer.resyncAfterSeconds, 60);
  t.match(at(11 * MINUTE, [0.8]).autoscaling, { reason: 'Steady' });
  const grown = at(12 * MINUTE, [3.6]);
  t.strictSame(grown.sets, names(4));
  t.equal(shardsOf(grown), 4);
  t.match(grown.autoscaling, { reason: 'Resharding', message: /from 1 to 4 shards.*\(3,600,000 series\)/ });
  t.match(grown.resharding, { status: 'True', message: /from hashmod\/1 to consistent\/4/ });
  t.strictSame(keepRule(grown.config())?.source_labels?.length, 3, 'old and new shards scrape the moving targets');
  const moving = at(12 * MINUTE + 20, [], { facts: {} });
  t.match([moving.autoscaling?.reason, moving.sets.length], ['Resharding', 4]);
  const done = at(14 * MINUTE, [9, 9, 9, 9]);
  t.strictSame(keepRule(done.config())?.source_labels, SETTLED);
  t.match([done.autoscaling?.reason, done.sets.length], ['Resharding', 4], 'and what was read meanwhile moves nothing');
  t.match(at(15 * MINUTE, [9, 9, 9, 9]).autoscaling, { reason: 'Resting' });
  const rests = at(20 * MINUTE, [9, 9, 9, 9]);
  t.match([rests.autoscaling?.reason, rests.sets.length], ['Resting', 4]);
});

t.test('a steady load writes nothing: children and conditions stay the same', async (t) => {
  const at = autoscaled();
  at(0, []);
  const first = at(11 * MINUTE, [0.8]);
  for (const [seconds, million] of [
    [12 * MINUTE, 0.7],
    [2 * HOUR, 1.05],
    [30 * HOUR, 0.9],
  ] as const) {
    const next = at(seconds, [million]);
    t.strictSame(next.answer.children, first.answer.children, `${million} million`);
    t.strictSame(next.answer.status, first.answer.status);
  }
});

/** A Prometheus that has come to four shards. */
function four(options = plain, more: object = {}) {
  const at = autoscaled(options, more);
  at(0, []);
  at(11 * MINUTE, [0.8]);
  at(12 * MINUTE, [3.6]);
  at(13 * MINUTE, []);
  at(14 * MINUTE, []);
  at(15 * MINUTE, [0.9, 0.9, 0.9, 0.9]);
  return at;
}
const BUSY = [0.9, 0.9, 0.9, 0.9] as const;

t.test('the load shrinks: one shard less after an hour, and its data stays', async (t) => {
  const at = four();
  const low = [0.1, 0.1, 0.1, 0.1] as const;
  t.match(at(30 * MINUTE, low).autoscaling, { reason: 'LowLoad', message: /Next: 3 shards at 2026-11-24T01:30:00Z/ });
  for (const minutes of [45, 60, 75]) at(minutes * MINUTE, low);
  const begun = at(90 * MINUTE, low);
  t.strictSame([shardsOf(begun), begun.sets.length], [3, 4], 'the old shard scrapes until the others do');
  const done = at(91 * MINUTE, []);
  const removed = done.find('StatefulSet', setName(3))?.metadata.annotations;
  t.ok(removed?.['operator.prometheus.io/deletion-deadline'], 'it is kept for its data');
  t.equal(assignment(done), 'consistent/3');
  const deletes = four(plain, { shardRetentionPolicy: { whenScaled: 'Delete' } });
  for (const minutes of [30, 45, 60, 75, 90]) deletes(minutes * MINUTE, low);
  t.notOk(deletes(91 * MINUTE, []).sets.includes(setName(3)), 'unless the user wants it deleted');
});

t.test('nothing moves by mistake', async (t) => {
  const down = { shards: [...factsOf(9e6, 9e6, 9e6).shards, unknown('connection refused')], isFirstFailure: false };
  const wrong = { [AUTOSCALE]: 'maxShards=lots' };
  const cases: readonly [what: string, given: Observed, status: string, says: RegExp][] = [
    ['a shard is down', { load: { ...down, next: 60 } }, 'Unknown', /not known.*: shard 3: connection refused/],
    ['nobody asked', { load: undefined as never }, 'Unknown', /the servers were not asked/],
    ['the annotation is wrong', { annotations: wrong }, 'False', /maxShards: "lots" is not a number.*stays 4/s],
    ['the servers cannot be asked', { spec: { listenLocal: true } }, 'False', /spec.listenLocal: it is true.*stays 4/s],
    ['the configuration is unmanaged', { spec: { serviceMonitorSelector: undefined } }, 'False', /no selector is set/],
  ];
  for (const [what, given, status, says] of cases) {
    const at = four();
    const found = at(2 * HOUR, BUSY, given);
    t.match(found.autoscaling, { status, message: says }, what);
    t.strictSame([shardsOf(found), found.sets], [4, names(4)], what);
    const back = at(2 * HOUR + MINUTE, BUSY);
    t.strictSame([shardsOf(back), back.sets, assignment(back)], [4, names(4), 'consistent/4'], `${what}, and back`);
  }
});

t.test('a paused Prometheus, and one with a mistake, decide nothing', async (t) => {
  for (const spec of [{ paused: true }, { version: 'x' }]) {
    const at = four();
    const found = at(2 * HOUR, [2, 2, 2, 2], { spec });
    t.strictSame([shardsOf(found), found.sets], [4, names(4)]);
    t.strictSame(at(3 * HOUR, BUSY).sets, names(4));
  }
});

t.test('while the Secret of a monitor is not read, the configuration stays, and so does the number', async (t) => {
  const at = four();
  const basicAuth = { username: { name: 'login', key: 'user' }, password: { name: 'login', key: 'password' } };
  const waiting = serviceMonitor({ endpoints: [{ port: 'web', basicAuth }] }, { name: 'waits', uid: 'waits' });
  const found = at(2 * HOUR, [2, 2, 2, 2], { related: [waiting] });
  t.match(found.answer.status['conditions'], [{}, {}, { type: 'Reconciled', reason: 'WaitingForAssets' }]);
  t.strictSame([shardsOf(found), found.sets], [4, names(4)]);
  t.equal(found.autoscaling?.reason, 'Steady');
  t.equal(shardsOf(at(2 * HOUR + 5, [2, 2, 2, 2])), 8, 'it changes once the Secret is there');
});

t.test('a lost Secret: the number of the status counts', async (t) => {
  const at = four();
  at.change((children) =>
    children.filter(({ kind, metadata }) => metadata.name !== 'prometheus-k8s' || kind !== 'Secret'),
  );
  const found = at(2 * HOUR, BUSY);
  t.equal(shardsOf(found), 4);
  t.match(found.autoscaling?.message, /the record was lost/);
});

t.test('spec.shards by hand begins again from there, and edits again and again are reported', async (t) => {
  const at = four();
  const edited = at(2 * HOUR, BUSY, {}, 2);
  t.match(edited.autoscaling, { reason: 'Resharding', message: /from 4 to 2 shards, spec.shards was edited/ });
  t.equal(shardsOf(edited), 2);
  at(2 * HOUR + 2 * MINUTE, [], {}, 2);
  t.match(at(2 * HOUR + 3 * MINUTE, [5, 5], {}, 2).autoscaling, { reason: 'Resting' });
  at(3 * HOUR, BUSY, {}, 3);
  at(3 * HOUR + 2 * MINUTE, [], {}, 3);
  at(4 * HOUR, BUSY, {}, 2);
  at(4 * HOUR + 2 * MINUTE, [], {}, 2);
  at(4 * HOUR + 3 * MINUTE, [], {}, 2);
  const held = at(5 * HOUR, [5, 5], {}, 2);
  t.match(held.autoscaling, { status: 'False', reason: 'TwoAutoscalers', message: /edited 3 times.*HPA or KEDA/ });
  t.equal(shardsOf(held), 2);
});

t.test('with a query tier it takes over the rules first, and the tier reads all shards', async (t) => {
  const at = autoscaled(tiered());
  at(0, []);
  at(11 * MINUTE, [0.8]);
  const begun = at(12 * MINUTE, [2.5]);
  t.match(begun.resharding, { reason: 'HandingOver' });
  t.strictSame(begun.sets, ['prometheus-k8s', 'prometheus-k8s-query']);
  t.equal(shardsOf(begun), 3);
  let last = begun;
  for (const seconds of [30, 60, 90, 120]) last = at(13 * MINUTE + seconds, []);
  t.strictSame(last.sets, [...names(3), 'prometheus-k8s-query']);
  t.match(last.resharding, { reason: 'Settled' });
  t.equal((last.config('prometheus-k8s-query')['remote_read'] as readonly unknown[]).length, 3);
});

t.test('without the annotation the number is that of the spec again, and nothing is remembered', async (t) => {
  const at = four();
  const off = at(2 * HOUR, BUSY, { annotations: {} }, 4);
  t.equal(off.autoscaling, undefined);
  t.strictSame([shardsOf(off), off.sets], [4, names(4)]);
  t.equal(secretOf(off).annotations?.['prometheus-metacontroller.dev/autoscaling'], undefined);
});

t.test('in parity the annotation does nothing', async (t) => {
  const at = autoscaled({ ...plain, parity: true });
  const found = at(0, [9]);
  t.strictSame([found.sets, found.autoscaling, found.answer.resyncAfterSeconds], [names(1), undefined, undefined]);
});
