// What the labels change on a member: its external labels, its Services, and its ServiceExport.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { exportName, syncExports } from '../../../hooks/federation/exports.ts';
import { prometheus } from '../../support/objects.ts';
import { gives, type Labels, member, multicluster, OWN, options, seen, takesFrom } from './federationsync.ts';

t.test('a member gets the name of its cluster as an external label, unless it has one', async (t) => {
  const named = parseOptions(['--cluster-name=eu-1']);
  const labels = (parent: KubernetesObject, of = named) =>
    seen(parent, [], of).config.global['external_labels'] as Labels;
  t.equal(labels(member('k8s'))['cluster'], 'eu-1');
  t.equal(labels(member('k8s', { externalLabels: { cluster: 'mine' } }))['cluster'], 'mine');
  t.notOk('cluster' in labels(prometheus()));
  t.notOk('cluster' in labels(member('k8s'), { ...named, parity: true }));
});

t.test('a reader stays with one server of the tier of a member', async (t) => {
  const affinity = (labels: Labels) =>
    (
      seen(member('k8s', { shards: 2 }, labels), [], parseOptions(['--query-tier=remote-read'])).find(
        'Service',
        'prometheus-k8s-query',
      )?.['spec'] as {
        sessionAffinity?: string;
      }
    )?.sessionAffinity;
  t.equal(affinity(gives()), 'ClientIP');
  t.equal(affinity({}), undefined);
});

t.test(
  'an exported member has a Service with the cluster in its name, and a ServiceExport that says what it is',
  async (t) => {
    const parent = member(
      'k8s',
      { routePrefix: '/prom', web: { tlsConfig: { certFile: '/a', keyFile: '/b' } } },
      { ...gives(), ...takesFrom('x') },
    );
    const { find } = seen(parent, [], multicluster);
    const [queryService, service] = ['prometheus-k8s-query', 'prometheus-k8s-eu-1'].map((name) =>
      find('Service', name),
    );
    t.strictSame(service?.['spec'], queryService?.['spec']);
    const request = { object: parent, attachments: {}, related: {}, finalizing: false };
    const [exported, ...more] = syncExports(request, undefined, new Date(0), multicluster).attachments;
    t.strictSame(more, []);
    t.match(exported, {
      apiVersion: 'multicluster.x-k8s.io/v1beta1',
      kind: 'ServiceExport',
      metadata: { name: 'prometheus-k8s-eu-1', namespace: 'monitoring' },
      spec: { exportedLabels: { ...gives(), ...takesFrom('x') } },
    });
    const source =
      (exported?.['spec'] as { exportedAnnotations?: Labels } | undefined)?.exportedAnnotations?.[
        `${OWN}/federation-source`
      ] ?? '';
    t.strictSame(JSON.parse(source), {
      cluster: 'eu-1',
      namespace: 'monitoring',
      name: 'k8s',
      scheme: 'https',
      prefix: '/prom',
      replicaLabel: 'prometheus_replica',
    });
    for (const [object, of] of [
      [prometheus(), multicluster],
      [member('k8s', { listenLocal: true }), multicluster],
      [parent, options],
    ] as const)
      t.strictSame(syncExports({ ...request, object }, undefined, new Date(0), of).attachments, []);
  },
);

t.test('a name that is too long for a Service is cut, and stays unique', async (t) => {
  const names = ['x', 'y'].map((end) => exportName(`${'long-'.repeat(11)}${end}`, multicluster));
  for (const name of names) t.match(name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])$/);
  t.not(names[0], names[1]);
  t.equal(exportName('k8s', multicluster), 'prometheus-k8s-eu-1');
});

t.test('names of clusters that would be taken for something else are refused', async (t) => {
  for (const name of ['query', 'shard-0', 'operated', 'EU', 'a.b', '-a'])
    t.throws(() => parseOptions([`--cluster-name=${name}`]), name);
  t.throws(() => parseOptions(['--multicluster-services=v1beta1']), /needs --cluster-name/);
});
