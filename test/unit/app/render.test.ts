// Rendering without a cluster: objects as a user writes them.
import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { alertmanagerConfig, prometheusConfig } from '../../support/config.ts';

const object = (kind: string, name: string, spec: Record<string, unknown>): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: { name },
  spec,
});
const token = { name: 'creds', key: 'token' };
const objects: readonly KubernetesObject[] = [
  object('Prometheus', 'k8s', { serviceMonitorSelector: {} }),
  object('ServiceMonitor', 'good', { selector: {}, endpoints: [{ port: 'web', bearerTokenSecret: token }] }),
  object('ServiceMonitor', 'bad', { selector: {}, endpoints: [{ port: 'web', scrapeTimeout: '5m' }] }),
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'creds' }, stringData: { token: 'abc' } },
];

t.test(
  'what a user leaves out is filled in as the API server would: namespace, defaults, encoded Secrets',
  async (t) => {
    const { parents, objects: monitors } = render(objects);
    t.match(parents, [{ kind: 'Prometheus', namespace: 'default', name: 'k8s' }]);
    const config = prometheusConfig(parents[0]?.children.find(({ metadata }) => metadata.name === 'prometheus-k8s'));
    t.equal(config.global['scrape_interval'], '30s');
    t.match(config.scrape_configs, [{ job_name: 'serviceMonitor/default/good/0', bearer_token: 'abc' }]);
    t.strictSame(
      monitors.map(({ name, bindings }) => [
        name,
        (bindings as { conditions: { status: string }[] }[])[0]?.conditions[0]?.status,
      ]),
      [
        ['good', 'True'],
        ['bad', 'False'],
      ],
    );
  },
);

t.test('nothing in, nothing out; other kinds and groups are no parents', async (t) => {
  t.strictSame(render([]), { parents: [], objects: [] });
  const other = { apiVersion: 'example.com/v1', kind: 'Prometheus', metadata: { name: 'x' }, spec: {} };
  t.strictSame(render([other, { apiVersion: 'v1', kind: 'constructor', metadata: { name: 'x' } }]).parents, []);
});

t.test('flags reach the children, and what was given is not changed', async (t) => {
  const before = JSON.stringify(objects);
  const { parents } = render(objects, { flags: ['--labels=team=a', '--localhost=here'] });
  t.ok(parents[0]?.children.every(({ metadata }) => metadata.labels?.['team'] === 'a'));
  t.equal(JSON.stringify(objects), before);
  t.throws(() => render(objects, { flags: ['--nothing'] }), /--nothing/);
});

t.test('an AlertmanagerConfig v1beta1 is merged, as the API server stores it as v1alpha1', async (t) => {
  const { parents } = render([
    object('Alertmanager', 'main', { alertmanagerConfigSelector: {} }),
    {
      ...object('AlertmanagerConfig', 'team', {
        route: { receiver: 'team', muteTimeIntervals: ['night'] },
        receivers: [{ name: 'team' }],
        timeIntervals: [{ name: 'night', timeIntervals: [{ times: [{ startTime: '20:00', endTime: '24:00' }] }] }],
      }),
      apiVersion: 'monitoring.coreos.com/v1beta1',
    },
  ]);
  const secret = parents[0]?.children.find(({ metadata }) => metadata.name === 'alertmanager-main-generated');
  t.match(alertmanagerConfig(secret), {
    receivers: [{ name: 'null' }, { name: 'default/team/team' }],
    mute_time_intervals: [{ name: 'default/team/night' }],
  });
});
