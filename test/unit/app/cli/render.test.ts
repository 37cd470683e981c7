// `render`: what it prints, and its exit code.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import t from 'tap';
import { command, fakeKubectl, folder } from '../../../support/commandline.ts';
import { program, STACK } from '../../../support/program.ts';

const object = (kind: string, name: string, spec: Record<string, unknown>, version = 'v1') => ({
  apiVersion: `monitoring.coreos.com/${version}`,
  kind,
  metadata: { name },
  spec,
});
const list = (...items: readonly unknown[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const PROMETHEUS = object('Prometheus', 'k8s', { serviceMonitorSelector: {} });
const GOOD = object('ServiceMonitor', 'good', { selector: {}, endpoints: [{ port: 'web' }] });
const BAD = object('ServiceMonitor', 'bad', { selector: {}, endpoints: [{ port: 'web', scrapeTimeout: '5m' }] });

t.test('the program prints children, and the exit code is 0 if nothing is wrong', async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program(), 'render', '-'], {
    cwd: resolve(import.meta.dirname, '../../../..'),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    input: list(PROMETHEUS, GOOD),
  });
  t.equal(stderr, '');
  t.equal(status, 0);
  t.match(stdout, /^---\napiVersion: v1\nkind: ConfigMap/);
  t.match(stdout, /kind: StatefulSet/);
});

t.test('a rejected object is named on standard error, and the exit code is 1', async (t) => {
  const { code, out, err } = await command(['render', '-'], { stdin: list(PROMETHEUS, GOOD, BAD) });
  t.equal(code, 1);
  t.match(out, /kind: StatefulSet/, 'the other children are printed');
  t.match(err, /ServiceMonitor default\/bad spec\.endpoints\[0\]\.scrapeTimeout: "5m" is longer than the interval/);
  t.match(err, /^(\S+ \S+\/\S+[: ]|rejected by \S+: \S+ \S+\/\S+ )/, 'each line begins with its object');
});

t.test('misspelt fields are named with the field that is meant', async (t) => {
  const { code, err } = await command(['render', '-'], {
    stdin: list(
      object('ServiceMonitor', 'm', { selector: { app: 'x' }, endpoints: [{ basic_auth: {}, portt: 'web' }] }),
      object('AlertmanagerConfig', 'c', { time_intervals: [] }, 'v1beta1'),
    ),
  });
  t.equal(code, 1);
  t.strictSame(err.trim().split('\n'), [
    'ServiceMonitor default/m spec.selector.app: is not a field: the API server drops it; ' +
      'there are: matchExpressions, matchLabels',
    'ServiceMonitor default/m spec.endpoints[0].basic_auth: is not a field: the API server drops it; ' +
      'do you mean basicAuth?',
    'ServiceMonitor default/m spec.endpoints[0].portt: is not a field: the API server drops it; do you mean port?',
    'AlertmanagerConfig default/c spec.time_intervals: is not a field: the API server drops it; ' +
      'do you mean timeIntervals?',
  ]);
});

t.test('a Prometheus that cannot be reconciled gives 1, a file that is no YAML 2', async (t) => {
  const failed = await command(['render', '-'], { stdin: list(object('Prometheus', 'k8s', { version: 'none' })) });
  t.equal(failed.code, 1);
  t.match(failed.err, /Prometheus default\/k8s: spec\.version: "none" is not a version/);
  const broken = await command(['render', '-'], { stdin: 'a: [' });
  t.equal(broken.code, 2);
  t.match(broken.err, /^-: is not valid YAML/);
  t.notMatch(broken.err, STACK, 'no stack');
});

