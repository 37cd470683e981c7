// Rules, AlertmanagerConfigs, and workloads themselves.
import {
  alertmanager,
  alertmanagerConfig,
  claim,
  configMap,
  prometheus,
  prometheusPod,
  prometheusRule,
  secret,
  setup,
  waiting,
  without,
} from '../world.ts';
import { ALERTMANAGER, type BrokenSetup, PROMETHEUS, ROUTE, RULE } from './setup.ts';

const rules = (expr: string) => ({ groups: [{ name: 'app', rules: [{ alert: 'Down', expr }] }] });
const MAIN = secret(
  'alertmanager-main',
  { 'alertmanager.yaml': 'route: {receiver: none}\nreceivers: [{name: none}]\n' },
  'monitoring',
);
const selects = (spec: Record<string, unknown> = {}) =>
  alertmanager({ alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {}, ...spec });
const receiver = { name: 'hook', webhookConfigs: [{ url: 'http://hook.example/' }] };
const pending = (message: string) =>
  prometheusPod({
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
  });

export const WORKLOADS: readonly BrokenSetup[] = [
  {
    title: 'an expression is invalid',
    objects: setup(prometheusRule(rules('rate(up'))),
    subject: RULE,
    link: 'acceptance',
    cause: 'InvalidExpression',
    words: ['expr'],
  },
  {
    title: 'a rule file is not in the ConfigMaps',
    objects: setup(
      prometheusRule(rules('up == 0')),
      configMap('prometheus-k8s-rulefiles-0', { 'apps-other-1.yaml': 'groups: []' }),
    ),
    subject: RULE,
    link: 'written',
    cause: 'NotWritten',
    words: ['prometheus-k8s-rulefiles-0'],
  },
  {
    title: 'a rule fails when it is evaluated',
    objects: setup(prometheusRule(rules('up == 0'))),
    facts: {
      servers: [
        {
          kind: 'Prometheus',
          namespace: 'monitoring',
          name: 'k8s',
          ruleGroups: [
            {
              name: 'app',
              file: '/etc/prometheus/rules/prometheus-k8s-rulefiles-0/apps-web-1234.yaml',
              rules: [{ name: 'Down', health: 'err', lastError: 'found duplicate series for the match group' }],
            },
          ],
        },
      ],
    },
    subject: RULE,
    link: 'evaluation',
    cause: 'EvaluationFailed',
    words: ['duplicate series'],
  },
  {
    title: 'the route names a receiver that does not exist',
    objects: setup(alertmanagerConfig({ route: { receiver: 'hok' }, receivers: [receiver] }), selects(), MAIN),
    subject: ROUTE,
    link: 'acceptance',
    cause: 'ReceiverMissing',
    words: ['hok'],
  },
  {
    title: 'the Secret of a receiver is missing',
    objects: setup(
      alertmanagerConfig({
        route: { receiver: 'slack' },
        receivers: [{ name: 'slack', slackConfigs: [{ channel: '#a', apiURL: { name: 'slack', key: 'url' } }] }],
      }),
      selects(),
      MAIN,
    ),
    subject: ROUTE,
    link: 'acceptance',
    cause: 'SecretMissing',
    words: ['apps/slack'],
  },
  {
    title: 'the route wants alerts of another namespace than its own',
    objects: setup(
      alertmanagerConfig({
        route: { receiver: 'hook', matchers: [{ name: 'namespace', value: 'shop', matchType: '=' }] },
        receivers: [receiver],
      }),
      selects(),
      MAIN,
    ),
    subject: ROUTE,
    link: 'routing',
    cause: 'NamespaceConflict',
    words: ['apps', 'shop'],
  },
  {
    title: 'an AlertmanagerConfig has receivers but no route',
    objects: setup(alertmanagerConfig({ receivers: [receiver] }), selects(), MAIN),
    subject: ROUTE,
    link: 'configuration',
    cause: 'NoRoute',
    words: ['spec.route'],
  },
  {
    title: 'the ServiceAccount of a Prometheus does not exist',
    objects: setup(prometheus({ serviceAccountName: 'prometheus-k8s' })).filter(({ kind }) => kind !== 'Pod'),
    subject: PROMETHEUS,
    link: 'running',
    cause: 'ServiceAccountMissing',
    words: ['monitoring/prometheus-k8s'],
  },
  {
    title: 'the pod of a Prometheus cannot be scheduled',
    objects: setup(pending('0/3 nodes are available: 3 Insufficient memory.')),
    subject: PROMETHEUS,
    link: 'running',
    cause: 'Unschedulable',
    words: ['Insufficient memory'],
  },
  {
    title: 'the volume of a Prometheus is not bound',
    objects: [
      ...setup(pending('pod has unbound immediate PersistentVolumeClaims')),
      {
        ...claim({ storageClassName: 'fast' }, { name: 'prometheus-k8s-db-prometheus-k8s-0' }),
        status: { phase: 'Pending' },
      },
    ],
    subject: PROMETHEUS,
    link: 'running',
    cause: 'VolumePending',
    words: ['prometheus-k8s-db-prometheus-k8s-0', 'fast'],
  },
  {
    title: 'the image of a Prometheus cannot be pulled',
    objects: setup(prometheusPod(waiting('ErrImagePull'))),
    subject: PROMETHEUS,
    link: 'running',
    cause: 'ErrImagePull',
    words: ['prometheus-k8s-0'],
  },
  {
    title: 'a Secret that the pods mount does not exist',
    objects: [
      ...without(setup(prometheus({ secrets: ['etcd-certs'] })), 'Nothing'),
      secret('other', { a: 'b' }, 'monitoring'),
    ],
    subject: PROMETHEUS,
    link: 'running',
    cause: 'SecretMissing',
    words: ['etcd-certs'],
  },
  {
    title: 'the configuration Secret of an Alertmanager does not exist',
    objects: setup(alertmanager({ configSecret: 'alerts' })),
    subject: ALERTMANAGER,
    link: 'configuration',
    cause: 'SecretMissing',
    words: ['monitoring/alerts'],
  },
  {
    title: 'the configuration of an Alertmanager is invalid',
    objects: setup(
      alertmanager(),
      secret(
        'alertmanager-main',
        { 'alertmanager.yaml': 'route: {receiver: pager}\nreceivers: [{name: none}]\n' },
        'monitoring',
      ),
    ),
    subject: ALERTMANAGER,
    link: 'configuration',
    cause: 'InvalidConfiguration',
    words: ['route.receiver'],
  },
];
