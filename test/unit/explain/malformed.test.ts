// Objects that no API server would have: an explanation is still a value.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { isRecord } from '../../../hooks/core/yaml.ts';
import { cluster } from '../../../hooks/explain/cluster.ts';
import { explainAll, explainIn } from '../../../hooks/explain/explain.ts';
import { explainLines } from '../../../hooks/explain/lines.ts';
import { type Random, random } from '../../support/random.ts';
import { HEALTHY } from './setups/healthy.ts';
import { SCRAPING } from './setups/scraping.ts';
import { SERVICES } from './setups/services.ts';
import { WORKLOADS } from './setups/workloads.ts';

const SETUPS = [...SERVICES, ...SCRAPING, ...WORKLOADS, ...HEALTHY];
const COUNT = Number(process.env['OBJECTS'] ?? 100);
const SEED = Number(process.env['SEED'] ?? 20_261_130);

const VALUES: readonly unknown[] = [
  ...[null, '', 'x', 0, -1, 1.5, true, [], {}, [null], ['a'], [{}], { a: 1 }, [[1]], 1e308],
  ...[{ matchLabels: null }, { matchLabels: 'x' }, { matchExpressions: [{}] }, { matchExpressions: 'x' }],
  ...['\u001b', '__proto__', '(', '$1'],
];

/** The value with some members replaced, left out or renamed. */
function changed(value: unknown, by: Random, share: number): unknown {
  if (by.next() < share) return by.pick(VALUES);
  if (Array.isArray(value)) return value.map((item) => changed(item, by, share));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(() => by.next() >= share / 2);
  return Object.fromEntries(
    kept.map(([key, member]) => [by.next() < share / 4 ? `${key}x` : key, changed(member, by, share)]),
  );
}

/** The object with changes that leave its kind and name. */
function changedObject(object: KubernetesObject, by: Random, share: number): KubernetesObject {
  const found = changed(object, by, share);
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const rest = isRecord(found) ? found : {};
  const named = { ...(isRecord(rest['metadata']) ? rest['metadata'] : {}), name, ...(namespace ? { namespace } : {}) };
  return { ...rest, apiVersion, kind, metadata: named };
}

t.test('an explanation of malformed objects never throws', async (t) => {
  t.comment(`seed ${SEED}`);
  const by = random(SEED);
  let steps = 0;
  for (let i = 0; i < COUNT; i++) {
    const { objects, subject } = by.pick(SETUPS);
    const share = by.pick([0.01, 0.03, 0.1]);
    const of = cluster(objects.map((object) => changedObject(object, by, share)));
    for (const one of explainAll(of)) steps += explainLines(one.steps).length;
    steps += explainIn(of, subject).length;
    steps += explainIn(of, {
      kind: 'target',
      url: by.pick(['10.0.0.7:8080', 'http://web.apps.svc/', ':::', '']),
    }).length;
  }
  t.ok(steps > COUNT);
});

t.test('something that is no object is left out', async (t) => {
  const objects = [null, 'x', {}, { kind: 'Service' }] as unknown as KubernetesObject[];
  t.strictSame(explainAll(cluster(objects)), []);
});
