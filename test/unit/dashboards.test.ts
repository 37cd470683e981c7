// The dashboards are as written by their script, their queries parse, and their metrics exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { metrics } from '../../hooks/app/metrics.ts';
import { parseExpr, problemText } from '../../hooks/promql/parse.ts';
import { parseVersion } from '../../hooks/versions/version.ts';
import { ALERTMANAGER, METACONTROLLER, PROMETHEUS, SCRAPE } from '../dashboards/known.ts';
import { DASHBOARDS, FOLDER, fileText } from '../dashboards/write.ts';
import { groupsOf, ROOT, type Rule } from '../oracle/ruletests.ts';

const release = parseVersion('3.16.0');
if (!release) throw new Error('no version');
const dialect = { release, features: [] };

const SUFFIXES: Readonly<Record<string, readonly string[]>> = { histogram: ['_bucket', '_count', '_sum'] };
const hooks = (await metrics().registry.getMetricsAsJSON()).flatMap(({ name, type }) =>
  (SUFFIXES[String(type)] ?? ['']).map((suffix) => `${name}${suffix}`),
);
const rules = ['monitoring/rules', 'monitoring-kube-prometheus/operatormetrics']
  .flatMap((file) => groupsOf(join(ROOT, 'manifests', `${file}.yaml`)))
  .flatMap((group) => group.rules);
const recorded = rules.flatMap(({ record }) => (record ? [record] : []));
const known = new Set([...hooks, ...recorded, ...SCRAPE, ...METACONTROLLER, ...PROMETHEUS, ...ALERTMANAGER]);

/** The names of all selectors in an expression. */
function namesIn(tree: unknown): string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const { kind, name } = tree as { readonly kind?: unknown; readonly name?: unknown };
  return [...(kind === 'selector' ? [String(name)] : []), ...Object.values(tree).flatMap(namesIn)];
}

/** The names of the metrics that an expression reads, or the mistake in it. */
function read(expr: string): readonly string[] | string {
  const parsed = parseExpr(expr, dialect);
  return 'problem' in parsed ? problemText(parsed.problem) : namesIn(parsed.expr);
}

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}
interface Json {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}
const written = Object.entries(DASHBOARDS).map(([file, dashboard]) => [file, fileText(dashboard)] as const);

t.test('manifests/dashboards is what `npm run dashboards` writes', async (t) => {
  for (const [file, text] of written) t.equal(readFileSync(join(FOLDER, file), 'utf8'), text, file);
  t.strictSame(
    readdirSync(FOLDER).filter((file) => file.endsWith('.json')),
    Object.keys(DASHBOARDS).sort(),
  );
});

/** The queries of a dashboard, each with the title of its panel. */
const queries = ({ panels }: Json) =>
  panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

const used = new Set<string>();

for (const [file, text] of written)
  t.test(`queries of ${file} parse, and read metrics that exist`, async (t) => {
    const dashboard = JSON.parse(text) as Json;
    const { list } = dashboard.templating;
    const variables = ['__rate_interval', ...list.map(({ name }) => name)];
    for (const { title, expr } of queries(dashboard)) {
      const unknown = [...expr.matchAll(/\$\{?(\w+)/g)].filter(([, name = '']) => !variables.includes(name));
      t.strictSame(unknown, [], `${title}: variables`);
      const found = read(expr.replaceAll('$__rate_interval', '5m').replace(/\$\w+/g, 'x'));
      const wrong = typeof found === 'string' ? [found] : found.filter((name) => !known.has(name));
      t.strictSame(wrong, [], `${title}: ${expr}`);
      if (typeof found !== 'string') for (const name of found) used.add(name);
    }
    for (const { query } of list)
      for (const [name] of JSON.stringify(query).matchAll(/prometheus_metacontroller\w+/g)) t.ok(known.has(name), name);
  });

t.test('the names of other metrics are still read', async (t) => {
  t.ok(used.size > 20);
  for (const name of [...PROMETHEUS, ...ALERTMANAGER]) t.ok(used.has(name), name);
});

t.test('panels do not overlap, and a ConfigMap has room for each dashboard', async (t) => {
  for (const [file, text] of written) {
    t.ok(text.length < 256 * 1024, file);
    const taken = new Set<string>();
    for (const { title, gridPos } of (JSON.parse(text) as Json).panels)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          if (taken.has(`${x} ${y}`) || x >= 24) t.fail(`${file}: ${title} overlaps`);
          taken.add(`${x} ${y}`);
        }
  }
});

t.test('rules parse, and read metrics that exist', async (t) => {
  const mistakes = rules.flatMap(({ alert, record, expr }: Rule) => {
    const found = read(expr);
    const wrong = typeof found === 'string' ? [found] : found.filter((name) => !known.has(name));
    return wrong.map((what) => `${alert ?? record}: ${what}`);
  });
  t.ok(rules.length > 30);
  t.strictSame(mistakes, []);
  t.ok(existsSync(join(ROOT, 'docs/runbooks.md')));
});
