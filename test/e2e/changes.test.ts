// Changes that users make, and what comes of them, on a real API server.

import { condition } from '../support/condition.ts';
import { prometheusConfig } from '../support/config.ts';
import { configMap, prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import type { Env } from './env.ts';

type Auth = { readonly basic_auth?: { readonly username: string; readonly password: string } };

const config = async (on: Env, namespace: string, name = 'k8s') =>
  prometheusConfig(await on.get('Secret', `prometheus-${name}`, namespace));
const jobs = (on: Env, namespace: string, want: readonly string[]) =>
  until(`the scrape jobs are ${want.join(', ') || 'none'}`, async () => {
    const names = (await config(on, namespace)).scrape_configs.map((job) => job.job_name);
    return JSON.stringify(names) === JSON.stringify(want);
  });

await inBothModes((t, on) => {
  t.test('a new ServiceMonitor is scraped, and a deleted one no longer', async () => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    await jobs(on, namespace, []);
    const monitor = await on.apply(serviceMonitor({}, { namespace }));
    await jobs(on, namespace, [`serviceMonitor/${namespace}/app/0`]);
    await on.delete(monitor);
    await jobs(on, namespace, []);
  });

  t.test('a bad ServiceMonitor changes nothing but its own condition, which names the field', async (t) => {
    const namespace = await on.namespace();
    const parent = await on.apply(prometheus({}, { namespace }));
    await on.apply(serviceMonitor({}, { namespace }));
    await jobs(on, namespace, [`serviceMonitor/${namespace}/app/0`]);
    const before = await on.rested(namespace);
    const relabelings = [{ action: 'replace', regex: 'a(?=b)', targetLabel: 'x', sourceLabels: ['y'] }];
    await on.apply(serviceMonitor({ endpoints: [{ port: 'web', relabelings }] }, { namespace, name: 'bad' }));
    const failed = await until('the Prometheus names it', async () => {
      const found = condition(await on.get('Prometheus', 'k8s', namespace), 'ResourcesAccepted');
      return found?.status === 'False' ? found : undefined;
    });
    t.match(failed.message, /bad spec\.endpoints\[0\]\.relabelings\[0\]\.regex/);
    const bindings = await until('its own status says so', async () => {
      const live = await on.get('ServiceMonitor', 'bad', namespace);
      return (live?.['status'] as { bindings?: { conditions: { status: string }[] }[] } | undefined)?.bindings;
    });
    t.equal(bindings[0]?.conditions[0]?.status, 'False');
    await on.nudge(parent);
    t.strictSame(await on.versions(namespace), before, 'no child has changed');
  });

  t.test('a Secret that a monitor uses is rotated: the new credential is in use', async () => {
    const namespace = await on.namespace();
    const password = (want: string) =>
      until(`the password is ${want}`, async () => {
        const [job] = (await config(on, namespace)).scrape_configs as readonly Auth[];
        return job?.basic_auth?.password === want;
      });
    await on.apply(secret('creds', { user: 'bob', password: 'old' }, { namespace }));
    await on.apply(prometheus({}, { namespace }));
    const basicAuth = { username: { name: 'creds', key: 'user' }, password: { name: 'creds', key: 'password' } };
    await on.apply(serviceMonitor({ endpoints: [{ port: 'web', basicAuth }] }, { namespace }));
    await password('old');
    await on.apply(secret('creds', { user: 'bob', password: 'new' }, { namespace }));
    await password('new');
  });

  t.test('a missing Secret keeps its monitor out, and its creation brings it in', async () => {
    const namespace = await on.namespace();
    await on.apply(prometheus({}, { namespace }));
    await on.apply(serviceMonitor({}, { namespace }));
    const endpoints = [{ port: 'web', authorization: { credentials: { name: 'token', key: 'token' } } }];
    await on.apply(serviceMonitor({ endpoints }, { namespace, name: 'other' }));
    await until('the Prometheus reports what is missing', async () =>
      condition(await on.get('Prometheus', 'k8s', namespace), 'ResourcesAccepted')?.message.includes(
        `"${namespace}/token"`,
      ),
    );
    await jobs(on, namespace, [`serviceMonitor/${namespace}/app/0`]);
    await on.apply(secret('token', { token: 'abc' }, { namespace }));
    await jobs(on, namespace, [`serviceMonitor/${namespace}/app/0`, `serviceMonitor/${namespace}/other/0`]);
  });

  t.test('labels of a namespace decide the moment they change', async () => {
    const [namespace, shop] = [await on.namespace(), await on.namespace()];
    await on.apply(
      prometheus({ serviceMonitorNamespaceSelector: { matchLabels: { watched: namespace } } }, { namespace }),
    );
    await on.apply(serviceMonitor({}, { namespace: shop }));
    await jobs(on, namespace, []);
    const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: shop } };
    await on.patch(space, { metadata: { labels: { watched: namespace } } });
    await jobs(on, namespace, [`serviceMonitor/${shop}/app/0`]);
    await on.patch(space, { metadata: { labels: { watched: null } } });
    await jobs(on, namespace, []);
  });

  t.test('rules are written, changed and removed; what the user has beside them stays', async (t) => {
    const namespace = await on.namespace();
    const notes = { 'a.yaml': 'groups: []  # mine\n' };
    await on.apply(configMap('notes', notes, { namespace }));
    await on.apply(prometheus({ ruleSelector: {} }, { namespace }));
    const rule = await on.apply(
      prometheusRule([{ name: 'g', rules: [{ alert: 'Down', expr: 'up == 0' }] }], { namespace }),
    );
    const has = (text: string, there: boolean) =>
      until(`${text} is ${there ? '' : 'not '}among the rules`, async () => {
        const maps = await on.list('v1', 'ConfigMap', namespace);
        return (
          JSON.stringify(maps.filter(({ metadata }) => metadata.name.startsWith('prometheus-k8s-rule'))).includes(
            text,
          ) === there
        );
      });
    await has('Down', true);
    await on.apply(prometheusRule([{ name: 'g', rules: [{ alert: 'Away', expr: 'up == 0' }] }], { namespace }));
    await has('Away', true);
    await has('Down', false);
    await on.delete(rule);
    await has('Away', false);
    t.strictSame((await on.get('ConfigMap', 'notes', namespace))?.['data'], notes);
  });
});
