// The sync hook as a whole: which configuration runs, what waits, what stays.

import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { customizeAlertmanager } from '../../../../hooks/controllers/alertmanager/customize.ts';
import { syncAlertmanager } from '../../../../hooks/controllers/alertmanager/sync.ts';
import type { Condition } from '../../../../hooks/core/conditions.ts';
import type { KindMap, SyncRequest, SyncResponse } from '../../../../hooks/core/hook.ts';
import { inputs } from '../../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import type { Section } from '../../../../hooks/core/section.ts';
import { parseYaml } from '../../../../hooks/core/yaml.ts';
import { assetSecret } from '../../../../hooks/references/assetsecret.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
const options = parseOptions([]);

const alertmanager = (spec: Section = {}, metadata: Section = {}): KubernetesObject =>
  ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { name: 'main', namespace: 'monitoring', uid: 'u1', generation: 1, ...metadata },
    spec: { portName: 'web', retention: '120h', ...spec },
  }) as KubernetesObject;

const secret = (name: string, files: Record<string, string>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'monitoring' },
  data: Object.fromEntries(Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
});

const config = (name: string, spec: Section): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name, namespace: 'monitoring', generation: 1 },
  spec,
});

function kindMap(objects: readonly KubernetesObject[]): KindMap {
  const out: Record<string, Record<string, KubernetesObject>> = {};
  for (const object of objects) {
    const key = `${object.kind}.${object.apiVersion}`;
    const named = out[key] ?? {};
    named[`${object.metadata.namespace}/${object.metadata.name}`] = object;
    out[key] = named;
  }
  return out;
}

/** Children as the API server would show them after the answer was applied. */
const applied = (children: readonly KubernetesObject[]): KubernetesObject[] =>
  children.map((child) => ({
    ...child,
    metadata: {
      ...child.metadata,
      uid: `uid-${child.metadata.name}`,
      annotations: {
        ...child.metadata.annotations,
        'metacontroller.k8s.io/last-applied-configuration': JSON.stringify(child),
      },
      ownerReferences: [
        { apiVersion: 'monitoring.coreos.com/v1', kind: 'Alertmanager', name: 'main', uid: 'u1', controller: true },
      ],
    },
  }));

const sync = (
  parent: KubernetesObject,
  related: readonly KubernetesObject[],
  children: readonly KubernetesObject[] = [],
  with_ = options,
): SyncResponse => {
  const request: SyncRequest = { parent, related: kindMap(related), children: kindMap(children), finalizing: false };
  return syncAlertmanager(inputs(request), undefined, NOW, with_);
};

const child = (response: SyncResponse, name: string): KubernetesObject | undefined =>
  response.children.find(({ metadata }) => metadata.name === name);

const condition = (response: SyncResponse, type: string): Condition | undefined =>
  (response.status['conditions'] as Condition[]).find((found) => found.type === type);

function configIn(response: SyncResponse): Section | undefined {
  const data = child(response, 'alertmanager-main-generated')?.['data'] as Record<string, string> | undefined;
  if (!data) return undefined;
  const parsed = parseYaml(gunzipSync(Buffer.from(data['alertmanager.yaml.gz'] ?? '', 'base64')).toString(), '');
  return ('value' in parsed ? parsed.value : undefined) as Section | undefined;
}

const routesIn = (response: SyncResponse): unknown => ((configIn(response)?.['route'] ?? {}) as Section)['routes'];

const good = secret('alertmanager-main', {
  'alertmanager.yaml': 'route: {receiver: pager}\nreceivers: [{name: pager}]\n',
  'mail.tmpl': '{{ define "x" }}{{ end }}',
});
const broken = secret('alertmanager-main', {
  'alertmanager.yaml': 'route: {receiver: nobody}\nreceivers: [{name: pager}]\n',
});

