// The children of an Alertmanager: when they stay as they are, and what is in them.
import t from 'tap';
import { customizeAlertmanager } from '../../../../hooks/controllers/alertmanager/customize.ts';
import type { SyncResponse } from '../../../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import type { Section } from '../../../../hooks/core/section.ts';
import { alertmanager, applied, child, condition, good, options, selects, sync } from './alertmanagersync.ts';

const stops: [name: string, spec: Section, message: RegExp][] = [
  ['a version that cannot run', { version: 'v2.0.0' }, /spec.version/],
  [
    'an argument that is generated',
    { additionalArgs: [{ name: 'storage.path', value: '/x' }] },
    /spec.additionalArgs\[0\].name/,
  ],
  ['a Service that does not exist', { serviceName: 'own' }, /spec.serviceName/],
  [
    'a server certificate without key',
    { web: { tlsConfig: { cert: { secret: { name: 's', key: 'c' } } } } },
    /spec.web.tlsConfig.keySecret/,
  ],
];
for (const [name, spec, message] of stops) {
  t.test(`the children stay as they are: ${name}`, async (t) => {
    const before = sync(alertmanager(), [good]);
    const after = sync(alertmanager(spec), [good], applied(before.children));
    t.same(new Set(after.children), new Set(before.children));
    t.match(condition(after, 'Reconciled'), { status: 'False', reason: 'ReconciliationFailed', message });
  });
}

t.test('under dynamic apply the port of the mesh is declared once', async (t) => {
  const count = (response: SyncResponse) => JSON.stringify(response.children).match(/9094,/g)?.length;
  t.equal(count(sync(alertmanager(), [good])), 4);
  t.equal(count(sync(alertmanager(), [good], [], parseOptions(['--apply-strategy=dynamic-apply']))), 2);
});

t.test('the shared Service is left to the Alertmanager that has it', async (t) => {
  const owner = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    name: 'other',
    uid: 'u2',
    controller: true,
  };
  const theirs: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'alertmanager-operated', namespace: 'monitoring', ownerReferences: [owner] },
  };
  t.equal(child(sync(alertmanager(), [good, theirs]), 'alertmanager-operated'), undefined);
  t.ok(child(sync(alertmanager(), [good]), 'alertmanager-operated'));
});

t.test('fields that cannot change in place stay, until the Alertmanager is annotated', async (t) => {
  const before = applied(sync(alertmanager(), [good]).children);
  const held = sync(alertmanager({ podManagementPolicy: 'OrderedReady' }), [good], before);
  t.match(child(held, 'alertmanager-main'), { spec: { podManagementPolicy: 'Parallel' } });
  t.match(condition(held, 'Reconciled'), { reason: 'RecreateRequired', message: /podManagementPolicy/ });
  const asked = alertmanager(
    { podManagementPolicy: 'OrderedReady' },
    { annotations: { 'prometheus-metacontroller.dev/recreate': 'true' } },
  );
  t.equal(child(sync(asked, [good], before), 'alertmanager-main'), undefined);
});

t.test('peers of one mesh cannot share a name', async (t) => {
  const reconciled = (spec: Section, with_ = options) =>
    condition(sync(alertmanager({ clusterPeerName: 'eu', ...spec }), [good], [], with_), 'Reconciled');
  t.match(reconciled({ replicas: 2 }), {
    status: 'False',
    message: /spec\.clusterPeerName: "eu" is the same for all pods; use a variable such as \$\(POD_NAME\)/,
  });
  t.match(reconciled({ replicas: 1 }), { status: 'True' });
  t.match(reconciled({ replicas: 2, version: 'v0.29.0' }), { status: 'True' }, 'an older release has no such flag');
  t.match(reconciled({ replicas: 2 }, { ...options, parity: true }), { status: 'True' });
});

const args: [name: string, spec: Section, want: string | RegExp][] = [
  ['a single one does not listen for peers', {}, '--cluster.listen-address='],
  ['several do', { replicas: 3 }, '--cluster.listen-address=[$(POD_IP)]:9094'],
  ['every peer is named', { replicas: 2 }, '--cluster.peer=alertmanager-main-1.alertmanager-operated:9094'],
  [
    'a limit on silences counts bytes',
    { limits: { maxPerSilenceBytes: '2KB' } },
    '--silences.max-silence-size-bytes=2048',
  ],
  ['a peer has the name of its pod', { replicas: 2 }, '--cluster.peer-name=$(POD_NAME)'],
  [
    'a peer has the name from its field',
    { replicas: 2, clusterPeerName: '$(POD_NAME).eu' },
    '--cluster.peer-name=$(POD_NAME).eu',
  ],
  ['the cluster may have no label', { clusterLabel: '' }, '--cluster.label='],
];
for (const [name, spec, want] of args) {
  t.test(`arguments: ${name}`, async (t) => {
    const set = child(sync(alertmanager(spec), [good]), 'alertmanager-main') as unknown as {
      spec: { template: { spec: { containers: { args: string[] }[] } } };
    };
    t.ok(set.spec.template.spec.containers[0]?.args.includes(String(want)));
  });
}

t.test('related objects depend on the spec alone', async (t) => {
  const rules = customizeAlertmanager(
    {
      parent: alertmanager({
        ...selects,
        alertmanagerConfiguration: { name: 'base', global: { slackApiUrl: { name: 'slack', key: 'u' } } },
      }),
    },
    options,
  );
  t.match(rules.relatedResources, [
    { resource: 'alertmanagerconfigs', namespace: 'monitoring', labelSelector: {} },
    {
      resource: 'secrets',
      namespace: 'monitoring',
      labelSelector: { matchLabels: { 'prometheus-metacontroller.dev/assets': 'alertmanagerconfigs' } },
    },
    { resource: 'alertmanagerconfigs', namespace: 'monitoring', names: ['base'] },
    { resource: 'secrets', namespace: 'monitoring' },
    { resource: 'secrets', names: ['alertmanager-main', 'slack'] },
    { resource: 'configmaps', names: ['main'] },
    {
      resource: 'secrets',
      namespace: 'monitoring',
      labelSelector: { matchExpressions: [{ key: 'prometheus-metacontroller.dev/grafana-credentials' }] },
    },
    { resource: 'services', names: ['alertmanager-operated'] },
    { resource: 'pods', labelSelector: { matchLabels: { alertmanager: 'main' } } },
  ]);
});
