// Documents name every flag, reason, annotation and metric, their links lead somewhere, and they are easy to read.
import { existsSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import t from 'tap';
import { COMMANDS } from '../../hooks/app/cli/commands.ts';
import { commandHelp } from '../../hooks/app/cli/help.ts';
import { help } from '../../hooks/core/options.ts';
import { DEFAULT_ALERTMANAGER } from '../../hooks/versions/alertmanager.ts';
import { DEFAULT_PROMETHEUS } from '../../hooks/versions/prometheus.ts';
import { DEFAULT_THANOS } from '../../hooks/versions/thanos.ts';
import { isGenerated, pages, read, references, root } from './documents.ts';

/** Names beside conditions that are neither a type nor a reason: of kinds, of pods, of statuses. */
const NO_REASONS: ReadonlySet<string> = new Set([
  ...[
    'AlertmanagerConfig',
    'DaemonSet',
    'Deployment',
    'PrometheusRule',
    'ScrapeConfig',
    'ServiceMonitor',
    'StatefulSet',
  ],
  ...['ContainersReady', 'Initialized', 'PodScheduled', 'Ready', 'Running'],
  ...['And', 'Degraded', 'Exists', 'False', 'OnDelete', 'RollingUpdate', 'True', 'Unknown'],
]);

/** Words that need a second reading. */
const WORDS = /\b(told|tells?|wish(es|ed)?|verdicts?|victims?|steer\w*|patience|who is gone)\b/i;
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pages, ...references];
const sources = readdirSync(`${root}/hooks`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => read(`hooks/${file}`));

/** All different texts that the group of the pattern matches in the sources of the hooks, or in some of them. */
const inSources = (pattern: RegExp, isOne: (text: string) => boolean = () => true): readonly string[] =>
  [
    ...new Set(sources.filter(isOne).flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name))),
  ].sort();

/** A document without its code blocks. */
const prose = (document: string): string => read(document).replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** Anchors of a document, as GitHub makes them. */
const anchors = (document: string): readonly string[] =>
  [...prose(document).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );

t.test('docs/options.md has a row for each flag, with its own help line', async (t) => {
  const page = read('docs/options.md');
  for (const [, flag = '', line = ''] of help().matchAll(/^ {2}(--\S+)\s+(.*?)(?: \([^()]*\))?$/gm)) {
    t.ok(page.includes(`| \`${flag}\` | ${line}`), `${flag} is documented as --help says`);
  }
});

t.test('docs/commands.md has a section with the help of each command', async (t) => {
  const page = read('docs/commands.md');
  for (const one of COMMANDS) {
    t.match(page, `\n## ${one.name}\n`, one.name);
    if (one.name !== 'serve') t.ok(page.includes(`\`\`\`text\n${commandHelp(one)}\`\`\``), `${one.name} --help`);
  }
});

t.test('links in documents lead somewhere', async (t) => {
  for (const document of documents) {
    const folder = resolve(root, document, '..');
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)#]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      t.ok(existsSync(resolve(folder, target)), `${document}: ${target}`);
    }
  }
});

t.test('links to a heading lead to one', async (t) => {
  for (const document of documents) {
    const folder = resolve(root, document, '..');
    for (const [, file = '', anchor = ''] of read(document).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)) {
      const target = file ? relative(root, resolve(folder, file)) : document;
      t.ok(documents.includes(target) && anchors(target).includes(anchor), `${document}: ${file}#${anchor}`);
    }
  }
});

t.test('README lists every page of docs/', async (t) => {
  for (const page of pages) t.match(read('README.md'), `](${page}) |`, page);
});

