// What `npm run test:propagation` changes, and how a server shows that it has loaded the change.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { alertmanager, prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import type { Env } from './env.ts';
import { allowDiscovery, forbidDiscovery, service } from './pods.ts';

/** Something that is changed. */
export interface Changed {
  readonly title: string;
  readonly parent: { readonly kind: string; readonly name: string };
  /** `name:port` of the pods that load it. */
  readonly pods: readonly string[];
  /** Where a server shows it, and the text of a round. Round 0 is the begin. */
  readonly path: string;
  readonly text: (round: number) => string;
  /** The text of a target of a round. */
  readonly target?: (round: number) => string;
  begin(on: Env, namespace: string): Promise<unknown>;
  apply(on: Env, namespace: string, round: number): Promise<unknown>;
  end?(on: Env, namespace: string): Promise<unknown>;
}

const SMALL = { resources: { requests: { cpu: '10m', memory: '50Mi' } } };
const PROMETHEUS = {
  parent: { kind: 'Prometheus', name: 'k8s' },
  pods: ['prometheus-k8s-0:9090', 'prometheus-k8s-1:9090'],
};

const monitorOf = (namespace: string, round: number): KubernetesObject =>
  serviceMonitor(
    {
      selector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
      endpoints: [{ port: 'web', relabelings: [{ targetLabel: 'round', replacement: `r${round}` }] }],
    },
    { namespace },
  );

const ruleOf = (namespace: string, round: number): KubernetesObject =>
  prometheusRule([{ name: `g-${round}`, rules: [{ record: 'one', expr: '1' }] }], { namespace });

const secretOf = (namespace: string, round: number): KubernetesObject =>
  secret(
    'alertmanager-main',
    { 'alertmanager.yaml': `route: {receiver: r${round}}\nreceivers: [{name: r${round}}]\n` },
    { namespace },
  );

export const CHANGED: readonly Changed[] = [
  {
    title: 'ServiceMonitor',
    ...PROMETHEUS,
    path: '/api/v1/status/config',
    text: (round) => `replacement: r${round}\\n`,
    target: (round) => `"round":"r${round}"`,
    begin: async (on, namespace) => {
      await allowDiscovery(on, namespace, 'default');
      await on.apply(service(namespace, 'web', { 'app.kubernetes.io/name': 'prometheus' }, 9090));
      await on.apply(monitorOf(namespace, 0));
      await on.apply(prometheus({ replicas: 2, ...SMALL }, { namespace }));
    },
    end: (on, namespace) => forbidDiscovery(on, namespace, 'default'),
    apply: (on, namespace, round) => on.apply(monitorOf(namespace, round)),
  },
  {
    title: 'PrometheusRule',
    ...PROMETHEUS,
    path: '/api/v1/rules',
    text: (round) => `"g-${round}"`,
    begin: async (on, namespace) => {
      await on.apply(ruleOf(namespace, 0));
      await on.apply(prometheus({ replicas: 2, ruleSelector: {}, ...SMALL }, { namespace }));
    },
    apply: (on, namespace, round) => on.apply(ruleOf(namespace, round)),
  },
  {
    title: 'alertmanager.yaml',
    parent: { kind: 'Alertmanager', name: 'main' },
    pods: ['alertmanager-main-0:9093'],
    path: '/api/v2/status',
    text: (round) => `receiver: r${round}\\n`,
    begin: async (on, namespace) => {
      await on.apply(secretOf(namespace, 0));
      await on.apply(alertmanager({ replicas: 1, ...SMALL }, { namespace }));
    },
    apply: (on, namespace, round) => on.apply(secretOf(namespace, round)),
  },
];
