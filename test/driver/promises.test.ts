// What users may rely on about the configuration, tried with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import { condition } from '../support/condition.ts';
import { alertmanagerConfig, prometheusConfig } from '../support/config.ts';
import { alertmanager, namespace, prometheus, secret, serviceMonitor } from '../support/objects.ts';
import { STRATEGIES, start } from './monitoring.ts';
import type { World } from './world.ts';

const configOf = async (w: World) => prometheusConfig(await w.get('secrets', 'prometheus-k8s', 'monitoring', 'v1'));
const jobsOf = async (w: World) => (await configOf(w)).scrape_configs.map((job) => job.job_name);

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
