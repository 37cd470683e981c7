// Users edit their rule ConfigMap in every way kubectl has while syncs go on: what they wrote is what is there.
import t from 'tap';
import type { ConfigMap, KubernetesObject } from '../../hooks/core/meta.ts';
import { namespace, prometheus } from '../support/objects.ts';
import { type Random, random } from '../support/random.ts';
import type { Strategy } from './apply.ts';
import { resourceInfo } from './kinds.ts';
import { type World, world } from './world.ts';

type Data = Readonly<Record<string, string>>;
type Way = (w: World, live: ConfigMap, bare: ConfigMap) => Promise<unknown>;

const SEEDS: readonly [Strategy, number][] = [
  ['server-side-apply', 7],
  ['dynamic-apply', 8],
];
const CONFIG_MAPS = resourceInfo('v1', 'configmaps');
const NAME = { name: 'k8s-rules', namespace: 'monitoring' };
const file = (alert: string, expr = 'up == 0') =>
  `groups:\n- name: app\n  rules:\n  - alert: ${alert}\n    expr: ${expr}\n`;
const KEYS = ['a.yaml', 'b.yml', 'c.rules', 'notes.txt', 'd.yaml'];
const TEXTS = [
  file('A'),
  file('B', 'sum(up) by (job)'),
  file('C', '('),
  'groups: [',
  '',
  '# mine\n\n\tx',
  'ünïcode: "\u2028"\n',
];

const mapOf = async (w: World) => (await w.get('configmaps', NAME.name, NAME.namespace, 'v1')) as ConfigMap | undefined;

const WAYS: Readonly<Record<string, Way>> = {
  edit: (w, live, { data }) => w.api.update({ ...live, data } as KubernetesObject, 'kubectl-edit'),
  apply: (w, _live, bare) => w.api.apply(bare, 'kubectl'),
  replace: (w, live, bare) =>
    w.api.update({ ...bare, metadata: { ...NAME, resourceVersion: live.metadata.resourceVersion ?? '' } }, 'kubectl'),
  label: (w, live, { data }) =>
    w.api.update(
      {
        ...live,
        data,
        metadata: { ...live.metadata, labels: { ...live.metadata.labels, mine: 'yes' } },
      } as KubernetesObject,
      'kubectl',
    ),
  deleteAndCreate: async (w, _live, bare) => {
    await w.api.delete(CONFIG_MAPS, NAME);
    await w.api.create(bare, 'kubectl');
  },
};

function changed(data: Data, { next, pick }: Random): Data {
  const key = pick(KEYS);
  const rest = Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));
  return next() < 0.25 ? rest : { ...rest, [key]: pick(TEXTS) };
}

/** One edit; gives what the ConfigMap holds then. */
async function edit(w: World, data: Data, by: Random): Promise<Data> {
  const bare: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: NAME, data };
  const live = await mapOf(w);
  if (live) await WAYS[by.pick(Object.keys(WAYS))]?.(w, live, bare);
  else await w.api.create(bare, 'kubectl');
  return { ...(await mapOf(w))?.data };
}

const sorted = (data: Data) => Object.entries(data).sort();

for (const [strategy, seed] of SEEDS)
  t.test(
    `with ${strategy}: 600 syncs among 200 random edits change not a byte of the user`,
    { timeout: 300_000 },
    async (t) => {
      const w = await world({ strategy });
      t.teardown(() => w.close());
      const by = random(seed);
      await w.apply(namespace('monitoring'));
      await w.apply(prometheus());
      let data: Data = {};
      let differences = 0;
      for (let sync = 0; sync < 600; sync++) {
        if (sync % 3 === 0) data = await edit(w, changed(data, by), by);
        // A Prometheus that is paused or broken answers with the children as they are.
        if (sync % 50 === 25)
          await w.apply(prometheus({ paused: by.next() < 0.5, version: by.pick(['v3.13.2', 'nonsense']) }));
        await w.driver.resync();
        if (JSON.stringify(sorted((await mapOf(w))?.data ?? {})) !== JSON.stringify(sorted(data))) differences++;
      }
      t.equal(differences, 0);
      t.strictSame(w.driver.errors, []);
      t.ok(await mapOf(w));
    },
  );
