// The chart of the demo stack: the hooks accept what it gives, and its programs do what the tutorial says.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import t, { type Test } from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { DEMO, demoChart } from '../../../release/demo.ts';
import { imageParts, valuesFile } from '../../../release/install.ts';
import { read } from '../../../release/paths.ts';
import { helmBinary } from '../../e2e/kubeconfig.ts';
import type { Condition } from '../../support/condition.ts';
import { NO_HELM, ROOT } from '../../support/helm.ts';
import { freePort } from '../../support/port.ts';
import { until } from '../../support/until.ts';

const COMMAND = ['template', 'demo', join(ROOT, DEMO), '--namespace', 'demo'];

const objects = (...flags: readonly string[]): readonly KubernetesObject[] =>
  (loadAll(execFileSync(helmBinary(), [...COMMAND, ...flags], { encoding: 'utf8' })) as KubernetesObject[]).filter(
    Boolean,
  );

t.test('its versions are those of the project', async (t) => {
  t.equal(read(`${DEMO}/Chart.yaml`), demoChart(), 'npm run chart writes it');
});

t.test('the hooks accept all of it, and only its own namespace is used', { skip: NO_HELM }, async (t) => {
  const all = objects();
  for (const { kind, metadata } of all) t.equal(metadata.namespace, 'demo', `${kind} ${metadata.name}`);
  const { parents } = render([...all, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } }]);
  t.strictSame(parents.map(({ kind, name }) => `${kind} ${name}`).sort(), ['Alertmanager demo', 'Prometheus demo']);
  for (const { kind, status } of parents) {
    const conditions = status['conditions'] as readonly Condition[];
    const bad = conditions.filter(
      (one) => /^(Reconciled|ResourcesAccepted|RulesValid|ConfigLoaded)$/.test(one.type) && one.status !== 'True',
    );
    t.strictSame(bad, [], kind);
  }
  const rules = parents.flatMap(({ children }) => children).find(({ metadata }) => /rulefiles/.test(metadata.name));
  t.match(JSON.stringify(rules), 'OrdersWaiting');
  t.match(JSON.stringify(rules), '{{ $value }} orders wait', 'templates of alerts reach Prometheus');
});

t.test('its image is that of the hooks, and a misspelt value is refused', { skip: NO_HELM }, async (t) => {
  const text = JSON.stringify(objects('--set', 'image.registry=registry.example.com/team,image.tag=1.2'));
  t.match(text, '"image":"registry.example.com/team/prometheus-metacontroller:1.2"');
  const { stderr, status } = spawnSync(helmBinary(), [...COMMAND, '--set', 'imgae.tag=1'], { encoding: 'utf8' });
  t.not(status, 0);
  t.match(stderr, /'imgae' not allowed/);
  const values = load(valuesFile(read(`${DEMO}/values.yaml`), imageParts('registry.example.com/team/hooks:1.2')));
  t.match(values, { image: { registry: 'registry.example.com/team', repository: 'hooks', tag: '1.2' } });
});

/** Starts a program of the chart. Gives its address and what it has printed. */
async function program(t: Test, name: string): Promise<{ url: string; printed: () => string }> {
  const port = String(await freePort());
  const child = spawn(process.execPath, [join(ROOT, DEMO, 'files', `${name}.mjs`)], {
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => {
    text += part;
  });
  t.teardown(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const url = `http://127.0.0.1:${port}`;
  await until(`${name} answers`, () => fetch(url));
  return { url, printed: () => text };
}

t.test('the application has metrics, and one of them makes an alert fire', async (t) => {
  const { url } = await program(t, 'shop');
  const answer = await fetch(`${url}/metrics`);
  t.match(answer.headers.get('content-type'), 'text/plain; version=0.0.4');
  const [, waiting = ''] = /^shop_orders_waiting (\d+)$/m.exec(await answer.text()) ?? [];
  t.match(read(`${DEMO}/templates/shop.yaml`), 'expr: shop_orders_waiting > 10');
  t.ok(Number(waiting) > 10, waiting);
});

t.test('the receiver prints a line for each alert of a notification', async (t) => {
  const { url, printed } = await program(t, 'receiver');
  const labels = { alertname: 'OrdersWaiting' };
  const alerts = [{ status: 'firing', labels, annotations: { summary: '12 orders wait' } }];
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ version: '4', alerts }) });
  t.equal(answer.status, 200);
  await until('the line is printed', () => printed() === 'firing OrdersWaiting: 12 orders wait\n');
  t.equal((await fetch(url, { method: 'POST', body: 'no JSON' })).status, 400);
});
