// Rule files of users in ConfigMaps: what they may rely on, with Metacontroller's behaviour in both apply modes.
import t from 'tap';
import type { ConfigMap, KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheusConfig } from '../support/config.ts';
import { configMap, namespace, prometheus, prometheusRule, serviceMonitor } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { resourceInfo } from './kinds.ts';
import { type World, type WorldOptions, world } from './world.ts';

const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
const OWN = 'prometheus-metacontroller.dev';
const CONFIG_MAPS = resourceInfo('v1', 'configmaps');
const JOINS = { [`${OWN}/prometheus-rules`]: 'true' };
const travels = (monitor: string) => ({ [`${OWN}/servicemonitor-rules`]: monitor });
const file = (alert: string, expr = 'up == 0') =>
  `groups:\n- name: app\n  rules:\n  - alert: ${alert}\n    expr: ${expr}\n`;

const start = async (
  t: { teardown(work: () => unknown): void },
  strategy: Strategy,
  more: Partial<WorldOptions> = {},
): Promise<World> => {
  const w = await world({ strategy, ...more });
  t.teardown(() => w.close());
  await w.apply(namespace('monitoring'));
  return w;
};
const rulesMap = async (w: World, name = 'k8s-rules') =>
  (await w.get('configmaps', name, 'monitoring', 'v1')) as ConfigMap | undefined;
/** All rule files that the pods read. */
const written = async (w: World): Promise<Record<string, string>> => {
  const maps = (await w.api.list(CONFIG_MAPS)) as readonly ConfigMap[];
  const generated = maps.filter(({ metadata }) => metadata.name.startsWith('prometheus-k8s-rulefiles-'));
  return Object.assign({}, ...generated.map(({ data }) => data));
};
const texts = async (w: World) => Object.values(await written(w)).join('---\n');
const rulesValid = async (w: World) => condition(await w.get('prometheuses', 'k8s', 'monitoring'), 'RulesValid');
/** As `kubectl edit` does it: the live object with other data. */
const edit = async (w: World, data: Record<string, string>, name = 'k8s-rules') => {
  const live = await rulesMap(w, name);
  await w.api.update({ ...live, data } as KubernetesObject, 'kubectl-edit');
  await w.driver.settle();
};

