// `explain`: what it prints, and its exit code. What the engine finds is tested in test/unit/explain.
import t from 'tap';
import { command, fakeKubectl, folder } from '../../../support/commandline.ts';
import { prometheus, serviceMonitor } from '../../../support/objects.ts';

const METADATA = { namespace: 'shop', labels: { team: 'shop' } };
const PROMETHEUS = prometheus({ serviceMonitorSelector: { matchLabels: { team: 'shop' } } }, { namespace: 'shop' });
const monitor = (name: string, labels: Record<string, string>) =>
  serviceMonitor(
    { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'web' }] },
    { ...METADATA, name, labels },
  );
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'prometheus-k8s-0', namespace: 'shop', labels: {} },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};
const WEB = {
  ...POD,
  metadata: { name: 'web-0', namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', ports: [{ name: 'web', containerPort: 80 }] }] },
};
const SLICE = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'web-0' } }],
  ports: [{ name: 'web', port: 80 }],
};
const GOOD = monitor('good', { team: 'shop' });
const OTHER = monitor('other', { team: 'other' });

t.test('the chain of an object in files, with the broken link and what to do', async (t) => {
  const files = folder({ 'all.yaml': [PROMETHEUS, GOOD, OTHER, SERVICE] });
  const broken = await command(['explain', 'smon/other', '-n', 'shop', files]);
  t.equal(broken.code, 1);
  t.match(broken.out, /^ok +object +ServiceMonitor shop\/other exists\nbroken +selection /);
  t.match(broken.out, /-> .*\n.*kubectl .*team=shop/, 'a command repairs it');
  const port = await command(['explain', 'servicemonitor/good', '-n', 'shop', files]);
  t.match(port.out, /^broken +port (.|\n)*to "http"/m, 'the name of the port is another');
  const json = JSON.parse((await command(['explain', 'smon/good', '-n', 'shop', '-o', 'json', files])).out);
  t.match(json, { subject: { kind: 'ServiceMonitor', namespace: 'shop', name: 'good' }, steps: [{ status: 'ok' }] });
  const coloured = await command(['explain', 'smon/other', '-n', 'shop', files], { isTerminal: true });
  t.match(coloured.out, '\u001b[31mbroken\u001b[0m');
});

t.test('all objects: one line for each that is broken', async (t) => {
  const files = folder({ 'all.yaml': [PROMETHEUS, OTHER] });
  const { code, out } = await command(['explain', '--all', files]);
  t.equal(code, 1);
  t.match(out, /^ServiceMonitor shop\/other: selection: /m);
});

t.test('a cluster: what the servers report counts, and only what is needed is read', async (t) => {
  const base = '/api/v1/namespaces/shop/pods/prometheus-k8s-0:9090/proxy/api/v1';
  const pool = 'serviceMonitor/shop/good/0';
  const fine = { ...SERVICE, spec: { ...SERVICE.spec, ports: [{ name: 'web', port: 80 }] } };
  const target = {
    scrapePool: pool,
    scrapeUrl: 'http://10.0.0.1/metrics',
    health: 'down',
    lastError: 'HTTP status 500',
  };
  const secret = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop' },
    data: { token: 'aHVudGVyMg==' },
  });
  const kubectl = fakeKubectl([PROMETHEUS, GOOD, fine, POD, WEB, SLICE, secret('other')], {
    refused: ['networkpolicies', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings', 'serviceaccounts'],
    raw: {
      [`${base}/status/config`]: { data: { yaml: `scrape_configs:\n- job_name: ${pool}\n` } },
      [`${base}/status/runtimeinfo`]: { data: { reloadConfigSuccess: true } },
      [`${base}/rules`]: { data: { groups: [] } },
      [`${base}/targets`]: { data: { activeTargets: [target], droppedTargetCounts: {} } },
    },
  });
  const before = process.env['PATH'];
  t.teardown(() => {
    process.env['PATH'] = before;
  });
  process.env['PATH'] = kubectl.path;
  const { code, out, err } = await command(['explain', 'smon/good', '-n', 'shop', '--live', '--context=test']);
  t.equal(code, 1);
  t.match(out, /^broken +scrape +(.|\n)*HTTP status 500/m);
  t.match(err, /cannot read networkpolicies\.networking\.k8s\.io: .*forbidden/);
  const calls = kubectl.calls();
  t.ok(calls.every(([verb]) => verb === 'get') && calls.every((args) => args.includes('--context=test')));
  t.notOk(calls.flat().includes('other'), 'no Secret that nobody names');
  t.notMatch(out + err, /hunter2|aHVudGVyMg/);
});

t.test('mistakes on the command line have exit code 2', async (t) => {
  const files = folder({ 'all.yaml': [PROMETHEUS] });
  for (const [argv, message] of [
    [['explain', '-n', 'shop'], /name an object/],
    [['explain', 'web', files], /"web" is not an object/],
    [['explain', 'pod/web', files], /"pod\/web" is not an object/],
    [['explain', 'smon/web'], /name files or directories/],
    [['explain', 'smon/web', '--live', files], /exclude each other/],
  ] as const) {
    const { code, err } = await command(argv);
    t.equal(code, 2, argv.join(' '));
    t.match(err, message);
  }
});
