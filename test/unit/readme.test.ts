// README's first screen is true: its curl lines are sent byte for byte, its commands are those that exist.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import t from 'tap';
import { parseOptions } from '../../hooks/core/options.ts';
import { server } from '../support/server.ts';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(`${root}/README.md`, 'utf8');
const LINE = /^curl -s localhost:8080(\S+) -H 'content-type: application\/json' -d @(\S+)$/;

interface Answer {
  readonly children?: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly attachments?: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  readonly relatedResources?: readonly { readonly resource: string }[];
}

/** What a reader of README should get from each file. */
const WANT: Readonly<Record<string, readonly string[]>> = {
  'test/curl/alertmanager-sync.json': [
    'Secret alertmanager-main-cluster-tls-config',
    'Secret alertmanager-main-generated',
    'Secret alertmanager-main-tls-assets-0',
    'Secret alertmanager-main-web-config',
    'Service alertmanager-operated',
    'StatefulSet alertmanager-main',
  ],
  'test/curl/assets-servicemonitor-sync.json': ['Secret servicemonitor-checkout-assets'],
  'test/curl/grafana-sidecar-sync.json': [
    'ConfigMap alertmanager-datasource-checkout.shop',
    'ConfigMap prometheus-datasource-checkout.shop',
  ],
  'test/curl/prometheus-customize.json': [
    'configmaps',
    'pods',
    'prometheusrules',
    'secrets',
    'servicemonitors',
    'services',
  ],
  'test/curl/prometheus-sync.json': [
    'ConfigMap prometheus-shop-rulefiles-0',
    'ConfigMap shop-rules',
    'Secret prometheus-shop',
    'Secret prometheus-shop-thanos-prometheus-http-client-file',
    'Secret prometheus-shop-tls-assets-0',
    'Secret prometheus-shop-web-config',
    'Service prometheus-operated',
    'Service prometheus-shop-query',
    'StatefulSet prometheus-shop',
  ],
};

const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);
const lines = blocks.flatMap((block) => block.split('\n')).filter((line) => line.startsWith('curl'));

t.test('every curl line of README has the form that this test sends', async (t) => {
  t.ok(lines.length >= 4);
  for (const line of lines) t.match(line, LINE);
});

for (const line of lines) {
  const [, url = '', file = ''] = LINE.exec(line) ?? [];
  t.test(`${file} sent to ${url} gives the children README speaks of`, async (t) => {
    const { app, stop } = server(parseOptions(['--log-level=silent']));
    t.teardown(stop);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    // curl's -d @FILE takes the newlines out.
    const body = readFileSync(`${root}/${file}`, 'utf8').replace(/\r?\n/g, '');
    const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    t.equal(answer.status, 200);
    const got = (await answer.json()) as Answer;
    const objects = [...(got.children ?? []), ...(got.attachments ?? [])].map(
      ({ kind, metadata }) => `${kind} ${metadata.name}`,
    );
    const resources = (got.relatedResources ?? []).map(({ resource }) => resource);
    t.strictSame([...new Set([...objects, ...resources])].sort(), WANT[file]);
  });
}

t.test('the commands of the first screen are npm scripts', async (t) => {
  const { scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { scripts: Record<string, string> };
  const [first = ''] = readme.split('## Install');
  t.match(first, /npm ci && npm run demo/);
  t.match(first, /npm ci && npm test/);
  t.ok(scripts['demo']);
  t.ok(scripts['test']);
});