for (const strategy of STRATEGIES) {
  t.test(`with ${strategy}`, async (t) => {
    t.test('a new Prometheus has an empty ConfigMap; what is filled in becomes rules, and it rests', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      t.strictSame((await rulesMap(w))?.data ?? {}, {});
      const config = async () => prometheusConfig(await w.get('secrets', 'prometheus-k8s', 'monitoring', 'v1'));
      t.notOk('rule_files' in (await config()), 'without rules no directory is read');
      await edit(w, { 'app.yaml': file('Down') });
      t.match(await texts(w), /alert: Down/);
      t.match((await config()) as object, {
        rule_files: ['/etc/prometheus/rules/prometheus-k8s-rulefiles-0/*.yaml', String, String],
      });
      t.match(await rulesValid(w), { status: 'True', message: '' });
      w.writes();
      for (let i = 0; i < 5; i++) await w.driver.resync();
      t.strictSame(w.writes(), []);
    });

    t.test(
      'a broken edit is reported with key, group and rule, and the last good copy stays; other keys go on',
      async (t) => {
        const w = await start(t, strategy);
        await w.apply(prometheus());
        await edit(w, { 'app.yaml': file('Down'), 'other.yaml': file('Other') });
        const broken = file('Down', 'sum(up').replace('- alert', '- alert: First\n    expr: up\n  - alert');
        await edit(w, { 'app.yaml': broken, 'other.yaml': file('Changed'), 'notes.txt': 'mine' });
        const found = await rulesValid(w);
        t.match(found, { status: 'False', reason: 'InvalidRuleFile' });
        t.match(
          found?.message,
          /^ConfigMap monitoring\/k8s-rules key app\.yaml: group "app" rule 2 \(alert "Down"\) expr: is not valid/,
        );
        t.match(found?.message, /is not valid PromQL: .* \(the last valid copy stays in use\)$/);
        const now = await texts(w);
        t.match(now, /alert: Down\n {4}expr: up == 0/);
        t.match(now, /alert: Changed/);
        t.notMatch(now, /First|Other/);
        t.equal((await rulesMap(w))?.data?.['app.yaml'], broken, 'what the user wrote is as it was');
        await edit(w, { 'app.yaml': file('Up', 'up == 1') });
        t.match(await texts(w), /alert: Up/);
        t.notMatch(await texts(w), /Changed/);
        t.equal((await rulesValid(w))?.status, 'True');
      },
    );

    t.test(
      'a file that never was good is left out, and a key that is no rule file is said not to be read',
      async (t) => {
        const w = await start(t, strategy);
        await w.apply(prometheus());
        await edit(w, { 'a.yaml': 'groups: 5', 'b.yml': file('Fine') });
        t.equal(Object.keys(await written(w)).length, 1);
        t.match((await rulesValid(w))?.message, /key a\.yaml: groups: must be a list/);
        await edit(w, { readme: 'x', 'b.yml': file('Fine') });
        t.match(await rulesValid(w), { status: 'True', message: /key readme: is not read/ });
      },
    );

    t.test('ruleSelector {} takes ConfigMaps with the label, and no others', async (t) => {
      const w = await start(t, strategy);
      await w.apply(namespace('shop'));
      await w.apply(configMap('plain', { 'x.yaml': file('Plain') }));
      await w.apply(configMap('joined', { 'x.yaml': file('Joined') }, { namespace: 'shop', labels: JOINS }));
      await w.apply(prometheus({ ruleSelector: {}, ruleNamespaceSelector: {} }));
      t.match(await texts(w), /Joined/);
      t.notMatch(await texts(w), /Plain/);
      await w.apply(prometheus({ ruleSelector: { matchLabels: { team: 'a' } }, ruleNamespaceSelector: {} }));
      t.notMatch(await texts(w), /Joined/);
      await w.apply(
        configMap('joined', { 'x.yaml': file('Joined') }, { namespace: 'shop', labels: { ...JOINS, team: 'a' } }),
      );
      t.match(await texts(w), /Joined/);
      await w.remove('configmaps', 'joined', 'shop', 'v1');
      t.notMatch(await texts(w), /Joined/);
    });

    t.test('rules that travel with a ServiceMonitor see its targets alone', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      await w.apply(serviceMonitor({ endpoints: [{ port: 'web', honorLabels: true }] }));
      await w.apply(serviceMonitor({}, { name: 'other' }));
      await w.apply(
        configMap(
          'app-alerts',
          { 'x.yaml': file('Slow', 'rate(x_total[5m]) > on(job) up') },
          { labels: travels('app') },
        ),
      );
      const label = 'servicemonitor="monitoring/app"';
      t.ok((await texts(w)).includes(`expr: rate(x_total{${label}}[5m]) > on (job) up{${label}}`));
      t.match(await texts(w), /labels:\n {6}servicemonitor: monitoring\/app/);
      type Job = { job_name: string; relabel_configs: object[]; metric_relabel_configs?: object[] };
      const config = prometheusConfig(await w.get('secrets', 'prometheus-k8s', 'monitoring', 'v1'));
      const jobs = config.scrape_configs as unknown as readonly Job[];
      const job = (name: string) => jobs.find(({ job_name }) => job_name === `serviceMonitor/monitoring/${name}/0`);
      const marker = { target_label: 'servicemonitor', replacement: 'monitoring/app' };
      t.strictSame(job('app')?.metric_relabel_configs?.at(-1), marker, 'no metric can remove the marker');
      t.ok(job('app')?.relabel_configs.some((rule) => JSON.stringify(rule) === JSON.stringify(marker)));
      t.notMatch(JSON.stringify(job('other')), /"servicemonitor"/);
      await w.remove('servicemonitors', 'app', 'monitoring');
      t.strictSame(await written(w), {}, 'they go where it goes');
    });

    t.test('what cannot be narrowed is refused with a reason', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      await w.apply(serviceMonitor());
      const refused = async (text: string) => {
        await w.apply(configMap('app-alerts', { 'x.yaml': text }, { labels: travels('app') }));
        t.strictSame(await written(w), {});
        return (await rulesValid(w))?.message;
      };
      t.match(
        await refused(file('A', 'up{servicemonitor="monitoring/other"} == 0')),
        /selects servicemonitor="monitoring\/other".*remove the matcher/,
      );
      const template = `${file('A')}    annotations:\n      text: '{{ query "up" }}'\n`;
      t.match(await refused(template), /annotations\.text: the template calls query/);
      t.match(
        await refused(`${file('A')}    labels:\n      servicemonitor: x\n`),
        /labels\.servicemonitor: is set to monitoring\/app/,
      );
      await w.apply(serviceMonitor({ endpoints: [{ port: 'web', interval: '5s', scrapeTimeout: '10s' }] }));
      t.match(await refused(file('A')), /ServiceMonitor monitoring\/app, which is rejected/);
    });

    t.test('an enforced namespace label is on the files of users too, also on copies from before', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      await edit(w, { 'app.yaml': file('Down') });
      await edit(w, { 'app.yaml': 'broken: [' });
      t.match(await texts(w), /expr: up == 0/);
      await w.apply(prometheus({ enforcedNamespaceLabel: 'tenant' }));
      t.match(await texts(w), /expr: up\{tenant="monitoring"\} == 0/);
    });

    t.test('a ConfigMap that the user made first is read and stays the user’s', async (t) => {
      const w = await start(t, strategy);
      await w.apply(configMap('k8s-rules', { 'app.yaml': file('Mine') }));
      const before = await rulesMap(w);
      await w.apply(prometheus());
      t.match(await texts(w), /Mine/);
      t.strictSame(await rulesMap(w), before);
      await w.remove('prometheuses', 'k8s', 'monitoring');
      t.strictSame(await rulesMap(w), before);
    });

    t.test('one that was created goes with its Prometheus, unless the user has released it', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus());
      await edit(w, { 'app.yaml': file('Down') });
      await w.remove('prometheuses', 'k8s', 'monitoring');
      t.equal(await rulesMap(w), undefined);

      await w.apply(prometheus());
      await edit(w, { 'app.yaml': file('Kept') });
      const live = await rulesMap(w);
      const { 'controller-uid': _uid, ...labels } = live?.metadata.labels ?? {};
      await w.api.update({ ...live, metadata: { ...live?.metadata, labels } } as KubernetesObject, 'kubectl-label');
      await w.driver.settle();
      t.match(await texts(w), /Kept/);
      t.strictSame((await rulesMap(w))?.metadata.ownerReferences ?? [], []);
      await w.remove('prometheuses', 'k8s', 'monitoring');
      t.match((await rulesMap(w))?.data, { 'app.yaml': file('Kept') });
    });

    t.test('the annotation prevents its creation, and never deletes an existing one', async (t) => {
      const w = await start(t, strategy);
      const mode = (value: string) => ({ annotations: { [`${OWN}/rules-configmap`]: value } });
      await w.apply(prometheus({}, mode('read')));
      t.equal(await rulesMap(w), undefined);
      await w.apply(configMap('k8s-rules', { 'app.yaml': file('Read') }));
      t.match(await texts(w), /Read/);
      await w.remove('configmaps', 'k8s-rules', 'monitoring', 'v1');
      await w.apply(prometheus({}, mode('create')));
      await edit(w, { 'app.yaml': file('Created') });
      await w.apply(prometheus({}, mode('ignore')));
      t.match((await rulesMap(w))?.data, { 'app.yaml': file('Created') }, 'it is still there');
      t.strictSame(await written(w), {}, 'but no server reads it');
    });

    t.test('a mistake in a PrometheusRule is reported with group and rule as well', async (t) => {
      const w = await start(t, strategy);
      await w.apply(prometheus({ ruleSelector: {} }));
      await w.apply(prometheusRule([{ name: 'g', rules: [{ record: 'a:b', expr: 'rate(up)' }] }]));
      t.match(
        (await rulesValid(w))?.message,
        /^PrometheusRule monitoring\/rules: group "g" rule 1 \(record "a:b"\) expr: is not valid PromQL/,
      );
    });
  });
}
