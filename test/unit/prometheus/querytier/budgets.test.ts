// Budgets for evictions behind a query tier: a drain never takes both replicas of a shard, and the status says where
// that is not so.
import t from 'tap';
import { customizePrometheus } from '../../../../hooks/controllers/prometheus/customize.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../../hooks/core/options.ts';
import { podDisruptionBudget, prometheus, readyPod } from '../../../support/objects.ts';
import { applied } from '../../../support/requests.ts';
import { synced } from '../../../support/tiered.ts';

const options = parseOptions();
const SPEC = { shards: 2, replicas: 2, serviceMonitorSelector: {} };
const budget = (name: string, matchLabels: Readonly<Record<string, string>>): KubernetesObject =>
  podDisruptionBudget({ minAvailable: 1, selector: { matchLabels } }, { name });
/** What kube-prometheus brings. */
const THEIRS = budget('prometheus-k8s', {
  'app.kubernetes.io/name': 'prometheus',
  'app.kubernetes.io/instance': 'k8s',
});
/** Metacontroller has sent budgets, and none is for these pods. */
const OTHER = budget('other', { app: 'other' });

interface Given {
  readonly children?: readonly KubernetesObject[];
  readonly related?: readonly KubernetesObject[];
  readonly of?: Options;
}
function sync(spec: object, { children = [], related = [OTHER], of = options }: Given = {}) {
  const parent = prometheus({ ...SPEC, ...spec }, { uid: 'me' });
  const { answer, condition } = synced(parent, children, related, of);
  const budgets = answer.children.filter(({ kind }) => kind === 'PodDisruptionBudget');
  return {
    parent,
    answer,
    budgets,
    names: budgets.map(({ metadata }) => metadata.name),
    available: condition('HighlyAvailable'),
  };
}
const selectorOf = (object: KubernetesObject | undefined) =>
  (object?.['spec'] as { readonly selector?: unknown } | undefined)?.selector;

t.test('each shard and the tier have a budget, of the pods that their StatefulSet has', async (t) => {
  const { answer, budgets, names } = sync({});
  t.strictSame(names, ['prometheus-k8s-shard-0', 'prometheus-k8s-shard-1', 'prometheus-k8s-query']);
  for (const [i, set] of ['prometheus-k8s', 'prometheus-k8s-shard-1', 'prometheus-k8s-query'].entries()) {
    const found = answer.children.find(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === set);
    t.strictSame(
      budgets[i]?.['spec'],
      { maxUnavailable: 1, selector: selectorOf(found), unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      `${set}: one at a time`,
    );
  }
});

t.test('of a Thanos tier both parts have one', async (t) => {
  const { names } = sync({ thanos: {} }, { of: parseOptions(['--query-tier=auto']) });
  t.strictSame(names.sort(), [
    'prometheus-k8s-query',
    'prometheus-k8s-ruler',
    'prometheus-k8s-shard-0',
    'prometheus-k8s-shard-1',
  ]);
});

t.test('without a tier there is no budget, and budgets are selected only if a tier is possible', async (t) => {
  for (const [what, shards, of, asks] of [
    ['one shard', 1, options, false],
    ['as the Go operator does it', 2, { ...options, parity: true }, false],
    ['no tier, but an annotation may bring one any time', 2, parseOptions(['--query-tier=none']), true],
  ] as const) {
    const { parent, names, available } = sync({ shards }, { of });
    t.strictSame(names, [], what);
    t.equal(available, undefined, what);
    const asked = customizePrometheus({ parent }, of).relatedResources;
    t.equal(
      asked.some(({ resource }) => resource === 'poddisruptionbudgets'),
      asks,
      what,
    );
  }
});

t.test('a tier that stays with one shard still selects budgets', async (t) => {
  const parent = {
    ...prometheus({ ...SPEC, shards: 1 }, { uid: 'me' }),
    status: { conditions: [{ type: 'QueryComplete', status: 'True' }] },
  };
  t.ok(
    customizePrometheus({ parent }, options).relatedResources.some(
      ({ resource }) => resource === 'poddisruptionbudgets',
    ),
  );
});

t.test(
  'where a budget of the user selects the pods ours are left out, since two would forbid every eviction',
  async (t) => {
    const { names, available } = sync(
      { podMetadata: { labels: { 'app.kubernetes.io/instance': 'k8s' } } },
      { related: [THEIRS] },
    );
    t.strictSame(names, []);
    t.match(available?.message, /created: prometheus-k8s selects the pods$/, 'said once, not for each shard');
  },
);

t.test("a user's budget of our name is not taken over, and our own counts as ours", async (t) => {
  t.strictSame(sync({}, { related: [budget('prometheus-k8s-shard-1', { app: 'other' })] }).names, [
    'prometheus-k8s-shard-0',
    'prometheus-k8s-query',
  ]);
  const { budgets, parent } = sync({});
  t.equal(sync({}, { related: applied(budgets, parent) }).names.length, 3);
});

t.test('until Metacontroller has sent the budgets of the namespace the hooks create none', async (t) => {
  const { names, available } = sync({}, { related: [] });
  t.strictSame(names, []);
  t.match(available?.message, /has not sent those/);
});

t.test('the status reports which pods must not fail', async (t) => {
  t.match(sync({ replicas: 1 }).available, {
    status: 'False',
    reason: 'SingleReplica',
    message: /Two replicas avoid that/,
  });
  t.strictSame(sync({ replicas: 1 }).names, []);
  const { answer, parent } = sync({});
  const made = applied(answer.children, parent);
  const pods = made.filter(({ kind }) => kind === 'StatefulSet').flatMap((set) => [readyPod(set, 0), readyPod(set, 1)]);
  const look = (without: string) =>
    sync({}, { children: made, related: [OTHER, ...pods.filter(({ metadata }) => metadata.name !== without)] })
      .available;
  t.match(look('prometheus-k8s-shard-1-0'), {
    status: 'False',
    reason: 'TooFewReplicas',
    message: /^fewer than two pods are ready of prometheus-k8s-shard-1$/,
  });
  t.match(look(''), { status: 'True', message: '' });
});
