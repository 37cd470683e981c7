// A user edits an object while the driver writes to it: both changes stay, and no sync fails.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { alertmanager, namespace } from '../support/objects.ts';
import { infoOf } from './kinds.ts';
import { type World, world } from './world.ts';

const NAMESPACE = 'monitoring';
const live = (w: World) => w.get('alertmanagers', 'main', NAMESPACE);

/** Before each of the next `times` calls of `verb` for an Alertmanager, a user puts an annotation on it. */
function quicker(w: World, verb: 'update' | 'updateStatus', times: number): void {
  const write = w.api[verb];
  let edits = 0;
  w.api[verb] = async (object: KubernetesObject, manager: string) => {
    if (object.kind === 'Alertmanager' && edits < times) {
      edits++;
      const now = await w.api.get(infoOf(object), object.metadata);
      if (now) {
        const metadata = {
          ...now.metadata,
          annotations: { ...now.metadata.annotations, [`edit-${verb}-${edits}`]: 'mine' },
        };
        await (verb === 'update' ? write : w.api.update)({ ...now, metadata }, 'kubectl');
      }
    }
    return write(object, manager);
  };
}

for (const strategy of ['server-side-apply', 'dynamic-apply'] as const)
  t.test(`with ${strategy}`, async (t) => {
    const start = async (test: typeof t): Promise<World> => {
      const w = await world({ strategy });
      test.teardown(() => w.close());
      await w.apply(namespace(NAMESPACE));
      return w;
    };

    t.test('an edit while the status is written', async (t) => {
      const w = await start(t);
      quicker(w, 'updateStatus', 3);
      await w.apply(alertmanager({ replicas: 3 }));
      t.strictSame(w.driver.errors, []);
      const found = await live(w);
      t.match(found?.metadata.annotations, { 'edit-updateStatus-1': 'mine', 'edit-updateStatus-3': 'mine' });
      t.equal(condition(found, 'Reconciled')?.status, 'True');
    });

    t.test('an edit while the finalizer is put on', async (t) => {
      const w = await start(t);
      quicker(w, 'update', 1);
      await w.apply(alertmanager({ replicas: 3 }));
      t.strictSame(w.driver.errors, []);
      t.match((await live(w))?.metadata, { annotations: { 'edit-update-1': 'mine' } });
    });

    t.test('edits that never end make the sync fail, and it is tried again', async (t) => {
      const w = await start(t);
      quicker(w, 'updateStatus', 4);
      await w.apply(alertmanager({ replicas: 3 }));
      t.match(w.driver.errors, [{ parent: 'monitoring/main', message: /modified/ }]);
      t.equal(condition(await live(w), 'Reconciled')?.status, 'True');
    });
  });
