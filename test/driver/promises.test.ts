// What users may rely on, tried with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { alertmanagerConfig, prometheusConfig } from '../support/config.ts';
import {
  alertmanager,
  configMap,
  namespace,
  prometheus,
  prometheusRule,
  secret,
  serviceMonitor,
} from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { infoOf } from './kinds.ts';
import { type World, type WorldOptions, world } from './world.ts';

const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];

const start = async (
  t: { teardown(work: () => unknown): void },
  strategy: Strategy,
  options: Partial<WorldOptions> = {},
): Promise<World> => {
  const w = await world({ strategy, ...options });
  t.teardown(() => w.close());
  await w.apply(namespace('monitoring'));
  return w;
};
const configOf = async (w: World) => prometheusConfig(await w.get('secrets', 'prometheus-k8s', 'monitoring', 'v1'));
const jobsOf = async (w: World) => (await configOf(w)).scrape_configs.map((job) => job.job_name);
const edit = async (
  w: World,
  object: KubernetesObject,
  change: (copy: { metadata: Record<string, unknown>; [field: string]: unknown }) => void,
) => {
  const live = structuredClone(await w.api.get(infoOf(object), object.metadata)) as never as {
    metadata: Record<string, unknown>;
  };
  change(live);
  await w.api.update(live as never, 'kubectl');
  await w.driver.settle();
};

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test('a new ServiceMonitor is scraped, and a deleted one no longer', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      t.strictSame(await jobsOf(w), []);
      await w.apply(serviceMonitor());
      t.strictSame(await jobsOf(w), ['serviceMonitor/monitoring/app/0']);
      await w.remove('servicemonitors', 'app', 'monitoring');
      t.strictSame(await jobsOf(w), []);
    });

    t.test('a bad ServiceMonitor changes nothing but its own condition, which names the mistake', async (t) => {
      const w = await start(t, strategy, { flags: ['--feature-gates=StatusForConfigurationResources=true'] });
      await w.apply(prometheus());
      await w.apply(serviceMonitor());
      const bad = {
        port: 'web',
        relabelings: [{ action: 'replace', regex: 'a(?=b)', targetLabel: 'x', sourceLabels: ['y'] }],
      };
      await w.apply(serviceMonitor({ endpoints: [bad] }, { name: 'bad' }));
      t.strictSame(await jobsOf(w), ['serviceMonitor/monitoring/app/0']);
      const live = await w.get('servicemonitors', 'bad', 'monitoring');
      type Bindings = { bindings?: { name: string; conditions: { status: string; message: string }[] }[] };
      const [binding] = (live?.['status'] as Bindings | undefined)?.bindings ?? [];
      t.equal(binding?.name, 'k8s');
      t.equal(binding?.conditions[0]?.status, 'False');
      t.match(binding?.conditions[0]?.message, /spec\.endpoints\[0\]\.relabelings\[0\]\.regex: "a\(\?=b\)" is not RE2/);
      const accepted = condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'ResourcesAccepted');
      t.equal(accepted?.status, 'False');
      t.match(accepted?.message, /ServiceMonitor monitoring\/bad spec\.endpoints\[0\]/);
    });

    t.test('a Secret that a monitor uses is rotated: the new credential is in use', async (t) => {
      const w = await start(t, strategy);
      await w.apply(secret('creds', { user: 'bob', password: 'old' }));
      const basicAuth = { username: { name: 'creds', key: 'user' }, password: { name: 'creds', key: 'password' } };
      await w.apply(prometheus());
      await w.apply(serviceMonitor({ endpoints: [{ port: 'web', basicAuth }] }));
      t.strictSame((await configOf(w)).scrape_configs[0]?.['basic_auth'], { username: 'bob', password: 'old' });
      await w.apply(secret('creds', { user: 'bob', password: 'new' }));
      t.strictSame((await configOf(w)).scrape_configs[0]?.['basic_auth'], { username: 'bob', password: 'new' });
    });

    t.test('a missing Secret rejects its monitor alone, and its creation brings it in', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      await w.apply(serviceMonitor());
      await w.apply(
        serviceMonitor(
          { endpoints: [{ port: 'web', bearerTokenSecret: { name: 'token', key: 'token' } }] },
          { name: 'other' },
        ),
      );
      t.strictSame(await jobsOf(w), ['serviceMonitor/monitoring/app/0']);
      t.match(
        condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'ResourcesAccepted')?.message,
        /Secret "monitoring\/token" does not exist/,
      );
      await w.apply(secret('token', { token: 'abc' }));
      t.strictSame(await jobsOf(w), ['serviceMonitor/monitoring/app/0', 'serviceMonitor/monitoring/other/0']);
    });

    t.test('labels of a namespace decide the moment they change', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({ serviceMonitorNamespaceSelector: { matchLabels: { watched: 'yes' } } }));
      await w.apply(namespace('shop'));
      await w.apply(serviceMonitor({}, { namespace: 'shop' }));
      t.strictSame(await jobsOf(w), []);
      await w.apply(namespace('shop', { watched: 'yes' }));
      t.strictSame(await jobsOf(w), ['serviceMonitor/shop/app/0']);
      await w.apply(namespace('shop', { watched: 'no' }));
      t.strictSame(await jobsOf(w), []);
    });

    t.test("a user's labels and annotations on children stay, and an edit of ours is taken back", async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({ replicas: 2 }));
      const child = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
      await edit(w, child, (copy) => {
        copy.metadata['labels'] = { ...(copy.metadata['labels'] as object), 'team.example.com/owner': 'me' };
        copy.metadata['annotations'] = { ...(copy.metadata['annotations'] as object), 'example.com/note': 'hands off' };
        (copy['spec'] as Record<string, unknown>)['replicas'] = 7;
      });
      const after = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
      t.equal(after.metadata.labels?.['team.example.com/owner'], 'me');
      t.equal(after.metadata.annotations?.['example.com/note'], 'hands off');
      t.equal((after['spec'] as { replicas: number }).replicas, 2);
    });

    t.test('kubectl rollout restart works: its annotation stays in the pod template', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      const child = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as KubernetesObject;
      await edit(w, child, (copy) => {
        const template = (copy['spec'] as { template: { metadata: { annotations: Record<string, string> } } }).template;
        template.metadata.annotations['kubectl.kubernetes.io/restartedAt'] = '2026-11-24T10:00:00Z';
      });
      await w.apply(prometheus({ replicas: 3 }));
      const after = (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as never as {
        spec: { template: { metadata: KubernetesObject['metadata'] } };
      };
      t.equal(after.spec.template.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'], '2026-11-24T10:00:00Z');
    });

    t.test('a Service of a sibling stays with it, and is adopted after the sibling is deleted', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({}, { name: 'one' }));
      await w.apply(prometheus({ portName: 'other' }, { name: 'two' }));
      const owner = async () =>
        (await w.get('services', 'prometheus-operated', 'monitoring', 'v1'))?.metadata.ownerReferences?.[0]?.name;
      t.equal(await owner(), 'one');
      for (let i = 0; i < 3; i++) await w.driver.resync();
      t.equal(await owner(), 'one');
      await w.remove('prometheuses', 'one', 'monitoring');
      t.equal(await owner(), 'two');
    });

    t.test('a ConfigMap of the user survives beside ours, byte for byte', async (t) => {
      const w = await start(t, strategy);
      await w.apply(configMap('notes', { 'a.yaml': 'groups: []  # mine\n' }));
      await w.apply(prometheus({ ruleSelector: {} }));
      await w.apply(prometheusRule([{ name: 'g', rules: [{ alert: 'Up', expr: 'up == 0' }] }]));
      await w.remove('prometheuses', 'k8s', 'monitoring');
      t.strictSame((await w.get('configmaps', 'notes', 'monitoring', 'v1'))?.['data'], {
        'a.yaml': 'groups: []  # mine\n',
      });
    });

    t.test('paused: nothing changes until it is over', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({ replicas: 1 }));
      w.writes();
      await w.apply(prometheus({ replicas: 4, paused: true }));
      await w.apply(serviceMonitor());
      t.strictSame(
        w.writes().filter((write) => write.verb !== 'status'),
        [],
      );
      await w.apply(prometheus({ replicas: 4, paused: false }));
      t.equal(
        (
          (await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1')) as never as {
            spec: { replicas: number };
          }
        ).spec.replicas,
        4,
      );
      t.strictSame(await jobsOf(w), ['serviceMonitor/monitoring/app/0']);
    });

    t.test('a mistake in the Prometheus itself leaves all children as they are', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      await w.apply(serviceMonitor());
      w.writes();
      await w.apply(prometheus({ additionalScrapeConfigs: { name: 'nowhere', key: 'jobs.yaml' } }));
      t.strictSame(
        w.writes().filter((write) => write.verb !== 'status'),
        [],
      );
      const reconciled = condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'Reconciled');
      t.equal(reconciled?.status, 'False');
      t.match(reconciled?.message, /spec\.additionalScrapeConfigs: Secret "monitoring\/nowhere" does not exist/);
    });

    t.test('storage changes: the StatefulSet is recreated, once', async (t) => {
      const w = await start(t, strategy);
      const storage = (size: string) => ({
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } },
      });
      await w.apply(prometheus(storage('10Gi')));
      const before = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      await w.apply(prometheus(storage('20Gi')));
      const after = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      t.not(after?.metadata.uid, before?.metadata.uid);
      t.match(JSON.stringify(after), /20Gi/);
      w.writes();
      for (let i = 0; i < 3; i++) await w.driver.resync();
      t.strictSame(w.writes(), []);
      t.strictSame(w.driver.errors, []);
    });

    t.test('a StatefulSet whose volumes are deleted with it is not recreated without a request', async (t) => {
      const w = await start(t, strategy);
      const storage = (size: string) => ({
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' },
        storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } },
      });
      await w.apply(prometheus(storage('10Gi')));
      const before = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      await w.apply(prometheus({ ...storage('20Gi'), replicas: 2 }));
      const after = await w.get('statefulsets', 'prometheus-k8s', 'monitoring', 'apps/v1');
      t.equal(after?.metadata.uid, before?.metadata.uid, 'it is still the same');
      t.equal((after?.['spec'] as { replicas?: number } | undefined)?.replicas, 2, 'what can change has changed');
      t.equal(condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'Reconciled')?.reason, 'RecreateRequired');
    });

    t.test('fewer shards: with the policy Retain they stay until their deadline', async (t) => {
      let now = new Date('2026-11-24T10:00:00Z');
      const w = await start(t, strategy, { clock: () => now });
      const policy = { shardRetentionPolicy: { whenScaled: 'Retain' }, retention: '2h' };
      await w.apply(prometheus({ shards: 2, ...policy }));
      await w.apply(prometheus({ shards: 1, ...policy }));
      const second = () => w.get('statefulsets', 'prometheus-k8s-shard-1', 'monitoring', 'apps/v1');
      t.equal(
        (await second())?.metadata.annotations?.['operator.prometheus.io/deletion-deadline'],
        '2026-11-24T12:00:00Z',
      );
      t.equal(w.driver.nextResync(), 60);
      now = new Date('2026-11-24T11:59:00Z');
      await w.driver.resync();
      t.ok(await second());
      now = new Date('2026-11-24T12:00:01Z');
      await w.driver.resync();
      t.notOk(await second());
    });

    t.test(
      'a Prometheus without selectors leaves its configuration Secret to the user, even if the hooks created it',
      async (t) => {
        const w = await start(t, strategy);
        const bare = prometheus({ serviceMonitorSelector: undefined });
        await w.apply(secret('prometheus-mine', { 'prometheus.yaml.gz': 'first' }));
        await w.apply({ ...bare, metadata: { ...bare.metadata, name: 'mine' } });
        await w.apply(bare);
        const read = async (name: string) => (await w.get('secrets', name, 'monitoring', 'v1')) as KubernetesObject;
        t.strictSame(
          (await read('prometheus-mine')).metadata.ownerReferences ?? [],
          [],
          'it stays the property of the user',
        );
        await edit(w, await read('prometheus-k8s'), (copy) => {
          copy['data'] = { 'prometheus.yaml.gz': 'bWluZQ==' };
        });
        for (let i = 0; i < 3; i++) await w.driver.resync();
        t.strictSame((await read('prometheus-k8s'))['data'], { 'prometheus.yaml.gz': 'bWluZQ==' });
        await w.remove('prometheuses', 'mine', 'monitoring');
        t.ok(await read('prometheus-mine'));
      },
    );

    t.test('pods of an Alertmanager wait for its configuration, which then never vanishes', async (t) => {
      const w = await start(t, strategy);
      await w.apply(alertmanager({ replicas: 1 }));
      t.ok(await w.get('statefulsets', 'alertmanager-main', 'monitoring', 'apps/v1'));
      t.notOk(await w.get('secrets', 'alertmanager-main-generated', 'monitoring', 'v1'));
      const raw = 'route:\n  receiver: team\nreceivers:\n- name: team\n';
      await w.apply(secret('alertmanager-main', { 'alertmanager.yaml': raw }));
      const generated = async () =>
        alertmanagerConfig(await w.get('secrets', 'alertmanager-main-generated', 'monitoring', 'v1'));
      t.match(await generated(), { route: { receiver: 'team' } });
      await w.remove('secrets', 'alertmanager-main', 'monitoring', 'v1');
      t.match(await generated(), { route: { receiver: 'team' } });
    });
  });
}
