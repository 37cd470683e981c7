// Which shards have a Thanos tier, and what the status reports where it is missing or incomplete.
import t from 'tap';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { prometheus, readyPod } from '../../../support/objects.ts';
import { applied } from '../../../support/requests.ts';
import { names, options, podOf, specOf, sync } from '../../../support/thanos.ts';

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

t.test('which tier an option gives, and the reason if it cannot be created', async (t) => {
  const look = (word: string, spec: object) => {
    const { answer, condition } = sync(
      { shards: 2, ...spec },
      { of: parseOptions([`--query-tier=${word}`, '--query-router-image=hooks:1']) },
    );
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
    ['thanos-distributed', {}, 'thanos'],
    ['thanos-distributed', bare, 'none', 'NoThanosSidecar'],
    ['thanos-distributed', { listenLocal: true }, 'none', 'ListensLocally'],
    ['thanos-distributed', { thanos: { version: 'v0.41.0' } }, 'none', 'VersionTooOld'],
    ['thanos-distributed', { web: { tlsConfig: KEYS } }, 'none', 'ServesTLS'],
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
  t.match(
    sync({ shards: 2 }, { of: parseOptions(['--query-tier=thanos-distributed']) }).condition('QueryTier'),
    { reason: 'NoQueryRouter' },
    'without an image there is no router',
  );
  const annotated = (word: string) =>
    sync(
      { shards: 2 },
      { of: parseOptions(), more: { annotations: { 'prometheus-metacontroller.dev/query-tier': word } } },
    );
  t.strictSame(names(annotated('thanos').answer, 'Deployment'), ['prometheus-k8s-query']);
  t.match(
    annotated('thanso').condition('QueryTier')?.message,
    /"thanso" is not one of none, remote-read, thanos, thanos-distributed, auto/,
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

t.test('the status reports what is missing: Thanos Query, the ruler, a shard', async (t) => {
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
