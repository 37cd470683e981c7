// An object whose asset Secret never comes holds up the others for a minute at most.
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { syncAgent } from '../../../hooks/controllers/agent/sync.ts';
import { syncAlertmanager } from '../../../hooks/controllers/alertmanager/sync.ts';
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import type { Condition } from '../../../hooks/core/conditions.ts';
import type { SyncRequest, SyncResponse } from '../../../hooks/core/hook.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { namespace, prometheus, secret, serviceMonitor } from '../../support/objects.ts';
import { applied, kindMap } from '../../support/requests.ts';

const options = parseOptions([], {});
const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

const stuck = serviceMonitor(
  { endpoints: [{ port: 'web', bearerTokenSecret: { name: 'creds', key: 'token' } }] },
  { name: 'stuck', generation: 1 },
);
const good = (port: string) => serviceMonitor({ endpoints: [{ port }] }, { name: 'good', generation: 1 });
const stuckConfig: KubernetesObject = {
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name: 'stuck', namespace: 'monitoring', generation: 1 },
  spec: {
    route: { receiver: 'r' },
    receivers: [{ name: 'r', pagerdutyConfigs: [{ routingKey: { name: 'creds', key: 'k' } }] }],
  },
};
const goodConfig = (receiver: string): KubernetesObject => ({
  ...stuckConfig,
  metadata: { name: 'good', namespace: 'monitoring', generation: 1 },
  spec: { route: { receiver }, receivers: [{ name: receiver, webhookConfigs: [{ url: 'http://a.b' }] }] },
});
const base = secret('alertmanager-main', { 'alertmanager.yaml': 'route: {receiver: r}\nreceivers: [{name: r}]\n' });
const of = (kind: string, spec: object): KubernetesObject =>
  ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: 'main', namespace: 'monitoring', uid: 'u' },
    spec,
  }) as KubernetesObject;

const kinds = [
  ['Prometheus', syncPrometheus, prometheus({}, { name: 'main', uid: 'u' }), stuck, good, []],
  ['PrometheusAgent', syncAgent, of('PrometheusAgent', { serviceMonitorSelector: {} }), stuck, good, []],
  [
    'Alertmanager',
    syncAlertmanager,
    of('Alertmanager', { alertmanagerConfigSelector: {} }),
    stuckConfig,
    goodConfig,
    [base],
  ],
] as const;

function configuration({ children }: SyncResponse): string {
  const texts = children.flatMap(({ data }) => Object.entries((data ?? {}) as Record<string, string>));
  const [, packed = ''] = texts.find(([key]) => key.endsWith('.gz')) ?? [];
  return packed && gunzipSync(Buffer.from(packed, 'base64')).toString();
}

for (const [kind, sync, parent, waits, other, more] of kinds)
  t.test(`a ${kind} goes on without an object whose asset Secret has not come for a minute`, async (t) => {
    const run = (objects: readonly KubernetesObject[], now: Date, before?: SyncResponse): SyncResponse => {
      const request = {
        parent: { ...parent, ...(before ? { status: before.status } : {}) },
        related: kindMap([namespace('monitoring'), ...more, ...objects]),
        children: kindMap(before ? applied(before.children) : []),
        finalizing: false,
      };
      return sync(inputs(request as unknown as SyncRequest), undefined, now, options);
    };
    const read = (response: SyncResponse) =>
      (response.status['conditions'] as Condition[]).find(({ type }) => type === 'ReferencesRead');
    const first = run([other('one')], at(0));
    t.match(configuration(first), 'one');
    t.equal(read(first), undefined);

    const waiting = run([other('two'), waits], at(10), first);
    t.match(configuration(waiting), 'one', 'what is there stays');
    t.match(read(waiting), { status: 'False', reason: 'WaitingForAssets', message: /stuck/ });
    t.equal(waiting.resyncAfterSeconds, 2);

    const after = run([other('two'), waits], at(80), waiting);
    t.match(configuration(after), 'two', 'the others are written');
    t.notMatch(configuration(after), 'stuck');
    t.match(read(after), { status: 'False', message: /stuck/ });
    t.match(
      (after.status['conditions'] as Condition[]).find(({ type }) => type === 'ResourcesAccepted'),
      { status: 'False', message: /stuck .*not in the asset Secret yet/ },
    );
    const later = run([other('three'), waits], at(85), after);
    t.match(configuration(later), 'three', 'and are not waited for again');

    const gone = run([other('three')], at(90), later);
    t.equal(read(gone), undefined);
  });
