// What a user who may label a Namespace for a Grafana could get of other users.
import { type KubernetesObject, OWN } from '../../../hooks/core/meta.ts';
import { alertmanager, namespace, prometheus, secret } from '../../support/objects.ts';
import { type Annotations, CREDENTIALS, FOR, type GrafanaRow, meta } from './grafanarow.ts';
import { WORD } from './row.ts';

const reader = secret('reader', { token: WORD }, { labels: { [CREDENTIALS]: 'true' } });
const secured = (annotations: Annotations = {}, more: object = {}, make = prometheus) =>
  make({}, meta({ [CREDENTIALS]: 'reader', ...annotations }, { namespace: 'monitoring', ...more }));
const NONE = /hunter2|aHVudGVy|httpHeaderValue1/;
const refused = /no other namespace gets the credentials: add "mallory"/;
const mallory = (annotations: Annotations = {}, labels: Annotations = {}): KubernetesObject => {
  const found = namespace('mallory', labels);
  return { ...found, metadata: { ...found.metadata, annotations } };
};
const asks = (name: string, object: KubernetesObject, more: Partial<GrafanaRow> = {}): GrafanaRow => ({
  name,
  space: mallory(),
  objects: [object, reader],
  says: refused,
  ...(object.metadata.annotations?.[FOR] ? {} : { condition: /add the namespace of a Grafana/ }),
  lacks: NONE,
  ...more,
});
const theirs = (name: string, data: Annotations, labels: Annotations) =>
  secret(name, data, { namespace: 'tenant', labels });

export const LABELS: readonly GrafanaRow[] = [
  asks('a Namespace with the label, without a request of an owner', secured()),
  asks('the credentials of an Alertmanager', secured({}, {}, alertmanager)),
  asks('a Namespace whose name is part of the name that is allowed', secured({ [FOR]: 'mallory-2, my-mallory' })),
  asks('a star where a name is needed', secured({ [FOR]: '*' })),
  asks('an expression where a name is needed', secured({ [FOR]: '.*' })),
  asks('a name in capitals', secured({ [FOR]: 'MALLORY' })),
  asks('the permission written on the Namespace of the Grafana', secured(), {
    space: mallory({ [FOR]: 'mallory', [CREDENTIALS]: 'reader' }),
  }),
  asks('the permission as a label of the Namespace', secured(), {
    space: mallory({}, { [FOR]: 'mallory', [CREDENTIALS]: 'reader' }),
  }),
  asks('the permission as a label of the Prometheus', secured({}, { labels: { [FOR]: 'mallory' } })),
  asks('a Namespace that says it is another one', secured({ [FOR]: 'grafana' }), {
    space: mallory({}, { 'kubernetes.io/metadata.name': 'grafana' }),
  }),
  asks('a Namespace that shows one namespace alone', secured(), {
    space: mallory({ [`${OWN}/grafana-namespaces`]: 'monitoring,team-a' }),
  }),
  asks('a permission that is taken back', secured(), { before: [secured({ [FOR]: 'mallory' }), reader] }),
  asks('a permission that is taken back while the Secret cannot be read', secured(), {
    objects: [secured()],
    before: [secured({ [FOR]: 'mallory' }), reader],
    condition: /does not exist/,
  }),
  {
    name: "a tenant's Prometheus that names a Secret elsewhere",
    space: mallory(),
    objects: [prometheus({}, meta({ [CREDENTIALS]: 'monitoring/reader', [FOR]: 'mallory' })), reader],
    says: /Secret "tenant\/monitoring\/reader" does not exist/,
    condition: /does not exist/,
    lacks: NONE,
  },
  {
    name: "a tenant's Prometheus that climbs to a Secret elsewhere",
    space: mallory(),
    objects: [prometheus({}, meta({ [CREDENTIALS]: '../monitoring/reader', [FOR]: 'mallory' })), reader],
    says: /does not exist/,
    condition: /does not exist/,
    lacks: NONE,
  },
  {
    name: 'a Secret of its own without the label for credentials',
    space: mallory(),
    objects: [prometheus({}, meta({ [CREDENTIALS]: 'own', [FOR]: 'mallory' })), theirs('own', { token: WORD }, {})],
    says: /does not have the label/,
    condition: /does not have the label/,
    lacks: NONE,
  },
  {
    name: 'credentials that its owner has sent there, which arrive in a Secret alone',
    space: mallory(),
    objects: [secured({ [FOR]: 'mallory' }), reader],
    sidecar: /httpHeaderValue1: Bearer hunter2/,
    operator: /Bearer hunter2/,
  },
  {
    name: 'credentials of two kinds, of which nothing is repeated',
    space: mallory(),
    objects: [
      secured({ [FOR]: 'mallory' }),
      secret('reader', { token: WORD, username: WORD, password: WORD }, { labels: { [CREDENTIALS]: 'true' } }),
    ],
    says: /has both token and username/,
    condition: /has both token and username/,
    lacks: NONE,
  },
];
