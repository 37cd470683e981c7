// What the metrics get to know of a response.
import t from 'tap';
import { compute } from '../../../../hooks/app/compute/answer.ts';
import type { Report } from '../../../../hooks/app/compute/report.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { alertmanager, namespace, prometheus, prometheusRule, serviceMonitor } from '../../../support/objects.ts';
import { kindMap, syncRequest } from '../../../support/requests.ts';

/** `body`: an object, or JSON. */
async function ask(path: string, body: object | string, ...flags: string[]): Promise<{ report: Report; text: string }> {
  const call = { path, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), now: 0 };
  const { report, body: answer } = await compute(call, parseOptions(flags));
  if (!report) throw new Error(answer.toString());
  return { report, text: answer.toString() };
}

const conditions = ({ object }: Report): Record<string, string> =>
  Object.fromEntries((object?.conditions ?? []).map(({ type, status, reason }) => [type, `${status} ${reason}`]));

t.test(
  'a Prometheus reports its conditions and how many objects it selects, and Metacontroller gets none of it',
  async (t) => {
    const rule = (expr: string) => [{ name: 'g', rules: [{ record: 'a', expr }] }];
    const { report, text } = await ask(
      '/prometheus/sync',
      syncRequest(prometheus({ ruleSelector: {} }), [
        serviceMonitor(),
        serviceMonitor({ endpoints: [{ port: 'web', path: '/a', interval: 'often' }] }, { name: 'broken' }),
        prometheusRule(rule('up')),
        prometheusRule(rule('up ='), { name: 'broken' }),
      ]),
    );
    t.match(report.object, { kind: 'Prometheus', namespace: 'monitoring', name: 'k8s' });
    t.strictSame(report.object?.resources, [
      { kind: 'ServiceMonitor', selected: 1, rejected: 1 },
      { kind: 'PrometheusRule', selected: 1, rejected: 1 },
    ]);
    t.match(conditions(report), { Reconciled: 'True ', ResourcesAccepted: 'False InvalidConfiguration' });
    t.equal(report.isFailed, false);
    t.notOk('figures' in JSON.parse(text));
  },
);

t.test('an object that cannot be reconciled is a failure', async (t) => {
  const { report } = await ask('/prometheus/sync', syncRequest(prometheus({ version: 'none' })));
  t.equal(report.isFailed, true);
  t.match(conditions(report), { Reconciled: 'False ReconciliationFailed' });
});

t.test('an object of another instance has no metrics here, whatever its status', async (t) => {
  const failed = { conditions: [{ type: 'Reconciled', status: 'False', reason: 'X' }] };
  const { report } = await ask(
    '/alertmanager/sync',
    syncRequest({ ...alertmanager(), status: failed }),
    '--controller-id=other',
  );
  t.strictSame(report, { isFailed: false, nodesWithoutAddress: 0 });
});

t.test('an object that is deleted has no conditions left', async (t) => {
  const body = { ...syncRequest(prometheus({}, { name: 'gone' })), finalizing: true };
  const { report } = await ask('/prometheus/finalize', body);
  t.match(report.object, { name: 'gone', conditions: [], resources: [] });
});

t.test('a condition of somebody else is no label unless it is a word', async (t) => {
  const strange = { type: 'A b', status: 'True', reason: 'x'.repeat(1000) };
  const parent = { ...prometheus(), status: { conditions: [strange, { type: 'Other', status: 'True', reason: '' }] } };
  // JSON.parse makes the key an own property, which the hooks refuse. The refusal keeps the other conditions.
  const body = JSON.stringify(syncRequest(parent)).replace('"spec":{', '"spec":{"__proto__":{"a":1},');
  const { report } = await ask('/prometheus/sync', body);
  t.strictSame(conditions(report), { Other: 'True ', Reconciled: 'False ReconciliationFailed' });
});

t.test('the kubelet Service reports Nodes without an address', async (t) => {
  const node = (name: string, address?: string) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { addresses: address ? [{ type: 'InternalIP', address }] : [] },
  });
  const body = {
    object: namespace('kube-system'),
    attachments: {},
    related: kindMap([node('a', '10.0.0.1'), node('b'), node('c')]),
    finalizing: false,
  };
  const { report, text } = await ask('/kubelet/sync', body, '--kubelet-service=kube-system/kubelet');
  t.strictSame(report, { isFailed: false, nodesWithoutAddress: 2 });
  t.notOk('figures' in JSON.parse(text));
});
