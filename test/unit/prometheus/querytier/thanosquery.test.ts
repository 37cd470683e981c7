// Thanos Query: its Service, its endpoints and its arguments.
import t from 'tap';
import { names, podOf, specOf, sync, templateOf } from '../../../support/thanos.ts';

t.test('the address leads to Thanos Query by the port it always had', async (t) => {
  const { find } = sync({ shards: 2, portName: 'http' });
  const { selector, ports } = specOf(find('Service', 'prometheus-k8s-query')) as {
    selector: Record<string, string>;
    ports: object[];
  };
  t.strictSame(ports, [{ name: 'http', port: 9090, protocol: 'TCP', targetPort: 'http' }]);
  t.match(templateOf(find('Deployment', 'prometheus-k8s-query')).metadata.labels, selector);
  t.match(podOf(find('Deployment', 'prometheus-k8s-query')).containers[0], {
    ports: [{ name: 'http', containerPort: 10902 }],
  });
});

t.test('every shard keeps one strict address, which Thanos Query asks whether the shard answers or not', async (t) => {
  const { endpoints, answer } = sync({ shards: 2, replicas: 2 });
  t.strictSame(endpoints(), [
    { address: 'prometheus-k8s-shard-0.monitoring.svc:10901', strict: true },
    { address: 'prometheus-k8s-shard-1.monitoring.svc:10901', strict: true },
    { address: 'prometheus-k8s-ruler.monitoring.svc:10901', strict: true },
    { address: 'dnssrv+_grpc._tcp.prometheus-k8s-query-shards.monitoring.svc' },
    { address: 'dnssrv+_grpc._tcp.prometheus-k8s-ruler.monitoring.svc' },
  ]);
  const services = names(answer, 'Service');
  for (const { address } of endpoints())
    t.ok(services.includes(/(?:_tcp\.|^)(prometheus-k8s[^.]*)\./.exec(address)?.[1] ?? ''), address);
  t.equal(sync({ shards: 2 }).endpoints().length, 3, 'one replica is not read twice');
});

t.test('an older Thanos is given each address, and one that has no such addresses is refused', async (t) => {
  const { args } = sync({ shards: 2, replicas: 2, thanos: { version: 'v0.37.0' } });
  t.strictSame(
    args('Deployment', 'prometheus-k8s-query').filter((arg) => arg.includes('endpoint')),
    [
      '--endpoint-strict=prometheus-k8s-shard-0.monitoring.svc:10901',
      '--endpoint-strict=prometheus-k8s-shard-1.monitoring.svc:10901',
      '--endpoint-strict=prometheus-k8s-ruler.monitoring.svc:10901',
      '--endpoint=dnssrv+_grpc._tcp.prometheus-k8s-query-shards.monitoring.svc',
      '--endpoint=dnssrv+_grpc._tcp.prometheus-k8s-ruler.monitoring.svc',
    ],
  );
  const old = sync({ shards: 2, thanos: { version: 'v0.23.0' } });
  t.strictSame(names(old.answer, 'Deployment'), []);
  t.match(old.condition('QueryTier'), {
    status: 'False',
    reason: 'VersionTooOld',
    message: /needs Thanos 0\.24\.0: raise spec\.thanos\.version/,
  });
});

t.test(
  'queries are what they are in Prometheus: limits, the step of subqueries, one answer from all replicas',
  async (t) => {
    const query = { timeout: '90s', lookbackDelta: '1d', maxConcurrency: 7 };
    const { args } = sync({
      shards: 2,
      query,
      evaluationInterval: '15s',
      routePrefix: '/prom/',
      externalUrl: 'https://a.example.com/x/prom/',
      logLevel: 'debug',
    });
    t.strictSame(args('Deployment', 'prometheus-k8s-query'), [
      'query',
      '--http-address=:10902',
      '--grpc-address=:10901',
      '--log.level=debug',
      '--query.replica-label=prometheus_replica',
      '--query.replica-label=thanos_ruler_replica',
      '--query.default-evaluation-interval=15s',
      '--query.lookback-delta=86400s',
      '--query.max-concurrent=7',
      '--query.timeout=90s',
      '--web.route-prefix=/prom',
      '--web.external-prefix=/x/prom',
      '--alert.query-url=https://a.example.com/x/prom/',
      '--endpoint.sd-config-file=/etc/thanos/endpoints/endpoints.yaml',
      '--endpoint.sd-config-reload-interval=10s',
      '--http.config=/etc/thanos/web_config/web-config.yaml',
    ]);
    const without = sync({ shards: 2, replicaExternalLabelName: '' }).args('Deployment', 'prometheus-k8s-query');
    t.strictSame(
      without.filter((arg) => arg.startsWith('--query.replica-label')),
      ['--query.replica-label=thanos_ruler_replica'],
    );
  },
);
