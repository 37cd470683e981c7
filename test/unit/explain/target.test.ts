import t from 'tap';
import { explain } from '../../../hooks/explain/explain.ts';
import { firstBroken } from '../../../hooks/explain/step.ts';
import { endpointSlice, pod, READY, scrapeConfig, service, serviceMonitor, setup, without } from './world.ts';

const JOB = 'serviceMonitor/apps/web/0';
const target = (url: string) => ({ kind: 'target', url }) as const;

t.test('a target that a server reports as up is up', async (t) => {
  const facts = {
    servers: [
      {
        kind: 'Prometheus',
        namespace: 'monitoring',
        name: 'k8s',
        targets: { activeTargets: [{ scrapePool: JOB, scrapeUrl: 'http://10.0.0.7:8080/metrics', health: 'up' }] },
      },
    ],
  };
  const steps = explain(setup(serviceMonitor()), facts, target('http://10.0.0.7:8080/metrics'));
  t.strictSame(
    steps.map(({ status }) => status),
    ['ok', 'ok'],
  );
});

t.test('the chain of the monitor that is for an address is shown', async (t) => {
  const steps = explain(setup(serviceMonitor({}, { labels: {} })), {}, target('10.0.0.7:8080'));
  t.match(steps[0], { message: /ServiceMonitor apps\/web is for 10.0.0.7:8080/ });
  t.match(firstBroken(steps), { link: 'selection', cause: 'LabelMissing' });
});

t.test('the name of a Service is an address too', async (t) => {
  const steps = explain(setup(serviceMonitor()), {}, target('http://web.apps.svc:80/metrics'));
  t.equal(firstBroken(steps), undefined);
  t.ok(steps.length > 5);
});

t.test('an address that no monitor selects names its Service and the nearest monitor', async (t) => {
  const objects = setup(serviceMonitor({ selector: { matchLabels: { app: 'wbe' } } }));
  t.match(firstBroken(explain(objects, {}, target('10.0.0.7:8080'))), {
    cause: 'NoMonitor',
    message: /Service apps\/web has the address.*ServiceMonitor apps\/web: label app is "web"/,
  });
});

t.test('annotations for another way of scraping are named', async (t) => {
  const annotated = service();
  const objects = without(setup(), 'Service').concat({
    ...annotated,
    metadata: { ...annotated.metadata, annotations: { 'prometheus.io/scrape': 'true' } },
  });
  t.match(firstBroken(explain(objects, {}, target('10.0.0.7:8080'))), { message: /annotations prometheus.io/ });
});

t.test('another port of a monitored pod is not scraped', async (t) => {
  const ports = [
    { name: 'metrics', containerPort: 8080 },
    { name: 'admin', containerPort: 9000 },
  ];
  const objects = setup(
    serviceMonitor(),
    pod({ containers: [{ name: 'app', image: 'a', ports }] }, {}, READY),
    endpointSlice(),
  );
  t.match(firstBroken(explain(objects, {}, target('10.0.0.7:9000'))), { cause: 'PortNotScraped', message: /9000/ });
});

t.test('a static target of a ScrapeConfig is found', async (t) => {
  const objects = setup(scrapeConfig({ staticConfigs: [{ targets: ['db.example.com:9100'] }] }));
  const steps = explain(objects, {}, target('http://db.example.com:9100/metrics'));
  t.match(steps[0], { message: /ScrapeConfig apps\/web is for/ });
  t.equal(firstBroken(steps), undefined);
});

t.test('an address of nothing is no address of the cluster', async (t) => {
  t.match(firstBroken(explain(setup(), {}, target('10.9.9.9:1'))), { cause: 'AddressUnknown' });
});