t.test('flags of the hooks count, with and without "="; -o chooses the format', async (t) => {
  const args = ['render', '-', '-o', 'json', '--labels', 'team=a', '--localhost=here', '--propagation'];
  const { code, out } = await command(args, { stdin: list(PROMETHEUS) });
  t.equal(code, 0);
  const { items } = JSON.parse(out) as { items: { metadata: { labels: Record<string, string> } }[] };
  t.ok(items.length > 5);
  t.ok(items.every(({ metadata }) => metadata.labels['team'] === 'a'));
  const text = await command(['render', '-', '-o', 'text'], { stdin: list(PROMETHEUS) });
  t.match(text.out, /^Secret default\/prometheus-k8s$/m);
  const wrong = await command(['render', '-', '--query-tier=some'], { stdin: list(PROMETHEUS) });
  t.equal(wrong.code, 2);
  t.match(wrong.err, /--query-tier: "some" is not one of/);
});

t.test('with --live only kubectl get is run, only named Secrets are read, and no value is printed', async (t) => {
  const ref = { name: 'creds', key: 'token' };
  const placed = <T extends { metadata: object }>(one: T) => ({
    ...one,
    metadata: { ...one.metadata, namespace: 'shop' },
  });
  const secret = (name: string, data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop' },
    data,
  });
  const kubectl = fakeKubectl(
    [
      placed(PROMETHEUS),
      placed(
        object('ServiceMonitor', 'm', {
          selector: {},
          endpoints: [
            { port: 'web', authorization: { credentials: ref } },
            { port: 'b', bearerTokenSecret: { name: '--raw=/api', key: 'x' } },
          ],
        }),
      ),
      secret('creds', { token: Buffer.from('hunter2').toString('base64') }),
      secret('other', { token: 'b3RoZXI=' }),
    ],
    { refused: ['probes'], unknown: ['thanosrulers'] },
  );
  const before = process.env['PATH'];
  t.teardown(() => {
    process.env['PATH'] = before;
  });
  process.env['PATH'] = kubectl.path;
  const { out, err } = await command(['render', '--live', '--context=test', '--kubeconfig=/k']);
  t.match(out, /kind: Secret\n(.*\n)*? {2}prometheus\.yaml\.gz: <hidden>/);
  t.notMatch(out, 'aHVudGVyMg', 'no value of a Secret');
  t.notMatch(out, 'H4sI', 'no configuration, which can hold values');
  t.match(err, /cannot read probes\.v1\.monitoring\.coreos\.com: .*forbidden/);
  t.notMatch(err, /thanosrulers/, 'a cluster without a CRD is fine');
  const calls = kubectl.calls();
  t.ok(calls.every(([verb]) => verb === 'get'));
  t.ok(calls.every((args) => args.includes('--context=test') && args.includes('--kubeconfig=/k')));
  const secrets = calls.filter(([, resource]) => resource === 'secrets');
  t.ok(secrets.length > 0);
  t.ok(secrets.every((args) => args.filter((arg) => !arg.startsWith('--')).length > 2, 'each names its Secrets'));
  t.notOk(secrets.flat().includes('other'));
  t.notOk(calls.flat().includes('--raw=/api'), 'a name that is none does not reach kubectl');
});

t.test('directories are read with all folders; what is no manifest is left out there', async (t) => {
  const root = folder({
    'a/prometheus.yaml': [PROMETHEUS],
    'a/b/monitor.yml': [BAD],
    'a/b/good.json': JSON.stringify(GOOD),
    'values.yaml': 'replicas: 2\n',
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
    'notes.txt': 'a: [',
    '.git/x.yaml': 'a: [',
  });
  const { code, err } = await command(['render', '-o', 'text', root]);
  t.equal(code, 1);
  t.match(err, /^rejected by k8s: ServiceMonitor default\/bad/);
  const named = await command(['render', `${root}/values.yaml`]);
  t.equal(named.code, 2);
  t.match(named.err, /values\.yaml: document 1 is not a Kubernetes object/);
  const none = await command(['render', `${root}/none.yaml`]);
  t.equal(none.code, 2);
  t.match(none.err, /none\.yaml: does not exist/);
});