t.test('without a configuration pods wait for it, and a condition says what to create', async (t) => {
  const response = sync(alertmanager(), []);
  t.equal(child(response, 'alertmanager-main-generated'), undefined, 'the Secret that pods mount is not there');
  t.ok(child(response, 'alertmanager-main'), 'the StatefulSet is');
  t.match(condition(response, 'ConfigLoaded'), {
    status: 'False',
    reason: 'ConfigMissing',
    message: /Secret "monitoring\/alertmanager-main" with key "alertmanager.yaml"/,
  });
  t.match(condition(response, 'Reconciled'), { status: 'True', reason: 'ConfigMissing' });
});

t.test('an option gives the default configuration instead', async (t) => {
  const response = sync(alertmanager(), [], [], parseOptions(['--alertmanager-without-config=default']));
  t.strictSame(configIn(response), { route: { receiver: 'null' }, receivers: [{ name: 'null' }] });
  t.match(condition(response, 'ConfigLoaded'), { status: 'True' });
});

t.test('a Secret is passed on with everything in it', async (t) => {
  const response = sync(alertmanager(), [good]);
  t.match(configIn(response), { route: { receiver: 'pager' } });
  t.match(child(response, 'alertmanager-main-generated'), { data: { 'mail.tmpl': String } });
});

t.test('a ConfigMap of the name of the Alertmanager serves where there is no Secret', async (t) => {
  const data = { 'alertmanager.yaml': 'route: {receiver: map}\nreceivers: [{name: map}]\n' };
  const map: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'main', namespace: 'monitoring' },
    data,
  };
  t.match(configIn(sync(alertmanager(), [map])), { route: { receiver: 'map' } });
  t.match(configIn(sync(alertmanager(), [map, good])), { route: { receiver: 'pager' } }, 'a Secret comes first');
});

t.test('a first configuration that is broken keeps pods waiting, with the reason', async (t) => {
  const response = sync(alertmanager(), [broken]);
  t.equal(child(response, 'alertmanager-main-generated'), undefined);
  t.match(condition(response, 'ConfigLoaded'), {
    status: 'False',
    reason: 'InvalidConfig',
    message: /no receiver of this name/,
  });
  t.match(condition(response, 'Reconciled'), { status: 'False', reason: 'ReconciliationFailed' });
});

for (const [name, related, reason] of [
  ['vanished', [], 'ConfigRemoved'],
  ['broken', [broken], 'InvalidConfig'],
] as const) {
  t.test(`once a configuration was good, a ${name} source changes nothing`, async (t) => {
    const first = sync(alertmanager(), [good]);
    const second = sync(alertmanager(), related, applied(first.children));
    t.strictSame(child(second, 'alertmanager-main-generated'), child(first, 'alertmanager-main-generated'));
    t.strictSame(child(second, 'alertmanager-main'), child(first, 'alertmanager-main'));
    t.match(condition(second, 'ConfigLoaded'), {
      status: 'False',
      reason,
      message: /the last configuration stays in use/,
    });
  });
}

t.test('the same input gives the same answer, byte for byte', async (t) => {
  const first = sync(alertmanager(), [good]);
  const second = sync(alertmanager(), [good], applied(first.children));
  t.strictSame(second.children, first.children);
});

const receiver = { route: { receiver: 'r' }, receivers: [{ name: 'r', webhookConfigs: [{ url: 'http://a.b' }] }] };
const selects = { alertmanagerConfigSelector: {} };

t.test('AlertmanagerConfigs alone are a configuration, and the last one may go', async (t) => {
  const first = sync(alertmanager(selects), [config('app', receiver)]);
  t.match(configIn(first), {
    route: {
      receiver: 'null',
      routes: [{ receiver: 'monitoring/app/r', matchers: ['namespace="monitoring"'], continue: true }],
    },
  });
  const second = sync(alertmanager(selects), [], applied(first.children));
  t.match(configIn(second), { route: { receiver: 'null' } });
  t.equal(routesIn(second), undefined);
});

