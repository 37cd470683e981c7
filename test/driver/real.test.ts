// Whole setups of the field, driven as Metacontroller would drive them, in both apply modes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Strategy } from './apply.ts';
import { kindKey } from './kinds.ts';
import { type World, world } from './world.ts';

const REAL = resolve(import.meta.dirname, '../../../shared/conformance/cases/real');
const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
const PARENTS: readonly string[] = ['Prometheus', 'Alertmanager', 'ThanosRuler', 'PrometheusAgent'];

const load = (name: string): KubernetesObject[] =>
  (loadAll(readFileSync(`${REAL}/${name}/input.yaml`, 'utf8')) as KubernetesObject[])
    .filter(Boolean)
    .map((object) =>
      object.metadata.namespace || object.kind === 'Namespace'
        ? object
        : { ...object, metadata: { ...object.metadata, namespace: 'default' } },
    );

const isUsers = (object: KubernetesObject, given: readonly KubernetesObject[]) =>
  given.some(
    (item) =>
      kindKey(item) === kindKey(object) &&
      item.metadata.name === object.metadata.name &&
      item.metadata.namespace === object.metadata.namespace,
  );

async function create(w: World, objects: readonly KubernetesObject[]): Promise<void> {
  const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined));
  for (const name of namespaces)
    await w.apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    });
  for (const object of objects.filter(({ kind }) => kind !== 'Namespace')) await w.api.create(object, 'kubectl');
  await w.driver.settle();
}

const cases = existsSync(REAL) ? readdirSync(REAL) : [];
if (cases.length === 0)
  t.test('setups of the field', { skip: '../shared/conformance is not beside the project' }, async () => {});

for (const strategy of STRATEGIES) {
  for (const name of cases) {
    t.test(`${name} converges with ${strategy}, and then ten more syncs write nothing`, async (t) => {
      const w = await world({ strategy, flags: ['--feature-gates=StatusForConfigurationResources=true'] });
      t.teardown(() => w.close());
      await create(w, load(name));
      t.strictSame(w.driver.errors, [], 'no sync failed');
      t.ok(w.writes().length > 0, 'children were written');
      for (let i = 0; i < 10; i++) await w.driver.resync();
      t.strictSame(w.writes(), [], 'nothing more is written');
      w.driver.restart();
      await w.driver.resync();
      t.strictSame(
        w.writes().filter((write) => write.changed),
        [],
        'nothing changes after a restart of Metacontroller',
      );
    });

    for (const withoutFinalize of [false, true]) {
      t.test(
        `${name} leaves nothing behind with ${strategy} ${withoutFinalize ? 'without' : 'with'} finalize hooks`,
        async (t) => {
          const w = await world({ strategy, withoutFinalize });
          t.teardown(() => w.close());
          const given = load(name);
          await create(w, given);
          for (const { kind, metadata } of given.filter((object) => PARENTS.includes(object.kind))) {
            const resource = `${kind.toLowerCase()}${kind === 'Prometheus' ? 'es' : 's'}`;
            await w.remove(resource, metadata.name, metadata.namespace);
          }
          for (const object of given.filter((item) => !PARENTS.includes(item.kind) && item.kind !== 'Namespace')) {
            const live = w.api.all().find((item) => isUsers(item, [object]));
            t.ok(live, `${object.kind} ${object.metadata.name} of the user is still there`);
          }
          const left = w.api
            .all()
            .filter(
              (object) =>
                object.kind !== 'Namespace' && !isUsers(object, given) && !object.metadata.name.endsWith('-assets'),
            )
            .map((object) => `${object.kind} ${object.metadata.name}`);
          t.strictSame(left, [], 'no child is left');
          t.strictSame(w.driver.errors, [], 'no sync failed');
        },
      );
    }
  }
}
