// No Prometheus selects the object.
import {
  alertmanager,
  alertmanagerConfig,
  namespace,
  podMonitor,
  prometheus,
  prometheusRule,
  RELEASE,
  secret,
  serviceMonitor,
  setup,
  thanosRuler,
  without,
} from '../world.ts';
import { type BrokenSetup, MONITOR, PODS, ROUTE, RULE } from './setup.ts';

const GROUPS = { groups: [{ name: 'app', rules: [{ alert: 'Down', expr: 'up == 0' }] }] };
const MAIN = secret(
  'alertmanager-main',
  { 'alertmanager.yaml': 'route: {receiver: none}\nreceivers: [{name: none}]\n' },
  'monitoring',
);
const RECEIVER = {
  route: { receiver: 'hook' },
  receivers: [{ name: 'hook', webhookConfigs: [{ url: 'http://hook/' }] }],
};

export const SELECTION: readonly BrokenSetup[] = [
  {
    title: 'the release label of the Helm chart is missing',
    objects: setup(serviceMonitor({}, { labels: { app: 'web' } })),
    subject: MONITOR,
    link: 'selection',
    cause: 'LabelMissing',
    words: ['release', 'stack'],
  },
  {
    title: 'the release label has the value of another release',
    objects: setup(serviceMonitor({}, { labels: { release: 'prometheus' } })),
    subject: MONITOR,
    link: 'selection',
    cause: 'LabelDiffers',
    words: ['release', '"prometheus"', 'stack'],
  },
  {
    title: 'the release label is misspelt',
    objects: setup(serviceMonitor({}, { labels: { relaese: 'stack' } })),
    subject: MONITOR,
    link: 'selection',
    cause: 'LabelMissing',
    words: ['release', 'relaese'],
  },
  {
    title: 'there is no Prometheus',
    objects: without(setup(serviceMonitor()), 'Prometheus'),
    subject: MONITOR,
    link: 'selection',
    cause: 'NoWorkload',
    words: ['no Prometheus'],
  },
  {
    title: 'the selector for PodMonitors is not set',
    objects: setup(podMonitor(), prometheus({ podMonitorSelector: undefined })),
    subject: PODS,
    link: 'selection',
    cause: 'SelectorNull',
    words: ['podMonitorSelector', 'not set'],
  },
  {
    title: 'without a namespace selector only the own namespace counts',
    objects: setup(serviceMonitor(), prometheus({ serviceMonitorNamespaceSelector: undefined })),
    subject: MONITOR,
    link: 'selection',
    cause: 'NamespaceNotSelected',
    words: ['namespace apps', 'serviceMonitorNamespaceSelector'],
  },
  {
    title: 'the namespace lacks the label that the Prometheus wants',
    objects: setup(
      serviceMonitor(),
      prometheus({ serviceMonitorNamespaceSelector: { matchLabels: { monitoring: 'on' } } }),
    ),
    subject: MONITOR,
    link: 'selection',
    cause: 'NamespaceLabelMissing',
    words: ['namespace apps', 'monitoring'],
  },
  {
    title: 'the namespace is excluded by an expression',
    objects: setup(
      serviceMonitor(),
      prometheus({
        serviceMonitorNamespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['monitoring', 'shop'] }],
        },
      }),
    ),
    subject: MONITOR,
    link: 'selection',
    cause: 'NamespaceNotSelected',
    words: ['namespace apps', 'one of monitoring, shop'],
  },
  {
    title: 'a rule lacks the labels of kube-prometheus',
    objects: setup(
      prometheusRule(GROUPS, { labels: { role: 'alert-rule', prometheus: 'k8s' } }),
      prometheus({ ruleSelector: { matchLabels: { prometheus: 'k8s', role: 'alert-rules' } } }),
    ),
    subject: RULE,
    link: 'selection',
    cause: 'LabelDiffers',
    words: ['role', 'alert-rules'],
  },
  {
    title: 'a rule is in a namespace that neither Prometheus nor ThanosRuler selects',
    objects: setup(
      prometheusRule(GROUPS),
      prometheus({ ruleNamespaceSelector: undefined }),
      thanosRuler({ ruleSelector: {}, queryEndpoints: ['dns:thanos'] }),
    ),
    subject: RULE,
    link: 'selection',
    cause: 'NamespaceNotSelected',
    words: ['ruleNamespaceSelector'],
  },
  {
    title: 'an AlertmanagerConfig has not the label of the selector',
    objects: setup(
      alertmanagerConfig(RECEIVER, { labels: {} }),
      alertmanager({
        alertmanagerConfigSelector: { matchLabels: { alerts: 'main' } },
        alertmanagerConfigNamespaceSelector: {},
      }),
      MAIN,
    ),
    subject: ROUTE,
    link: 'selection',
    cause: 'LabelMissing',
    words: ['alerts', 'main'],
  },
  {
    title: 'the Alertmanager selects no AlertmanagerConfigs at all',
    objects: setup(alertmanagerConfig(RECEIVER), alertmanager(), MAIN),
    subject: ROUTE,
    link: 'selection',
    cause: 'SelectorNull',
    words: ['alertmanagerConfigSelector'],
  },
  {
    title: 'an AlertmanagerConfig is in a namespace without the wanted label',
    objects: setup(
      alertmanagerConfig(RECEIVER),
      alertmanager({
        alertmanagerConfigSelector: {},
        alertmanagerConfigNamespaceSelector: { matchLabels: { alerts: 'yes' } },
      }),
      namespace('apps', { alerts: 'no' }),
      MAIN,
    ),
    subject: ROUTE,
    link: 'selection',
    cause: 'NamespaceNotSelected',
    words: ['namespace apps', 'alerts'],
  },
  {
    title: 'a label is excluded by NotIn',
    objects: setup(
      serviceMonitor({}, { labels: { ...RELEASE, env: 'dev' } }),
      prometheus({
        serviceMonitorSelector: { matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['dev'] }] },
      }),
    ),
    subject: MONITOR,
    link: 'selection',
    cause: 'LabelForbidden',
    words: ['env', 'dev'],
  },
];
