// `diff`: its text, exit codes, and a cluster against files.
import t from 'tap';
import { command, fakeKubectl, folder } from '../../../support/commandline.ts';

const object = (kind: string, name: string, spec: object) => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});
const prometheus = (spec: object = {}) => object('Prometheus', 'k8s', { serviceMonitorSelector: {}, ...spec });
const monitor = (interval: string) =>
  object('ServiceMonitor', 'web', { selector: {}, endpoints: [{ port: 'web', interval }] });

t.test('the exit code is 1 if something differs, and 0 if nothing does', async (t) => {
  const root = folder({ 'old/a.yaml': [prometheus(), monitor('30s')], 'new/b.yaml': [monitor('60s'), prometheus()] });
  const { code, out } = await command(['diff', `${root}/old`, `${root}/new`]);
  t.equal(code, 1);
  t.equal(out, 'Prometheus shop/k8s\n  ~ job serviceMonitor/shop/web/0\n      scrape_interval: 30s -> 60s\n');
  const same = await command(['diff', `${root}/old`, `${root}/old/a.yaml`]);
  t.strictSame([same.code, same.out], [0, '']);
});

t.test('JSON has workload, subject, name and fields', async (t) => {
  const root = folder({ 'old.yaml': [prometheus(), monitor('30s')], 'new.yaml': [prometheus()] });
  const { out } = await command(['diff', '-o', 'json', `${root}/old.yaml`, `${root}/new.yaml`]);
  t.strictSame(JSON.parse(out), [
    {
      workload: 'Prometheus shop/k8s',
      kind: 'changed',
      changes: [{ kind: 'removed', subject: 'job', name: 'serviceMonitor/shop/web/0', fields: [] }],
    },
  ]);
});

t.test('two sides are needed', async (t) => {
  for (const args of [[], ['a'], ['a', 'b', 'c'], ['--live']]) {
    const { code, err } = await command(['diff', ...args]);
    t.equal(code, 2);
    t.match(err, /name (two files or directories|the files)/);
  }
});

t.test('with --live files are compared with the cluster, as if they were applied', async (t) => {
  const live = <T extends { metadata: object }>(one: T) => ({
    ...one,
    metadata: { ...one.metadata, uid: 'u', resourceVersion: '7', generation: 2 },
    status: {},
  });
  const kubectl = fakeKubectl([live(prometheus()), live(monitor('30s'))]);
  const before = process.env['PATH'];
  t.teardown(() => {
    process.env['PATH'] = before;
  });
  process.env['PATH'] = kubectl.path;
  const root = folder({ 'same.yaml': [monitor('30s')], 'other.yaml': [monitor('10s')] });
  const same = await command(['diff', '--live', `${root}/same.yaml`]);
  t.strictSame([same.code, same.out, same.err], [0, '', '']);
  const other = await command(['diff', '--live', '-n', 'shop', `${root}/other.yaml`]);
  t.equal(other.code, 1);
  t.match(other.out, /scrape_interval: 30s -> 10s/);
  t.ok(kubectl.calls().every(([verb]) => verb === 'get'));
});
