// Which configuration an Alertmanager runs, and which one stays in use if it is missing or broken.
import t from 'tap';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { secret } from '../../../support/objects.ts';
import { alertmanager, applied, child, condition, configIn, good, sync } from './alertmanagersync.ts';

const broken = secret('alertmanager-main', {
  'alertmanager.yaml': 'route: {receiver: nobody}\nreceivers: [{name: pager}]\n',
});

t.test('without a configuration pods wait for it, and a condition reports what to create', async (t) => {
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

t.test(
  'unknown fields are passed on with a warning to an Alertmanager that is newer than the hooks know, and refused ' +
    'for a known release',
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
