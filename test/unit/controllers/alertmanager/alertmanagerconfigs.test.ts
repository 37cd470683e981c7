// AlertmanagerConfigs that are merged into the configuration, or left out of it.
import t from 'tap';
import type { SyncResponse } from '../../../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import type { Section } from '../../../../hooks/core/section.ts';
import { assetSecret } from '../../../../hooks/references/assetsecret.ts';
import { secret } from '../../../support/objects.ts';
import { alertmanager, applied, child, condition, configIn, good, selects, sync } from './alertmanagersync.ts';

const config = (name: string, spec: Section): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name, namespace: 'monitoring', generation: 1 },
  spec,
});

const routesIn = (response: SyncResponse): unknown => ((configIn(response)?.['route'] ?? {}) as Section)['routes'];

const receiver = { route: { receiver: 'r' }, receivers: [{ name: 'r', webhookConfigs: [{ url: 'http://a.b' }] }] };

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