t.test('docs/conditions.md has every condition type and every reason, and no other', async (t) => {
  const page = read('docs/conditions.md');
  const issues = inSources(/^export type Reason =([\s\S]*?);/gm).join();
  const names = inSources(/'([A-Z][a-z]+\w*)'/g, (text) => /\bNewCondition\b/.test(text));
  const reasons = names.filter((name) => !NO_REASONS.has(name) && !issues.includes(`'${name}'`));
  t.ok(reasons.length >= 50, `sources: ${reasons.join(', ')}`);
  for (const name of reasons) t.ok(page.includes(`\`${name}\``) || page.includes(`\n## ${name}\n`), name);
  const known = inSources(/'([A-Z]\w+)'/g);
  for (const [, name = ''] of page.matchAll(/^\|[^`]*\| `([A-Z]\w+)` \|/gm))
    t.ok(known.includes(name), `${name} is a reason of the hooks`);
});

t.test('docs/annotations.md has every annotation and label of our own', async (t) => {
  const page = read('docs/annotations.md');
  const names = [...inSources(/\$\{OWN\}\/([a-z-]+)`/g), ...inSources(/'prometheus-metacontroller\.dev\/([a-z-]+)'/g)];
  t.ok(names.length >= 30, `names: ${names.join(', ')}`);
  for (const name of names) t.ok(page.includes(`\`${name}\``), name);
});

t.test('docs/monitoring.md has every metric of the hooks, and no document another', async (t) => {
  const names = inSources(/name: '(prometheus_metacontroller_\w+)'/g);
  t.ok(names.length >= 5, `names: ${names.join(', ')}`);
  for (const name of names) t.ok(read('docs/monitoring.md').includes(`\`${name}\``), name);
  for (const document of documents) {
    for (const [, name = ''] of read(document).matchAll(/\b(prometheus_metacontroller_\w+?)(?:_bucket)?\b/g))
      t.ok(names.includes(name), `${document}: ${name}`);
  }
});

t.test('documents are easy to read: short lines, values in cells, plain words', async (t) => {
  for (const document of documents) {
    const lines = prose(document).split('\n');
    const tables = lines.filter((line) => /^ *\|/.test(line));
    const long = lines.filter((line) => line.length > 120 && !/^ *\|/.test(line));
    t.strictSame(long, [], `${document}: lines of at most 120 characters`);
    t.notMatch(prose(document), WORDS, `${document}: plain words`);
    // The rows of options are the lines of --help; those of attacks are links to tests.
    if (document === 'docs/options.md' || document === 'docs/security.md' || isGenerated(document)) continue;
    const full = tables.flatMap((row) => row.split('|')).filter((cell) => cell.trim().length > 150);
    t.strictSame(full, [], `${document}: cells of at most 150 characters`);
  }
});

t.test('npm scripts that documents name exist', async (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const document of documents) {
    for (const [, script = ''] of read(document).matchAll(/npm run (?:-s )?([a-z0-9:]+)/g))
      t.ok(scripts[script], `${document}: npm run ${script}`);
  }
});

t.test('no document and no source names a machine, a registry or a path of a workplace', async (t) => {
  for (const document of documents)
    t.notMatch(read(document), /\/(root|work|home)\/|registry\.npmjs|proxy\.golang/, document);
});

t.test('documents and the test cluster name the default releases', async (t) => {
  const defaults = [DEFAULT_PROMETHEUS, DEFAULT_ALERTMANAGER, DEFAULT_THANOS];
  const pattern = /Prometheus\s+(v[\d.]+\d),\s+Alertmanager\s+(v[\d.]+\d)(?:,\s+Thanos\s+(v[\d.]+\d))?/g;
  for (const document of ['README.md', 'docs/migrate.md', 'docs/upgrade.md']) {
    const found = [...prose(document).matchAll(pattern)].map(([, ...names]) => names.filter(Boolean));
    t.ok(found.length > 0, `${document} names them`);
    for (const names of found) t.strictSame(names, defaults.slice(0, names.length), document);
  }
  const cluster = read('test/cluster/up.sh');
  t.match(cluster, `PROMETHEUS_TAG:-${DEFAULT_PROMETHEUS}}`);
  t.match(cluster, `ALERTMANAGER_TAG:-${DEFAULT_ALERTMANAGER}}`);
});
