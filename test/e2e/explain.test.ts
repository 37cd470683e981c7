// `explain --live` on a cluster with running pods: it names the cause of each broken setup first, and says nothing of
// one that is fine.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheus } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { broken, type Explanation, explain, explainAll, nameOf } from './explaincommand.ts';
import { setups, shared } from './explained.ts';
import { allowDiscovery, forbidDiscovery, noNode } from './pods.ts';

/** Seconds until pods run and have scraped. */
const TIMEOUT_SECONDS = 300;
const SMALL = { resources: { requests: { cpu: '4m', memory: '50Mi' } } };
const ACCOUNT = 'sees';

await inOneMode(
  (t, on) => {
    t.test('the cause of each broken setup is named first', { timeout: 1_500_000 }, async (t) => {
      const namespace = await on.namespace();
      const elsewhere = await on.namespace();
      const account = (name: string): KubernetesObject => ({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace },
      });
      await on.apply(account(ACCOUNT));
      await on.apply(account('blind'));
      await allowDiscovery(on, namespace, ACCOUNT);
      t.teardown(() => forbidDiscovery(on, namespace, ACCOUNT));
      const selector = (team: string) => ({ matchLabels: { team } });
      const selecting = (team: string, spec: Readonly<Record<string, unknown>>) => ({
        serviceMonitorSelector: selector(team),
        podMonitorSelector: selector(team),
        ruleSelector: selector(team),
        ...SMALL,
        ...spec,
      });
      await on.apply(prometheus(selecting('a', { serviceAccountName: ACCOUNT }), { namespace, name: 'k8s' }));
      await on.apply(prometheus(selecting('blind', { serviceAccountName: 'blind' }), { namespace, name: 'blind' }));
      await on.apply(
        prometheus(selecting('imageless', { image: 'registry.invalid/none:v1' }), { namespace, name: 'imageless' }),
      );
      const pod = async (name: string) => on.get('Pod', name, namespace);
      const first = await until('Prometheus has a pod', () => pod('prometheus-k8s-0'), TIMEOUT_SECONDS);
      const { containers } = first['spec'] as {
        readonly containers: readonly { readonly name: string; readonly image: string }[];
      };
      const image = containers.find(({ name }) => name === 'prometheus')?.image ?? '';
      const place = { namespace, elsewhere, image };
      for (const object of shared(place)) await on.apply(object);
      const all = setups(place);
      for (const { objects } of all) for (const object of objects) await on.apply(object);
      for (const name of ['web', 'prometheus-k8s-0', 'prometheus-blind-0'])
        await until(`pod ${name} is ready`, async () => condition(await pod(name), 'Ready')?.status === 'True', 300);

      const found = () => explainAll([namespace, elsewhere]);
      const causeOf = (all: readonly Explanation[], subject: string) => {
        const one = all.find((each) => nameOf(each) === subject);
        const first = one && broken(one.steps);
        return first && [first.link, first.cause];
      };
      let last = await found();
      // What a server reports comes with its next scrapes.
      const isEvery = async () => {
        last = await found();
        return all.every(({ subject, broken: expected }) => `${causeOf(last, subject)}` === `${expected}`);
      };
      await until('every cause is named', isEvery, TIMEOUT_SECONDS).catch(() => undefined);
      for (const { name, subject, broken: expected } of all) t.strictSame(causeOf(last, subject), expected, name);

      const fine = await explain('servicemonitor/fine', namespace);
      t.match(fine.steps.at(-1), { link: 'scrape', status: 'ok' });
      t.equal(fine.code, 0);
      t.equal((await explain('servicemonitor/refused', namespace)).code, 1);
    });
  },
  { needs: [noNode], propagates: true },
);
