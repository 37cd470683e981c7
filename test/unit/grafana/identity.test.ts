// Names that dashboards refer to. A line of this table may be added, none may ever change.
import t from 'tap';
import { type DatasourceKind, identity } from '../../../hooks/controllers/grafana/identity.ts';

const of = (kind: DatasourceKind, namespace: string, name: string) =>
  identity(kind, { apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { namespace, name } });

const LONG = 'a-very-long-name-of-a-namespace-which-fills-all-of-it';

const FROZEN: readonly [
  kind: DatasourceKind,
  namespace: string,
  name: string,
  shown: string,
  uid: string,
  object: string,
][] = [
  ['Prometheus', 'monitoring', 'k8s', 'monitoring/k8s', 'monitoring_k8s', 'prometheus-datasource-monitoring.k8s'],
  [
    'Alertmanager',
    'monitoring',
    'k8s',
    'monitoring/k8s (Alertmanager)',
    'monitoring_k8s_am',
    'alertmanager-datasource-monitoring.k8s',
  ],
  ['Prometheus', 'a-b', 'c', 'a-b/c', 'a-b_c', 'prometheus-datasource-a-b.c'],
  ['Prometheus', 'a', 'b-c', 'a/b-c', 'a_b-c', 'prometheus-datasource-a.b-c'],
  [
    'Prometheus',
    'monitoring',
    'eu.west',
    'monitoring/eu.west',
    'monitoring_eu-west__c67b4f41',
    'prometheus-datasource-monitoring.eu.west',
  ],
  [
    'Prometheus',
    'monitoring',
    'eu-west',
    'monitoring/eu-west',
    'monitoring_eu-west',
    'prometheus-datasource-monitoring.eu-west',
  ],
  [
    'Prometheus',
    LONG,
    'k8s',
    `${LONG}/k8s`,
    'a-very-long-name-of-a-namespac__abf154e0',
    `prometheus-datasource-${LONG}.k8s`,
  ],
  [
    'Prometheus',
    LONG,
    'other',
    `${LONG}/other`,
    'a-very-long-name-of-a-namespac__81b03b53',
    `prometheus-datasource-${LONG}.other`,
  ],
  [
    'Alertmanager',
    LONG,
    'k8s',
    `${LONG}/k8s (Alertmanager)`,
    'a-very-long-name-of-a-namespac__314d24a5',
    `alertmanager-datasource-${LONG}.k8s`,
  ],
];

t.test('the names of a data source are what they have always been', async (t) => {
  for (const [kind, namespace, name, shown, uid, object] of FROZEN)
    t.strictSame(of(kind, namespace, name), { name: shown, uid, object }, `${kind} ${namespace}/${name}`);
});

t.test('no two objects share a name, and all are such as Grafana and Kubernetes take', async (t) => {
  const pieces = ['a', 'a-a', 'a.a', 'am', 'a'.repeat(31), 'a'.repeat(40), 'a'.repeat(63)];
  const spaces = pieces.filter((piece) => !piece.includes('.'));
  const names = [...pieces, `${'a'.repeat(100)}.${'b'.repeat(100)}`, 'a'.repeat(253)];
  const all = (['Prometheus', 'Alertmanager'] as const).flatMap((kind) =>
    spaces.flatMap((ns) => names.map((name) => of(kind, ns, name))),
  );
  for (const field of ['name', 'uid', 'object'] as const)
    t.equal(new Set(all.map((one) => one[field])).size, all.length, field);
  for (const { uid, object } of all) {
    t.match(uid, /^[A-Za-z0-9_-]{1,40}$/);
    t.ok(
      object.length <= 240 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(object),
      object,
    );
  }
});
