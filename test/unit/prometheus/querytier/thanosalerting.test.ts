// Where the alerts of a Thanos tier go: the Alertmanagers of the Prometheus, in the words of Thanos Ruler.
import t from 'tap';
import { customizePrometheus } from '../../../../hooks/controllers/prometheus/customize.ts';
import { type Options, parseOptions } from '../../../../hooks/core/options.ts';
import { prometheus, secret } from '../../../support/objects.ts';
import { MAIN, options, podOf, SPEC, specOf, sync, templateOf } from '../../../support/thanos.ts';

t.test('every alert reaches every Alertmanager: a Service with one address is copied without one', async (t) => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'alertmanager-main', namespace: 'monitoring' },
    spec: {
      clusterIP: '10.0.0.9',
      selector: { alertmanager: 'main' },
      ports: [{ name: 'web', port: 9093, targetPort: 'web', nodePort: 30000 }],
    },
  };
  const seen = sync({ shards: 2 }, { related: [service] });
  t.strictSame(specOf(seen.find('Service', 'prometheus-k8s-ruler-alerts-0')), {
    clusterIP: 'None',
    ports: [{ name: 'web', port: 9093, targetPort: 'web' }],
    selector: { alertmanager: 'main' },
  });
  const of = ({ file }: typeof seen) =>
    (file('prometheus-k8s-ruler-config', 'alertmanagers.yaml') as { alertmanagers: { static_configs: string[] }[] })
      .alertmanagers[0];
  t.strictSame(of(seen)?.static_configs, ['dnssrv+_web._tcp.prometheus-k8s-ruler-alerts-0.monitoring.svc']);
  t.strictSame(of(sync({ shards: 2 }))?.static_configs, ['dnssrv+_web._tcp.alertmanager-main.monitoring.svc']);
});

t.test(
  'what is asked for does not depend on an annotation, which changes no generation: the answer would not be ' +
    'asked for again',
  async (t) => {
    const ask = (of: Options, annotations = {}) =>
      customizePrometheus({ parent: prometheus({ ...SPEC, shards: 2 }, { uid: 'me', annotations }) }, of)
        .relatedResources;
    const asked = ask(options);
    t.ok(asked.some((rule) => rule.resource === 'services' && rule.names?.includes('alertmanager-main')));
    t.ok(
      asked.some(
        ({ resource, labelSelector }) =>
          resource === 'pods' && labelSelector?.matchLabels?.['app.kubernetes.io/name'] === 'thanos-rule',
      ),
    );
    t.strictSame(ask(parseOptions(), { 'prometheus-metacontroller.dev/query-tier': 'thanos' }), ask(parseOptions()));
  },
);

t.test('credentials for Alertmanagers are in a Secret and nowhere else', async (t) => {
  const creds = secret('creds', { user: 'bob', password: 'hunter2', token: 'tok' });
  const alertmanagers = [
    {
      ...MAIN,
      scheme: 'HTTPS',
      pathPrefix: '/am',
      timeout: '5s',
      apiVersion: 'V2',
      basicAuth: { username: { name: 'creds', key: 'user' }, password: { name: 'creds', key: 'password' } },
      tlsConfig: { caFile: '/etc/prometheus/secrets/ca/ca.crt', serverName: 'am' },
    },
    { namespace: 'other', name: 'am', port: 9094, authorization: { credentials: { name: 'creds', key: 'token' } } },
    { ...MAIN, bearerTokenFile: '/var/run/token' },
  ];
  const { answer, file, find } = sync(
    { shards: 2, secrets: ['ca'], alerting: { alertmanagers } },
    { related: [creds] },
  );
  t.strictSame(file('prometheus-k8s-ruler-config', 'alertmanagers.yaml'), {
    alertmanagers: [
      {
        scheme: 'https',
        path_prefix: '/am',
        timeout: '5s',
        api_version: 'v2',
        static_configs: ['dnssrv+_web._tcp.alertmanager-main.monitoring.svc'],
        http_config: {
          basic_auth: { username: 'bob', password: 'hunter2' },
          tls_config: { ca_file: '/etc/prometheus/secrets/ca/ca.crt', server_name: 'am' },
        },
      },
      { static_configs: ['dns+am.other.svc:9094'], http_config: { bearer_token: 'tok' } },
      {
        static_configs: ['dnssrv+_web._tcp.alertmanager-main.monitoring.svc'],
        http_config: { bearer_token_file: '/var/run/token' },
      },
    ],
  });
  const { volumes } = podOf(find('StatefulSet', 'prometheus-k8s-ruler'));
  t.ok(
    volumes.some(({ name }) => name === 'secret-ca'),
    'files of spec.secrets are where they are in Prometheus',
  );
  const rest = answer.children.filter(({ kind }) => kind !== 'Secret');
  t.notMatch(JSON.stringify(rest), /hunter2/);
});

t.test(
  'Alertmanagers as Prometheus writes them are converted, and what Thanos does not support is reported',
  async (t) => {
    const more = secret('more', {
      'am.yaml':
        '- static_configs: [{targets: ["a:9093", "b:9093"]}]\n  path_prefix: /x\n  authorization: {credentials: tok}\n',
      'sd.yaml': '- kubernetes_sd_configs: [{role: pod}]\n',
      'relabel.yaml': '- {action: labeldrop, regex: noise}\n',
    });
    const additional = (key: string) => ({
      additionalAlertManagerConfigs: { name: 'more', key },
      additionalAlertRelabelConfigs: { name: 'more', key: 'relabel.yaml' },
    });
    const given = sync({ shards: 2, alerting: undefined, ...additional('am.yaml') }, { related: [more] });
    t.strictSame(given.file('prometheus-k8s-ruler-config', 'alertmanagers.yaml'), {
      alertmanagers: [
        { path_prefix: '/x', static_configs: ['a:9093', 'b:9093'], http_config: { bearer_token: 'tok' } },
      ],
    });
    t.strictSame(given.file('prometheus-k8s-ruler-config', 'alert-relabel.yaml'), [
      { action: 'labeldrop', regex: 'noise' },
    ]);
    t.ok(
      given.args('StatefulSet', 'prometheus-k8s-ruler').some((arg) => arg.startsWith('--alert.relabel-config-file=')),
    );
    const rejected = sync({ shards: 2, ...additional('sd.yaml') }, { related: [more] });
    t.match(
      rejected.condition('Reconciled')?.message,
      /spec\.additionalAlertManagerConfigs: entry 1: .* does not support kubernetes_sd_configs/,
    );
    const relabelings = [{ action: 'drop', sourceLabels: ['a'], regex: 'b' }];
    const typed = sync({ shards: 2, alerting: { alertmanagers: [{ ...MAIN, alertRelabelings: relabelings }] } });
    t.match(
      typed.condition('Reconciled')?.message,
      /spec\.alerting\.alertmanagers\[0\]\.alertRelabelings: not supported/,
    );
    t.equal(
      sync({ shards: 1, ...additional('sd.yaml') }, { related: [more] }).condition('Reconciled')?.status,
      'True',
      'one shard sends its own alerts',
    );
  },
);

t.test('another file means new pods of the ruler, which reads it once', async (t) => {
  const hash = (spec: object) =>
    JSON.stringify(templateOf(sync({ shards: 2, ...spec }).find('StatefulSet', 'prometheus-k8s-ruler')).metadata);
  t.equal(hash({}), hash({}));
  t.not(hash({}), hash({ alerting: { alertmanagers: [{ ...MAIN, timeout: '3s' }] } }));
});
