// A Thanos tier: what a sharded Prometheus with sidecars has beside its shards, and what it says where it cannot have
// it.
import t from 'tap';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { prometheus, prometheusRule, readyPod } from '../../../support/objects.ts';
import { applied } from '../../../support/requests.ts';
import { names, options, podOf, rulesIn, specOf, sync, templateOf } from '../../../support/thanos.ts';

t.test('shards with sidecars keep their labels and only scrape; Thanos answers, and a ruler evaluates', async (t) => {
  const { answer, find, config } = sync({ shards: 2, replicas: 2 });
  t.strictSame(names(answer, 'StatefulSet'), ['prometheus-k8s', 'prometheus-k8s-shard-1', 'prometheus-k8s-ruler']);
  t.strictSame(names(answer, 'Deployment'), ['prometheus-k8s-query']);
  const shards = config('prometheus-k8s');
  t.notOk(shards['rule_files'] || shards['alerting'], 'shards see a part of the targets: rules would be wrong there');
  t.match(
    shards.global['external_labels'],
    { cluster: 'eu', prometheus_replica: '$(POD_NAME)' },
    'sidecars do not start without',
  );
  t.match(podOf(find('Deployment', 'prometheus-k8s-query')).containers, [
    { name: 'thanos-query', image: 'quay.io/thanos/thanos:v0.42.4' },
  ]);
  t.equal(specOf(find('Deployment', 'prometheus-k8s-query'))['replicas'], 2);
  t.equal(specOf(find('StatefulSet', 'prometheus-k8s-ruler'))['replicas'], 2);
});

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

t.test('no Service of the servers leads to Thanos, and no selector of a shard takes its pods', async (t) => {
  const { answer, find } = sync({
    shards: 2,
    podMetadata: { labels: { 'app.kubernetes.io/name': 'prometheus', team: 'a' } },
  });
  const labels = [find('Deployment', 'prometheus-k8s-query'), find('StatefulSet', 'prometheus-k8s-ruler')].map(
    (set) => templateOf(set).metadata.labels,
  );
  for (const pod of labels) t.equal(pod['team'], 'a', 'labels of the user are there as on the servers');
  const takes = (selector: Record<string, string>, pod: Record<string, string>) =>
    Object.entries(selector).every(([key, value]) => pod[key] === value);
  const selectors = answer.children.flatMap((child): [string, Record<string, string>][] => {
    const { selector } = (specOf(child) ?? {}) as {
      selector?: Record<string, string> & { matchLabels?: Record<string, string> };
    };
    return selector ? [[`${child.kind} ${child.metadata.name}`, selector.matchLabels ?? selector]] : [];
  });
  const own = /^(Service prometheus-k8s-(query|query-operated|ruler)|Deployment .*|StatefulSet .*-ruler)$/;
  for (const [name, selector] of selectors)
    t.equal(
      labels.some((pod) => takes(selector, pod)),
      own.test(name),
      name,
    );
  t.match(answer.status['selector'], /^(?!.*shard!=)/, 'an autoscaler counts shards alone, without a word about it');
});

t.test(
  'a shard that is gone is never forgotten: it has one address that is asked whether it answers or not',
  async (t) => {
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
  },
);

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

t.test(
  'all rules go to the ruler with their strategy, and what they record and alert is labelled as before',
  async (t) => {
    const { answer, args, file } = sync({ shards: 2, retention: '15d', enforcedNamespaceLabel: 'namespace' });
    const rules = rulesIn(answer, 'prometheus-k8s-ruler-rulefiles-');
    t.match(rules, /partial_response_strategy: warn/);
    t.match(rules, /name: own/, 'rules of the ConfigMap that users fill too');
    t.equal(rulesIn(answer, 'prometheus-k8s-rulefiles-'), '{}', 'Prometheus would refuse a file with that strategy');
    const ruler = args('StatefulSet', 'prometheus-k8s-ruler');
    for (const arg of [
      '--eval-interval=30s',
      '--tsdb.retention=15d',
      '--label=cluster="eu"',
      '--label=prometheus="monitoring/k8s"',
      '--alert.label-drop=thanos_ruler_replica',
    ])
      t.ok(ruler.includes(arg), arg);
    t.notMatch(ruler.join(), /prometheus_replica/);
    t.strictSame(file('prometheus-k8s-ruler-config', 'query.yaml'), [
      { scheme: 'http', static_configs: ['dnssrv+_web._tcp.prometheus-k8s-query-operated.monitoring.svc'] },
    ]);
    t.match(
      sync(
        { shards: 2 },
        { related: [prometheusRule([{ name: 'g', rules: [{ record: 'r', expr: 'info(up)' }] }])] },
      ).condition('RulesValid'),
      {
        status: 'False',
      },
    );
  },
);