t.test('a Secret that vanished is missed even where AlertmanagerConfigs are merged in', async (t) => {
  const first = sync(alertmanager(selects), [good, config('app', receiver)]);
  const second = sync(alertmanager(selects), [config('app', receiver)], applied(first.children));
  t.match(condition(second, 'ConfigLoaded'), { status: 'False', reason: 'ConfigRemoved' });
  t.match(configIn(second), { route: { receiver: 'pager' } });
});

t.test('a broken AlertmanagerConfig is left out and named, the others are in', async (t) => {
  const bad = config('bad', {
    route: { receiver: 'r' },
    receivers: [{ name: 'r', opsgenieConfigs: [{ message: 'no key anywhere' }] }],
  });
  const response = sync(alertmanager(selects), [good, config('app', receiver), bad]);
  t.match(routesIn(response), [{ receiver: 'monitoring/app/r' }]);
  t.equal((routesIn(response) as unknown[]).length, 1);
  t.match(condition(response, 'ResourcesAccepted'), {
    status: 'False',
    message: /AlertmanagerConfig monitoring\/bad .*api_key/,
  });
  t.match(condition(response, 'Reconciled'), { status: 'True' });
});

t.test('references that are not read yet hold the configuration back for a moment', async (t) => {
  const pager = config('app', {
    route: { receiver: 'r' },
    receivers: [{ name: 'r', pagerdutyConfigs: [{ routingKey: { name: 'keys', key: 'k' } }] }],
  });
  const waiting = sync(alertmanager(selects), [good, pager]);
  t.equal(waiting.resyncAfterSeconds, 2);
  t.equal(child(waiting, 'alertmanager-main-generated'), undefined);
  const asset = assetSecret(
    'AlertmanagerConfig',
    pager,
    (_kind, name) => (name === 'keys' ? secret('keys', { k: 's3cr3t' }) : undefined),
    parseOptions(),
  );
  const ready = sync(alertmanager(selects), [good, pager, ...(asset ? [asset] : [])]);
  t.match(configIn(ready), { receivers: [{}, { pagerduty_configs: [{ routing_key: 's3cr3t' }] }] });
  t.notMatch(JSON.stringify(ready.status), 's3cr3t');
});

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
    'a peer has the name that the user says',
    { replicas: 2, clusterPeerName: '$(POD_NAME).eu' },
    '--cluster.peer-name=$(POD_NAME).eu',
  ],
  ['the cluster may have no label', { clusterLabel: '' }, '--cluster.label'],
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

t.test(
  'fields that only a newer Alertmanager can know are passed on to it with a warning, and refused for one that is known',
  async (t) => {
    const future = secret('alertmanager-main', {
      'alertmanager.yaml': 'route: {receiver: a}\nreceivers: [{name: a}]\nfuture: {a: 1}\n',
    });
    const selecting = (version: string) => sync(alertmanager({ version, alertmanagerConfigSelector: {} }), [future]);
    t.match(configIn(selecting('v0.40.0')), { future: { a: 1 } });
    t.match(condition(selecting('v0.40.0'), 'ConfigLoaded'), {
      status: 'True',
      reason: 'UnknownFields',
      message: /: field 3$/,
    });
    t.match(condition(selecting('v0.33.0'), 'ConfigLoaded'), {
      status: 'False',
      reason: 'InvalidConfig',
      message: /alertmanager\.yaml field 3 is not|field 3: is not a field/,
    });
  },
);

t.test(
  'a field that an old release does not know, and without which it would refuse the file, is reported',
  async (t) => {
    const text = 'route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url_file: /x}]}]\n';
    const old = sync(alertmanager({ version: 'v0.25.0', alertmanagerConfigSelector: {} }), [
      secret('alertmanager-main', { 'alertmanager.yaml': text }),
    ]);
    t.match(condition(old, 'ConfigLoaded'), { status: 'False', message: /url/ });
  },
);
