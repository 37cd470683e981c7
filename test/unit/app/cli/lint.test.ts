// `lint`: lines, formats and exit codes.
import t from 'tap';
import { command, folder } from '../../../support/commandline.ts';

const monitor = (name: string, endpoint: object) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { name },
  spec: { selector: {}, endpoints: [endpoint] },
});
const EXPERIMENTAL = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'r' },
  spec: { groups: [{ name: 'g', rules: [{ record: 'a', expr: "sort_by_label(up, 'a')" }] }] },
};

t.test('a line for each mistake, also for a file that is no YAML; the others are checked', async (t) => {
  const root = folder({ 'a.yaml': [monitor('a', { port: 'web', portt: 'x' })], 'b.yaml': 'a: [', 'c.yaml': [] });
  const { code, out, err } = await command(['lint', root]);
  t.equal(code, 1);
  t.match(out.trim().split('\n'), [
    /^.*b\.yaml: is not valid YAML: .* \(line \d+, column \d+\)$/,
    /^.*a\.yaml: ServiceMonitor default\/a: spec\.endpoints\[0\]\.portt: is not a field: .* do you mean port\?$/,
  ]);
  t.equal(err, '1 object, 2 errors, 0 warnings\n');
});

t.test('nothing wrong is 0, a warning too, unless --strict', async (t) => {
  const good = await command(['lint', folder({ 'a.yaml': [monitor('a', { port: 'web' })] })]);
  t.strictSame([good.code, good.out], [0, '']);
  const root = folder({ 'a.yaml': [EXPERIMENTAL] });
  const lenient = await command(['lint', root]);
  t.equal(lenient.code, 0);
  t.match(lenient.out, /PrometheusRule default\/r: spec\.groups\[0\]\.rules\[0\]\.expr: warning: /);
  t.equal((await command(['lint', '--strict', root])).code, 1);
});

t.test('findings as JSON and YAML have file, object, path, message and severity', async (t) => {
  const root = folder({ 'a.yaml': [monitor('a', { port: 1 })] });
  const { out } = await command(['lint', '-o', 'json', root]);
  t.strictSame(JSON.parse(out), [
    {
      file: `${root}/a.yaml`,
      kind: 'ServiceMonitor',
      namespace: 'default',
      name: 'a',
      path: 'spec.endpoints[0].port',
      message: 'must be a string, and it is a number: quote it',
      severity: 'error',
    },
  ]);
  t.match((await command(['lint', '-o', 'yaml', root])).out, /^- file: .*\n {2}kind: ServiceMonitor\n/);
});

t.test('a terminal gets colours, and text of users cannot control it', async (t) => {
  const root = folder({ 'a.yaml': [monitor('a', { scheme: '\u001b[2Jx' })] });
  const plain = await command(['lint', root]);
  t.notMatch(plain.out, '\u001b');
  const coloured = await command(['lint', root], { isTerminal: true });
  t.match(coloured.out, '\u001b[31m');
  t.notMatch(coloured.out, '\u001b[2J');
});

t.test('the output of kubectl get is read from standard input', async (t) => {
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [monitor('a', { portt: 'x' })] });
  const { code, out } = await command(['lint', '-'], { stdin });
  t.equal(code, 1);
  t.match(out, /^-: ServiceMonitor default\/a: /);
});