t.test('info() is accepted: Thanos does not read over remote read', async (t) => {
  const rule = prometheusRule([{ name: 'g', rules: [{ record: 'r', expr: 'info(up)' }] }], { name: 'enriched' });
  const { condition, args } = sync(
    { shards: 2, enableFeatures: ['promql-experimental-functions', 'exemplar-storage'] },
    { related: [rule] },
  );
  t.equal(condition('ResourcesAccepted')?.status, 'True');
  for (const [kind, name] of [
    ['Deployment', 'prometheus-k8s-query'],
    ['StatefulSet', 'prometheus-k8s-ruler'],
  ] as const)
    t.ok(args(kind, name).includes('--enable-feature=promql-experimental-functions'), name);
});

t.test('TLS of the web port and of gRPC is that of the servers', async (t) => {
  const tlsConfig = { cert: { secret: { name: 'tls', key: 'crt' } }, keySecret: { name: 'tls', key: 'key' } };
  const grpcServerTlsConfig = { certFile: '/c/tls.crt', keyFile: '/c/tls.key', caFile: '/c/ca.crt' };
  const mounted = {
    volumes: [
      { name: 'c', secret: { secretName: 'grpc' } },
      { name: 'big', emptyDir: {} },
    ],
  };
  const thanos = { grpcServerTlsConfig, volumeMounts: [{ name: 'c', mountPath: '/c' }] };
  const { find, args, file, endpointsFile } = sync({ shards: 2, web: { tlsConfig }, ...mounted, thanos });
  const query = podOf(find('Deployment', 'prometheus-k8s-query'));
  t.match(query.containers[0]?.readinessProbe, { httpGet: { path: '/-/ready', scheme: 'HTTPS' } });
  t.ok(query.volumes.some(({ name }) => name === 'c'));
  t.notOk(query.volumes.some(({ name }) => name === 'big'));
  t.match(endpointsFile(), {
    default_client_config: {
      tls_config: { enabled: true, insecure_skip_verify: true, cert_file: '/c/tls.crt', key_file: '/c/tls.key' },
    },
  });
  t.ok(args('StatefulSet', 'prometheus-k8s-ruler').includes('--grpc-server-tls-cert=/c/tls.crt'));
  t.match(file('prometheus-k8s-ruler-config', 'query.yaml'), [
    { scheme: 'https', http_config: { tls_config: { insecure_skip_verify: true } } },
  ]);
  const older = sync({ shards: 2, ...mounted, thanos: { ...thanos, version: 'v0.41.0' } }).args(
    'Deployment',
    'prometheus-k8s-query',
  );
  t.ok(older.includes('--grpc-client-tls-secure') && older.includes('--grpc-client-tls-cert=/c/tls.crt'));
});

t.test('pods of the tier go where those of the servers go, and need none of their ports on the host', async (t) => {
  const spec = {
    nodeSelector: { disk: 'ssd' },
    imagePullSecrets: [{ name: 'pull' }],
    serviceAccountName: 'prom',
    hostNetwork: true,
    securityContext: { runAsUser: 7 },
  };
  const spread = {
    maxSkew: 1,
    topologyKey: 'zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    additionalLabelSelectors: 'OnShard',
  };
  const { find } = sync({ shards: 2, ...spec, topologySpreadConstraints: [spread] });
  for (const set of [find('Deployment', 'prometheus-k8s-query'), find('StatefulSet', 'prometheus-k8s-ruler')]) {
    const { hostNetwork, ...pod } = podOf(set);
    const { hostNetwork: _not, ...shared } = spec;
    t.match(pod, shared);
    t.equal(hostNetwork, undefined);
    const [own] = pod['topologySpreadConstraints'] as { labelSelector: { matchLabels: object } }[];
    t.match(templateOf(set).metadata.labels, own?.labelSelector.matchLabels ?? { not: 'there' });
  }
});

