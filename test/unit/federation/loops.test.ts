// Prometheus objects that take from each other are refused, also through another cluster.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { consumer, gives, imported, member, multicluster, seen, takesFrom } from './federationsync.ts';

t.test('a loop of three is refused by each of them, whatever else they take', async (t) => {
  const ring = [
    member('a', {}, { ...gives('1'), ...takesFrom('2') }, { uid: 'a' }),
    member('b', {}, { ...gives('2'), ...takesFrom('3') }, { uid: 'b' }),
    member('c', {}, { ...gives('3'), ...takesFrom('1') }, { uid: 'c' }),
    member('leaf', {}, gives('2')),
  ];
  const [a, b, c] = ring.map((parent) => seen(parent, ring));
  t.strictSame([a?.jobs, b?.jobs, c?.jobs], [['federate/monitoring/leaf'], [], []]);
  t.match(
    a?.health?.message,
    /monitoring\/a takes from monitoring\/b takes from monitoring\/c takes from monitoring\/a; remove the label/,
  );
});

t.test('a thousand Prometheus that all take from each other are refused at once', async (t) => {
  const all = Array.from({ length: 1000 }, (_, i) =>
    member(`m${i}`, {}, { ...gives(), ...takesFrom() }, { uid: `m${i}` }),
  );
  const { jobs, health } = seen(all[7] as KubernetesObject, [...all, member('leaf')]);
  t.strictSame(jobs, ['federate/monitoring/leaf']);
  t.match(
    health?.message,
    /members: 1001 found, 1 in use\n.*monitoring\/m7 takes from monitoring\/m0 takes from monitoring\/m7; remove/,
  );
});

t.test('a hierarchy is no loop', async (t) => {
  const middle = member('middle', {}, { ...gives('top'), ...takesFrom('bottom') }, { uid: 'middle' });
  const leaves = [member('a', {}, gives('bottom')), member('b', {}, gives('bottom'))];
  t.strictSame(seen(middle, [middle, ...leaves]).jobs, ['federate/monitoring/a', 'federate/monitoring/b']);
  t.strictSame(seen(consumer({}, takesFrom('top')), [middle, ...leaves]).jobs, ['federate/monitoring/middle']);
});

t.test('a loop through another cluster is seen by what that cluster exports', async (t) => {
  const here = consumer({}, { ...takesFrom('down'), ...gives('up') });
  const there = imported(
    'prometheus-x-us-1',
    { cluster: 'us-1', namespace: 'monitoring', name: 'x' },
    { ...gives('down'), ...takesFrom('up') },
  );
  t.match(
    seen(here, [here, there], multicluster).health?.message,
    /eu-1\/monitoring\/global takes from us-1\/monitoring\/x takes from eu-1/,
  );
});
