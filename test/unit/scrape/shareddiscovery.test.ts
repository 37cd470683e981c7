// One Kubernetes discovery of all namespaces for all jobs: every job has the same entry, and keeps what it would find
// with an entry of its own.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import type { Section } from '../../../hooks/core/section.ts';
import { NO_ASSETS } from '../../../hooks/references/assets.ts';
import { relabel } from '../../../hooks/relabel/process.ts';
import { compileRules, relabelOptions } from '../../../hooks/relabel/rule.ts';
import { sharesDiscovery } from '../../../hooks/scrape/job/kubernetes.ts';
import { SCRAPE_KINDS } from '../../../hooks/scrape/kinds.ts';
import { serviceMonitor } from '../../support/objects.ts';
import { version } from '../../support/releases.ts';
import { context } from '../../support/scrapecontext.ts';

const podMonitor = (spec: object, namespace: string): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'app', namespace },
  spec: { selector: {}, podMetricsEndpoints: [{ port: 'web' }], ...spec },
});
const probe = (targets: object, namespace: string): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Probe',
  metadata: { name: 'app', namespace },
  spec: { prober: { url: 'prober:9115' }, targets },
});

function jobOf(object: KubernetesObject, spec: object = {}, mode: 'server' | 'daemonset' = 'server'): Section {
  const kind = SCRAPE_KINDS.find((one) => one.kind === object.kind);
  const { name, namespace = '' } = object.metadata;
  const subject = { name, namespace, assets: NO_ASSETS };
  const [job] = kind?.jobs(object, subject, { ...context(spec, mode), sharesDiscovery: true }) ?? [];
  if (!job) throw new Error('no job');
  return job;
}

const LABEL = '__meta_kubernetes_namespace';
const entryOf = (job: Section) => (job['kubernetes_sd_configs'] as readonly Section[])[0];

/** Whether a job keeps a target of a namespace, by its rules about the namespace. */
function keeps(job: Section, namespace: string): boolean {
  const options = relabelOptions(version('v3.13.2'));
  const rules = job['relabel_configs'] as readonly Section[];
  const own = rules.filter((rule) => rule['action'] === 'keep' && String(rule['source_labels']) === LABEL);
  const compiled = compileRules(own, options);
  if (!('rules' in compiled)) throw new Error('an invalid rule');
  return 'labels' in relabel({ [LABEL]: namespace }, compiled.rules, options);
}

t.test('monitors of different namespaces have the same entry, and keep their own namespaces', async (t) => {
  const one = jobOf(serviceMonitor({}, { namespace: 'a' }));
  const two = jobOf(serviceMonitor({ namespaceSelector: { matchNames: ['b', 'b-c'] } }, { namespace: 'x' }));
  t.strictSame(entryOf(one), { role: 'endpoints' });
  t.strictSame(entryOf(two), entryOf(one), 'Prometheus makes one discovery of equal entries');
  t.strictSame(
    ['a', 'b', 'aa', 'a.'].map((namespace) => keeps(one, namespace)),
    [true, false, false, false],
  );
  t.strictSame(
    ['b', 'b-c', 'x', 'b-'].map((namespace) => keeps(two, namespace)),
    [true, true, false, false],
  );
});

t.test('PodMonitors and Ingresses of Probes share it too', async (t) => {
  const pods = jobOf(podMonitor({}, 'a'));
  t.strictSame(entryOf(pods), { role: 'pod' });
  t.strictSame([keeps(pods, 'a'), keeps(pods, 'b')], [true, false]);
  const ingresses = jobOf(probe({ ingress: { namespaceSelector: { matchNames: ['b'] } } }, 'a'));
  t.strictSame(entryOf(ingresses), { role: 'ingress' });
  t.strictSame([keeps(ingresses, 'b'), keeps(ingresses, 'a')], [true, false]);
});

t.test('a monitor of all namespaces has no such rule', async (t) => {
  const job = jobOf(serviceMonitor({ namespaceSelector: { any: true } }, { namespace: 'a' }));
  t.strictSame(entryOf(job), { role: 'endpoints' });
  t.notMatch(JSON.stringify((job['relabel_configs'] as readonly Section[])[0]), /keep/);
});

t.test('with ignoreNamespaceSelectors it keeps its own namespace, whatever it selects', async (t) => {
  const monitor = serviceMonitor({ namespaceSelector: { any: true } }, { namespace: 'a' });
  const job = jobOf(monitor, { ignoreNamespaceSelectors: true });
  t.strictSame([keeps(job, 'a'), keeps(job, 'b')], [true, false]);
});

t.test('an entry with selectors for the API server stays as it is', async (t) => {
  const monitor = serviceMonitor({ selectorMechanism: 'RoleSelector' }, { namespace: 'a' });
  t.match(entryOf(jobOf(monitor)), { namespaces: { names: ['a'] } });
  t.match(entryOf(jobOf(podMonitor({}, 'a'), {}, 'daemonset')), { namespaces: { names: ['a'] } }, 'pods of one node');
});

t.test('the annotation counts before the flag, and parity has neither', async (t) => {
  const shared = parseOptions(['--discovery=shared']);
  const annotated = (value: string) => ({
    name: 'k8s',
    annotations: { 'prometheus-metacontroller.dev/discovery': value },
  });
  t.equal(sharesDiscovery({ name: 'k8s' }, parseOptions()), false);
  t.equal(sharesDiscovery({ name: 'k8s' }, shared), true);
  t.equal(sharesDiscovery(annotated('shared'), parseOptions()), true);
  t.equal(sharesDiscovery(annotated('namespaces'), shared), false);
  t.equal(sharesDiscovery(annotated('shared'), { ...shared, parity: true }), false);
});
