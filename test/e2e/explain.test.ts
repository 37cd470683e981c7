// `explain --live` on a cluster with running pods: it names the cause of each broken setup first, and says nothing of
// one that is fine.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheus } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { broken, explain } from './explaincommand.ts';
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

      for (const { name, subject, broken: expected } of all) {
        const [kind = '', object = ''] = subject.split('/');
        const where = object === 'elsewhere' ? elsewhere : namespace;
        let found = await explain(subject, where);
        // What a server reports comes with its next scrapes.
        const isThere = async () => {
          found = await explain(subject, where);
          const first = broken(found.steps);
          return expected
            ? first?.link === expected[0]
            : found.steps.some(({ link, status }) => link === 'scrape' && status === 'ok');
        };
        await until(`${name}: ${kind} ${object}`, isThere, 120).catch(() => undefined);
        const first = broken(found.steps);
        t.strictSame(first && [first.link, first.cause], expected, `${name}: ${first?.message ?? 'nothing is broken'}`);
        t.equal(found.code, expected ? 1 : 0, 'exit code');
      }
    });
  },
  { needs: [noNode], propagates: true },
);
