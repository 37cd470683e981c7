// Objects with a mistake of many hundred kilobytes, or with many mistakes: what is said about them stays short.
import { type KubernetesObject, OWN } from '../../../hooks/core/meta.ts';
import { prometheus, prometheusRule } from '../../support/objects.ts';
import {
  alertmanagerConfig,
  HOSTILE,
  many,
  monitor,
  podMonitor,
  probe,
  type Row,
  receiver,
  rule,
  scrapeConfig,
  tenantSecret,
} from './row.ts';

const LARGE = 900_000;
const BROKEN = `(${'a'.repeat(LARGE)}`;
const six = (one: (name: string) => KubernetesObject): KubernetesObject[] => many(6, (i) => one(`hostile-${i}`));
const meta = (name: string) => ({ name });

export const MESSAGES: readonly Row[] = [
  {
    name: 'six ServiceMonitors with a wrong regular expression of 900 KB',
    objects: six((name) =>
      monitor({ relabelings: [{ action: 'keep', sourceLabels: ['a'], regex: BROKEN }] }, {}, meta(name)),
    ),
    says: /ServiceMonitor tenant\/hostile-0 spec\.endpoints\[0\]\.relabelings\[0\]\.regex: [\s\S]*and 1 more/,
  },
  {
    name: 'six PodMonitors with an address of 900 KB for their proxy',
    objects: six((name) => podMonitor({ proxyUrl: `http://${'a'.repeat(LARGE)}:x/` }, {}, meta(name))),
    says: /PodMonitor tenant\/hostile-0 .*proxyUrl/,
  },
  {
    name: 'six Probes with a label of 900 KB that is none',
    spec: { version: 'v2.55.1' },
    objects: six((name) =>
      probe({ targets: { staticConfig: { static: ['a'], labels: { [`ü-${'k'.repeat(LARGE)}`]: 'a' } } } }, meta(name)),
    ),
    says: /Probe tenant\/hostile-0/,
  },
  {
    name: 'six ScrapeConfigs with an address of 900 KB',
    objects: six((name) => scrapeConfig({ httpSDConfigs: [{ url: `http://%zz${'a'.repeat(LARGE)}` }] }, meta(name))),
    says: /ScrapeConfig tenant\/hostile-0 spec\.httpSDConfigs\[0\]\.url/,
  },
  {
    name: 'six PrometheusRules with an expression of 900 KB',
    objects: six((name) => rule({ expr: BROKEN }, {}, meta(name))),
    says: /PrometheusRule tenant\/hostile-0/,
  },
  {
    name: 'six PrometheusRules of a ruler with a template of 900 KB',
    kind: 'ThanosRuler',
    objects: six((name) => rule({ annotations: { a: `{{ ${'a'.repeat(LARGE)}` } }, {}, meta(name))),
    says: /PrometheusRule tenant\/hostile-0/,
  },
  {
    name: 'six AlertmanagerConfigs with a matcher of 900 KB',
    kind: 'Alertmanager',
    objects: six((name) =>
      alertmanagerConfig(
        {
          receivers: [{ name: 'r' }],
          route: { receiver: 'r', matchers: [{ name: 'a', matchType: '=~', value: BROKEN }] },
        },
        meta(name),
      ),
    ),
    says: /AlertmanagerConfig tenant\/hostile-0/,
  },
  {
    name: 'six AlertmanagerConfigs with an address of 900 KB in a Secret',
    kind: 'Alertmanager',
    objects: [
      ...six((name) => receiver({ slackConfigs: [{ apiURL: { name, key: 'url' } }] }, meta(name))),
      ...six((name) => tenantSecret(name, { url: `http://${'hunter2'.repeat(50_000)}:x` })),
    ],
    says: /AlertmanagerConfig tenant\/hostile-0 .*apiURL/,
  },
  {
    name: 'a monitor of 20,000 characters that take two places each and draw on a terminal',
    objects: [
      monitor({
        relabelings: [{ action: 'drop', sourceLabels: ['a'], regex: `(\u001b[31m\u202e${'😀'.repeat(20_000)}` }],
      }),
    ],
    says: /"\(\\u001b\[31m\\u202e😀+…"/u,
  },
  {
    name: 'five hundred monitors with a mistake each',
    objects: many(500, (i) =>
      monitor({ relabelings: [{ action: 'drop', regex: `(${'a'.repeat(500)}` }] }, {}, meta(`hostile-${i}`)),
    ),
    says: /and 49\d more/,
  },
  {
    name: 'a monitor with two thousand mistakes',
    objects: [
      monitor(
        {},
        { endpoints: many(2000, (i) => ({ port: 'web', relabelings: [{ action: 'keep', regex: `(${i}` }] })) },
      ),
    ],
    says: /ServiceMonitor tenant\/hostile spec\.endpoints\[0\]/,
  },
  {
    name: 'a wrong monitor that a thousand Prometheus select',
    objects: [
      monitor({ relabelings: [{ action: 'keep', sourceLabels: ['a'], regex: BROKEN.slice(0, 60_000) }] }),
      ...many(1000, (i) => prometheus({ serviceMonitorNamespaceSelector: {} }, { name: `k${i}` })),
    ],
    says: /ServiceMonitor tenant\/hostile/,
  },
  {
    name: 'a PrometheusRule with three hundred wrong rules of 3 KB, which admission refuses',
    objects: [
      prometheusRule(
        [{ name: 'g', rules: many(300, (i) => ({ record: 'a:b', expr: `up{a="${i}${'x'.repeat(3000)}"` })) }],
        HOSTILE,
      ),
    ],
    says: /PrometheusRule tenant\/hostile/,
  },
  {
    name: 'a hundred arguments of 9 KB that the owner must not set',
    spec: { additionalArgs: many(100, (i) => ({ name: `config.file`, value: `${i}${'k'.repeat(9000)}` })) },
    stops: true,
    says: /additionalArgs/,
  },
  { name: 'a version of 900 KB', spec: { version: 'v'.repeat(LARGE) }, stops: true, says: /version/ },
  {
    name: 'a version of 900 KB of an Alertmanager',
    kind: 'Alertmanager',
    spec: { version: `v${'9'.repeat(LARGE)}` },
    stops: true,
    says: /version/,
  },
  {
    name: 'two thousand settings of 200 characters for Grafana',
    annotations: {
      [`${OWN}/grafana-json-data`]: JSON.stringify(
        Object.fromEntries(many(2000, (i) => [`${'k'.repeat(200)}${i}`, i])),
      ),
    },
    says: /grafana-json-data\]: ignores "k{99}…"/,
  },
  {
    name: 'annotations of ours with 20 KB each',
    annotations: Object.fromEntries(
      [
        'query-tier',
        'sharding',
        'resharding',
        'rollout',
        'federation-match',
        'grafana-default',
        'grafana-org',
        'rules',
      ].map((word) => [`${OWN}/${word}`, 'x'.repeat(20_000)]),
    ),
    says: /x{99}…/,
  },
];