t.test('which tier a word means, and what is said where it cannot be', async (t) => {
  const look = (word: string, spec: object) => {
    const { answer, condition } = sync({ shards: 2, ...spec }, { of: parseOptions([`--query-tier=${word}`]) });
    const has =
      names(answer, 'Deployment').length > 0
        ? 'thanos'
        : names(answer, 'StatefulSet').includes('prometheus-k8s-query')
          ? 'remote-read'
          : 'none';
    return [has, condition('QueryTier')?.reason];
  };
  const bare = { thanos: undefined };
  const KEYS = { keyFile: '/k', certFile: '/c', clientCAFile: '/a' };
  const cases: [word: string, spec: object, has: string, reason?: string][] = [
    ['auto', {}, 'thanos'],
    ['auto', bare, 'remote-read'],
    ['thanos', {}, 'thanos'],
    ['thanos', bare, 'none', 'NoThanosSidecar'],
    ['remote-read', bare, 'remote-read'],
    ['remote-read', {}, 'none', 'HasThanosSidecar'],
    ['remote-read', { ...bare, version: 'v2.33.0' }, 'none', 'VersionTooOld'],
    ['thanos', { thanos: { grpcListenLocal: true } }, 'none', 'ListensLocally'],
    ['auto', { thanos: { listenLocal: true } }, 'none', 'ListensLocally'],
    ['auto', { listenLocal: true }, 'none', 'ListensLocally'],
    ['thanos', { ...bare, shards: 1 }, 'none'],
    ['none', {}, 'none'],
    ['auto', { serviceMonitorSelector: undefined }, 'none', 'ConfigurationUnmanaged'],
    [
      'auto',
      { web: { tlsConfig: { ...KEYS, clientAuthType: 'RequireAndVerifyClientCert' } } },
      'none',
      'ClientCertificatesRequired',
    ],
    [
      'auto',
      { ...bare, containers: [{ name: 'own', image: 'thanos', args: ['sidecar', '--x'] }] },
      'none',
      'HasThanosSidecar',
    ],
  ];
  for (const [word, spec, has, reason] of cases)
    t.strictSame(look(word, spec), [has, reason], `${word} ${JSON.stringify(spec)}`);
  const annotated = (word: string) =>
    sync(
      { shards: 2 },
      { of: parseOptions(), more: { annotations: { 'prometheus-metacontroller.dev/query-tier': word } } },
    );
  t.strictSame(names(annotated('thanos').answer, 'Deployment'), ['prometheus-k8s-query']);
  t.match(
    annotated('thanso').condition('QueryTier')?.message,
    /"thanso" is not one of none, remote-read, thanos, auto/,
  );
  t.strictSame(names(sync({ shards: 2 }, { of: { ...options, parity: true } }).answer, 'Deployment'), []);
});

t.test('a tier stays when one shard is left: what rules recorded is in its ruler', async (t) => {
  const three = sync({ shards: 3 });
  const { answer, endpoints, config } = sync(
    { shards: 1 },
    { children: applied(three.answer.children, three.answer.children[0]) },
  );
  t.strictSame(
    names(answer, 'StatefulSet'),
    ['prometheus-k8s', 'prometheus-k8s-ruler'],
    'the ruler is not taken for a surplus shard',
  );
  t.equal(endpoints().length, 2);
  t.notOk(config('prometheus-k8s')['rule_files']);
});

t.test('shards that are only kept are still read', async (t) => {
  const spec = { shardRetentionPolicy: { whenScaled: 'Retain' } };
  const three = sync({ ...spec, shards: 3 });
  const { endpoints, answer } = sync(
    { ...spec, shards: 2 },
    { children: applied(three.answer.children, three.answer.children[0]) },
  );
  t.equal(endpoints().length, 4);
  t.notOk(names(answer, 'StatefulSet').filter((name) => name.includes('ruler')).length > 1);
});

t.test('the status says what is missing: Thanos Query, the ruler, a shard', async (t) => {
  t.match(sync({ shards: 2 }).condition('QueryComplete'), { status: 'False', reason: 'QueryTierDown' });
  const made = applied(sync({ shards: 2 }).answer.children, prometheus({}, { uid: 'me' }));
  const answering = made.map((child) =>
    child.kind === 'Deployment' ? { ...child, status: { availableReplicas: 1 } } : child,
  );
  t.match(sync({ shards: 2 }, { children: answering }).condition('QueryComplete'), {
    status: 'False',
    reason: 'RulerDown',
  });
  const pods = (without: string) =>
    made
      .filter(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name !== without)
      .map((set) => readyPod(set));
  const look = (without: string) =>
    sync({ shards: 2 }, { children: answering, related: pods(without) }).condition('QueryComplete');
  t.match(look('prometheus-k8s-shard-1'), {
    reason: 'ShardDown',
    message: /no pod of prometheus-k8s-shard-1 is ready: queries lack its targets, and rules wait/,
  });
  t.equal(look('')?.status, 'True');
});
