// Rendering without a cluster: objects as a user writes them, and what the command prints.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { prometheusConfig } from '../../support/config.ts';
import { program, STACK } from '../../support/program.ts';

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

t.test('the command prints children and what was rejected, and its exit code shows it', async (t) => {
  const run = (input: unknown, ...args: string[]) =>
    spawnSync(process.execPath, [...program('rendercli'), ...args, '-'], {
      cwd: resolve(import.meta.dirname, '../../..'),
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
      input: typeof input === 'string' ? input : JSON.stringify({ apiVersion: 'v1', kind: 'List', items: input }),
    });
  const good = run(objects);
  t.equal(good.status, 0);
  t.match(good.stdout, /^---\napiVersion: v1\nkind: ConfigMap/);
  t.match(good.stdout, /kind: StatefulSet/);
  t.match(
    good.stderr,
    /ServiceMonitor default\/bad spec\.endpoints\[0\]\.scrapeTimeout: "5m" is longer than the interval/,
  );
  t.match(good.stderr, /^(\S+ \S+\/\S+[: ]|rejected by \S+: \S+ \S+\/\S+ )/, 'each line begins with its object');
  const misspelt = run([
    object('ServiceMonitor', 'm', { selector: { app: 'x' }, endpoints: [{ basic_auth: {}, portt: 'web' }] }),
    { ...object('AlertmanagerConfig', 'c', { time_intervals: [] }), apiVersion: 'monitoring.coreos.com/v1beta1' },
  ]);
  t.strictSame(misspelt.stderr.trim().split('\n'), [
    'ServiceMonitor default/m spec.selector.app: is not a field: the API server drops it; ' +
      'there are: matchExpressions, matchLabels',
    'ServiceMonitor default/m spec.endpoints[0].basic_auth: is not a field: the API server drops it; ' +
      'do you mean basicAuth?',
    'ServiceMonitor default/m spec.endpoints[0].portt: is not a field: the API server drops it; do you mean port?',
    'AlertmanagerConfig default/c spec.time_intervals: is not a field: the API server drops it; ' +
      'do you mean timeIntervals?',
  ]);
  const failed = run([object('Prometheus', 'k8s', { version: 'none' })]);
  t.equal(failed.status, 1);
  t.match(failed.stderr, /Prometheus default\/k8s: spec\.version: "none" is not a version/);
  const broken = run('a: [');
  t.equal(broken.status, 2);
  t.notMatch(broken.stderr, STACK, 'no stack');
});
