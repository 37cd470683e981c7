// docs/sharding.md with running pods, by Thanos: two shards with sidecars, one address, rules over both, an alert at
// Alertmanager, and a shard that is gone.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { receiver } from '../support/alertreceiver.ts';
import { condition } from '../support/condition.ts';
import { prometheus, prometheusRule, secret } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { kubectlBinary } from './kubeconfig.ts';
import { machine, scrapeMachine } from './machine.ts';
import { type Answer, hostAddress, nodeElsewhere } from './pods.ts';

const SMALL = { requests: { cpu: '4m', memory: '50Mi' } };
const TARGETS = 12;
/** Seconds until pods are started, have found each other and have scraped. */
const TIMEOUT_SECONDS = 420;
const { WITH_THANOS } = process.env;
const THANOS = join(dirname(kubectlBinary()), 'thanos');

const noThanos = (): string | false =>
  WITH_THANOS === '1' && existsSync(THANOS)
    ? false
    : 'no Thanos: WITH_THANOS=1 for test/cluster/up.sh, which builds it, and for this test';

interface Answered {
  readonly data: { readonly result: readonly Answer[] };
  readonly warnings?: readonly string[];
}

await inOneMode(
  (t, on) => {
    t.test('Thanos answers, evaluates and alerts for two shards', { timeout: 1_800_000 }, async (t) => {
      const host = await hostAddress(on);
      const namespace = await on.namespace();
      const [{ ports, close }, alertmanager] = [await machine(TARGETS), await receiver('0.0.0.0')];
      t.teardown(async () => {
        close();
        await alertmanager.stop();
      });
      const rules = [
        { alert: 'AllThere', expr: `count(up{job="machine"}) == ${TARGETS}` },
        { alert: 'Missing', expr: `count(up{job="machine"}) < ${TARGETS}` },
        { record: 'machine:answer:sum', expr: 'sum(answer)' },
      ];
      await on.apply(prometheusRule([{ name: 'shop', interval: '5s', rules }], { name: 'shop', namespace }));
      await on.apply(scrapeMachine(namespace, host ?? '', ports));
      const alertmanagers = JSON.stringify([
        { static_configs: [{ targets: [`${host}:${new URL(`http://${alertmanager.address}`).port}`] }] },
      ]);
      await on.apply(secret('alertmanagers', { 'alertmanagers.yaml': alertmanagers }, { namespace }));
      await on.apply(
        prometheus(
          {
            shards: 2,
            thanos: { resources: SMALL },
            scrapeConfigSelector: {},
            ruleSelector: {},
            resources: SMALL,
            additionalAlertManagerConfigs: { name: 'alertmanagers', key: 'alertmanagers.yaml' },
          },
          { name: 'shop', namespace, annotations: { 'prometheus-metacontroller.dev/query-tier': 'auto' } },
        ),
      );
      const ask = async (expr: string): Promise<Answered> => {
        const service = `/api/v1/namespaces/${namespace}/services/prometheus-shop-query:web`;
        const path = `${service}/proxy/api/v1/query?query=${encodeURIComponent(expr)}`;
        return JSON.parse(await on.client.text(path)) as Answered;
      };
      const value = async (expr: string): Promise<string> => (await ask(expr)).data.result[0]?.value[1] ?? 'none';
      const said = async (type: string) => condition(await on.get('Prometheus', 'shop', namespace), type);
      const sees = async (expr: string, want: string): Promise<boolean> => (await value(expr).catch(() => '')) === want;

      await until(
        'the address answers for both shards',
        () => sees('count(up{job="machine"} == 1)', String(TARGETS)),
        TIMEOUT_SECONDS,
      );
      await until(
        'the ruler has recorded over both',
        () => sees('machine:answer:sum', String(42 * TARGETS)),
        TIMEOUT_SECONDS,
      );
      await until(
        'QueryComplete is True',
        async () => (await said('QueryComplete'))?.status === 'True',
        TIMEOUT_SECONDS,
      );
      const received = () =>
        [...alertmanager.notices.keys()].map((labels) => Object.fromEntries(JSON.parse(labels) as [string, string][]));
      await until(
        'Alertmanager is notified',
        () => received().some(({ alertname }) => alertname === 'AllThere'),
        TIMEOUT_SECONDS,
      );
      t.strictSame(
        received(),
        [{ alertname: 'AllThere', prometheus: `${namespace}/shop` }],
        'one alert, as from one server without shards',
      );

      const gone = await on.get('StatefulSet', 'prometheus-shop-shard-1', namespace);
      t.ok(gone, 'there is a second shard');
      const go = await on.pauseEngine();
      if (gone) await on.patch(gone, { spec: { replicas: 0 } });
      await until(
        'answers warn that a shard is missing',
        async () => ((await ask('count(up)').catch(() => undefined))?.warnings?.length ?? 0) > 0,
        120,
      );
      await go();
      await until(
        'and come back with it',
        () => sees('count(up{job="machine"} == 1)', String(TARGETS)),
        TIMEOUT_SECONDS,
      );
      t.notOk(
        received().some(({ alertname }) => alertname === 'Missing'),
        'rules waited for the shard',
      );
    });
  },
  { needs: [nodeElsewhere, noThanos] },
);
