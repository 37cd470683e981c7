// Pods of a Thanos tier: which Services select them, their TLS, and where they run.
import t from 'tap';
import { podOf, specOf, sync, templateOf } from '../../../support/thanos.ts';

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
  t.match(answer.status['selector'], /^(?!.*shard!=)/, 'an autoscaler counts shards only');
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
