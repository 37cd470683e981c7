// Examples in documents are accepted, and commands on two pages are the same.
import { loadAll } from 'js-yaml';
import t from 'tap';
import { render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { type Response, review } from '../support/admission.ts';
import type { Condition } from '../support/condition.ts';
import { prometheusConfig } from '../support/config.ts';
import { post } from '../support/requests.ts';
import { server } from '../support/server.ts';
import { blocks, pages, read } from './documents.ts';

const CONFIGURATION = 'Secret prometheus-overview';

t.test('examples of custom resources in documents are accepted', async (t) => {
  const { app } = server(parseOptions(['--log-level=silent']));
  t.teardown(() => app.close());
  let rules = 0;
  for (const page of pages) {
    for (const [, block = ''] of read(page).matchAll(/(?<!<!-- broken -->\n)^```yaml\n([\s\S]*?)^```$/gm)) {
      for (const object of (loadAll(block) as KubernetesObject[]).filter((found) => found?.kind === 'PrometheusRule')) {
        const { body } = await post(app, '/admission/prometheusrules', review(object));
        const { allowed, warnings } = body['response'] as Response;
        t.match(
          { allowed, warnings: warnings ?? [] },
          { allowed: true, warnings: [] },
          `${page}: ${object.metadata.name}`,
        );
        rules++;
      }
    }
  }
  t.ok(rules > 0);
});

/** The code block behind a marker, without the indentation of its list. */
const marked = (document: string, marker: string): string =>
  (
    read(document)
      .split(`<!-- ${marker} -->`)[1]
      ?.split(/```\w+\n/)[1]
      ?.split(/^ *```/m)[0] ?? ''
  )
    .split('\n')
    .map((line) => line.replace(/^ {3}/, ''))
    .join('\n');

t.test('the two clusters of docs/federation.md have two members', async (t) => {
  const [block = ''] = blocks('docs/federation.md', 'two clusters');
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } };
  const { parents } = render([...(loadAll(block) as KubernetesObject[]), namespace]);
  const consumer = parents.find(({ name }) => name === 'overview');
  const conditions = consumer?.status['conditions'] as readonly Condition[] | undefined;
  const healthy = conditions?.find(({ type }) => type === 'FederationHealthy');
  t.equal(healthy?.message, 'members: 2 found, 2 in use');
  const secret = consumer?.children.find(({ kind, metadata: { name } }) => `${kind} ${name}` === CONFIGURATION);
  const jobs = secret ? prometheusConfig(secret).scrape_configs.map(({ job_name }) => job_name) : [];
  t.strictSame(jobs, ['scrapeConfig/monitoring/us-1', 'federate/eu-1/monitoring/shop']);
});

t.test('commands that stand on two pages are the same', async (t) => {
  const lines = (document: string, marker: string): string[] =>
    marked(document, marker)
      .split('\n')
      .map((line) => line.trim());
  for (const [marker, first, second] of [
    ['hooks', 'docs/uninstall.md', 'docs/migrate.md'],
    ['metacontroller', 'docs/install.md', 'docs/migrate.md'],
    ['label', 'docs/migrate.md', 'docs/kube-prometheus.md'],
    ['label', 'docs/migrate.md', 'docs/kube-prometheus-stack.md'],
    ['running hooks', 'docs/kube-prometheus.md', 'docs/kube-prometheus-stack.md'],
    ['start', 'docs/kube-prometheus.md', 'docs/kube-prometheus-stack.md'],
    ['back', 'docs/kube-prometheus.md', 'docs/kube-prometheus-stack.md'],
  ] as const) {
    t.ok(lines(first, marker).length > 2, marker);
    t.strictSame(lines(second, marker), lines(first, marker), marker);
  }
});
