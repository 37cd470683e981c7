// The ConfigMaps with reports of targets, and which of them a monitor reads.
import t from 'tap';
import { reportRules, reportsOf } from '../../../../hooks/controllers/assets/reports.ts';
import { syncPrometheus } from '../../../../hooks/controllers/prometheus/sync.ts';
import { inputs, listers } from '../../../../hooks/core/inputs.ts';
import type { ConfigMap, KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { takes } from '../../../../hooks/core/related.ts';
import { reportMaps, reportsIn, TARGETS_LABEL, targetLabels } from '../../../../hooks/prometheus/targets/configmaps.ts';
import { jobOwner, jobsOf } from '../../../../hooks/scrape/jobnames.ts';
import { prometheusConfig } from '../../../support/config.ts';
import { configMap, namespace, prometheus, serviceMonitor } from '../../../support/objects.ts';
import { kindMap } from '../../../support/requests.ts';

const options = parseOptions(['--target-health-namespaces=monitoring,other']);
const parent = prometheus();
const monitors = (count: number) =>
  Array.from({ length: count }, (_, i) => serviceMonitor({}, { name: `app-${i}`, namespace: 'shop' }));
const mapsOf = (count: number, before: readonly ConfigMap[] = []): ConfigMap[] => {
  const entries = new Map(monitors(count).map((one, i) => [jobsOf(one), { up: i, down: 0 }]));
  return reportMaps(parent, entries, before, options).map((one) => ({
    ...one,
    metadata: {
      ...one.metadata,
      ownerReferences: [{ apiVersion: '', kind: 'Prometheus', name: 'k8s', uid: 'me', controller: true }],
    },
  }));
};
const partsOf = ([first]: readonly ConfigMap[]) => first?.metadata.labels?.[TARGETS_LABEL]?.split('-')[0];

t.test('a few monitors have one ConfigMap, many have parts of about sixty', async (t) => {
  t.strictSame(
    [1, 64, 65, 1024, 1025].map((count) => partsOf(mapsOf(count))),
    ['1', '1', '16', '16', '128'],
  );
  t.strictSame(
    mapsOf(3).map(({ metadata }) => metadata.name),
    ['prometheus-k8s-targets'],
  );
  t.strictSame(mapsOf(0), [], 'nothing to report, no ConfigMap');
  const many = mapsOf(70);
  t.equal(partsOf(mapsOf(60, many)), '16', 'a few less do not move all');
  t.equal(partsOf(mapsOf(32, many)), '1');
});

t.test('each monitor selects exactly the ConfigMap with its line', async (t) => {
  for (const count of [10, 200, 1100]) {
    const maps = mapsOf(count);
    for (const [i, monitor] of monitors(count).entries()) {
      if (i % 10 > 0) continue;
      const rules = reportRules(monitor, options);
      const related = maps.filter((map) => rules.some((rule) => takes(rule, map, new Map())));
      t.equal(related.length, 1);
      const found = reportsOf(monitor, listers(kindMap(related)).configMaps, options);
      t.strictSame(found, [{ namespace: 'monitoring', name: 'k8s', entry: { up: i, down: 0 } }]);
    }
  }
});

t.test('ConfigMaps of others report nothing', async (t) => {
  const [monitor] = monitors(1) as [KubernetesObject];
  const [own] = mapsOf(1) as [ConfigMap];
  const found = (change: Partial<ConfigMap['metadata']>, data = own.data) => {
    const changed = { ...own, data, metadata: { ...own.metadata, ...change } } as KubernetesObject;
    return reportsOf(monitor, listers(kindMap([changed])).configMaps, options).length;
  };
  t.equal(found({}), 1);
  t.equal(found({ namespace: 'tenant' }), 0, 'of a namespace that is not listed');
  t.equal(found({ ownerReferences: [] }), 0, 'of no Prometheus');
  t.equal(found({ labels: {} }), 0);
  t.equal(found({}, { 'targets.json': '{' }), 0, 'damaged');
  t.equal(found({}, { 'targets.json': '{"serviceMonitor/shop/app-0": 1}' }), 0);
  t.strictSame(reportsOf(monitor, listers(kindMap([own])).configMaps, parseOptions()), [], 'the option is off');
  t.equal(reportsIn(configMap('x', {})).size, 0);
  t.strictSame(reportRules(monitor, parseOptions()), []);
  t.equal(targetLabels(jobsOf(monitor)).length, 3);
});

t.test('the jobs of each kind of scrape object lead to it', async (t) => {
  const object = (kind: string, spec: object, apiVersion = 'monitoring.coreos.com/v1'): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name: 'a', namespace: 'monitoring' },
    spec,
  });
  const objects = [
    serviceMonitor({ endpoints: [{ port: 'a' }, { port: 'b' }] }),
    object('PodMonitor', { selector: {}, podMetricsEndpoints: [{ port: 'a' }] }),
    object('Probe', { prober: { url: 'p:1' }, targets: { staticConfig: { static: ['x'] } } }),
    object('ScrapeConfig', { staticConfigs: [{ targets: ['x:1'] }] }, 'monitoring.coreos.com/v1alpha1'),
  ];
  const selectors = { podMonitorSelector: {}, probeSelector: {}, scrapeConfigSelector: {} };
  const request = {
    parent: prometheus(selectors, { uid: 'me' }),
    children: {},
    related: kindMap([namespace('monitoring'), ...objects]),
    finalizing: false,
  };
  const { children } = syncPrometheus(inputs(request), undefined, new Date(0), options);
  const secret = children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-k8s');
  const jobs = prometheusConfig(secret).scrape_configs?.map(({ job_name: job }) => String(job)) ?? [];
  t.equal(jobs.length, 5);
  t.strictSame([...new Set(jobs.map(jobOwner))], objects.map(jobsOf));
  t.strictSame(['node', 'serviceMonitor/a/b', 'probe/a/b/0', 'federate/a/b'].map(jobOwner), Array(4).fill(undefined));
});
