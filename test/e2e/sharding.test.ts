// docs/sharding.md with running pods: a Prometheus goes from one shard to three and back to two, and whoever asks at
// its address, or waits for its alerts, does not notice. Then nodes are drained.
import { condition } from '../support/condition.ts';
import { prometheus, prometheusRule } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { machine, scrapeMachine } from './machine.ts';
import { type Answer, evict, hostAddress, nodeElsewhere, targets } from './pods.ts';

const SMALL = { requests: { cpu: '4m', memory: '50Mi' } };
const TARGETS = 12;
/**
 * The shard that loses a target ends its series with a marker of the time of the next scrape, which it writes a tenth of
 * an interval after the one that follows (github.com/prometheus/prometheus: scrape, endOfRunStaleness). The other shard
 * has a newer sample by then, unless its scrape is late by more than this tenth. On a busy machine that has to be long.
 */
const INTERVAL = '20s';
/** Seconds until pods are started, have a new configuration and have scraped. */
const TIMEOUT_SECONDS = 420;
const TIER = 'prometheus-shop-query-0';
const FIRING = 'ALERTS{alertstate="firing"}';

await inOneMode(
  (t, on) => {
    t.test(
      'one shard, three, two: the address answers for all targets, and no alert begins or ends',
      { timeout: 1_800_000 },
      async (t) => {
        const host = await hostAddress(on);
        const namespace = await on.namespace();
        const { ports, close } = await machine(TARGETS);
        t.teardown(close);
        // A scrape that comes too late on a busy machine is a target that is down, and it is there.
        const ALL = 'count(up{job="machine"})';
        const rules = [
          { alert: 'AllThere', expr: `${ALL} == ${TARGETS}`, for: '10s' },
          { alert: 'Missing', expr: `absent(up{job="machine"}) or ${ALL} < ${TARGETS}` },
          { record: 'machine:answer:sum', expr: 'sum(answer)' },
        ];
        await on.apply(prometheusRule([{ name: 'shop', interval: '5s', rules }], { name: 'shop', namespace }));
        await on.apply(scrapeMachine(namespace, host ?? '', ports, INTERVAL));
        const of = (shards: number, replicas = 1) =>
          prometheus(
            { shards, replicas, scrapeConfigSelector: {}, ruleSelector: {}, resources: SMALL },
            { name: 'shop', namespace, annotations: { 'prometheus-metacontroller.dev/query-tier': 'remote-read' } },
          );
        /** An answer, and whether it says that a shard did not answer in time. */
        const query = async (expr: string): Promise<{ result: readonly Answer[]; isPartial: boolean }> => {
          const service = `/api/v1/namespaces/${namespace}/services/prometheus-shop-query:web`;
          const path = `${service}/proxy/api/v1/query?query=${encodeURIComponent(expr)}`;
          const { data, warnings = [] } = JSON.parse(await on.client.text(path)) as {
            data: { result: Answer[] };
            warnings?: readonly string[];
          };
          return { result: data.result, isPartial: warnings.length > 0 };
        };
        const ask = async (expr: string) => (await query(expr)).result;
        const count = async (expr: string): Promise<string> => (await ask(expr))[0]?.value[1] ?? 'none';
        const said = async (type: string) => condition(await on.get('Prometheus', 'shop', namespace), type);
        const of0 = async () => (await on.get('Pod', 'prometheus-shop-0', namespace))?.metadata.uid;
        /** Everything that the address says until the targets have moved. */
        const move = async (shards: number): Promise<ReadonlySet<string>> => {
          const seen = new Set<string>();
          await on.apply(of(shards));
          let begun = false;
          await until(
            `targets are on ${shards} shards`,
            async () => {
              const [alerts, all] = [await query(FIRING), await query(ALL)];
              const names = alerts.result.map(({ metric }) => metric['alertname']).join();
              if (!alerts.isPartial && !all.isPartial)
                seen.add(`${all.result[0]?.value[1] ?? 'none'} targets, ${names}`);
              const state = await said('Resharding');
              begun ||= state?.status === 'True';
              return begun && state?.status === 'False';
            },
            TIMEOUT_SECONDS,
          );
          return seen;
        };
        const spread = async (shards: number): Promise<number> => {
          const pods = Array.from({ length: shards }, (_, i) =>
            i === 0 ? 'prometheus-shop-0' : `prometheus-shop-shard-${i}-0`,
          );
          const all = await Promise.all(pods.map((pod) => targets(on, namespace, pod)));
          return all.flat().length;
        };

        await on.apply(of(1));
        await until(
          'the only shard has all',
          async () => (await count(ALL).catch(() => '')) === String(TARGETS),
          TIMEOUT_SECONDS,
        );
        await until(
          'its alert alone fires',
          async () => (await ask(FIRING)).map(({ metric }) => metric['alertname']).join() === 'AllThere',
          TIMEOUT_SECONDS,
        );
        const first = await of0();

        t.strictSame([...(await move(3))], [`${TARGETS} targets, AllThere`], 'on the way to three shards');
        await until('each target is on one of three', async () => (await spread(3)) === TARGETS, TIMEOUT_SECONDS);
        t.equal(await of0(), first, 'the first shard went on');
        t.equal((await said('QueryComplete'))?.status, 'True');
        await until(
          'the tier records over all',
          async () => (await count('machine:answer:sum')) === String(42 * TARGETS),
          TIMEOUT_SECONDS,
        );
        t.strictSame((await targets(on, namespace, TIER)).map(({ health }) => health).sort(), ['up', 'up', 'up']);

        t.strictSame([...(await move(2))], [`${TARGETS} targets, AllThere`], 'on the way to two');
        await until('each target is on one of two', async () => (await spread(2)) === TARGETS, TIMEOUT_SECONDS);
        t.equal(await on.get('StatefulSet', 'prometheus-shop-shard-2', namespace), undefined);
        t.equal(await count('machine:answer:sum'), String(42 * TARGETS));

        t.match(await said('HighlyAvailable'), { status: 'False', reason: 'SingleReplica' });
        await on.apply(of(2, 2));
        await until(
          'any pod may be gone',
          async () => (await said('HighlyAvailable'))?.status === 'True',
          TIMEOUT_SECONDS,
        );
        const [one, other] = ['prometheus-shop-shard-1-0', 'prometheus-shop-shard-1-1'];
        await until('a replica may be evicted', () => evict(on, namespace, one), TIMEOUT_SECONDS);
        t.notOk(await evict(on, namespace, other), 'the other one may not, until the first is back');
        await until(
          'the shard has two again',
          async () => (await said('HighlyAvailable'))?.status === 'True',
          TIMEOUT_SECONDS,
        );
        await until('the other one may be evicted', () => evict(on, namespace, other), TIMEOUT_SECONDS);
        // Without a volume a new pod knows nothing before its first scrapes.
        await until('all targets are there', async () => (await count(ALL)) === String(TARGETS), TIMEOUT_SECONDS);
      },
    );
  },
  { needs: [nodeElsewhere] },
);
