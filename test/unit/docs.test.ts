// What the documents say is so: every option, every link, every npm script.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t, { type Test } from 'tap';
import { render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { help, parseOptions } from '../../hooks/core/options.ts';
import { kubectlBinary } from '../e2e/kubeconfig.ts';
import { type Response, review } from '../support/admission.ts';
import type { Condition } from '../support/condition.ts';
import { prometheusConfig } from '../support/config.ts';
import { post } from '../support/requests.ts';
import { server } from '../support/server.ts';

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

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly image: string; readonly args: readonly string[] }[] };
    };
  };
}

const HOOKS = 'Deployment prometheus-metacontroller';
const CONFIGURATION = 'Secret prometheus-overview';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const pages = readdirSync(`${root}/docs`).map((name) => `docs/${name}`);
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pages];
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

t.test('links in documents lead somewhere', async (t) => {
  for (const document of documents) {
    const folder = resolve(root, document, '..');
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)#]+)\)/g)) {
      if (!/^https?:/.test(target)) t.ok(existsSync(resolve(folder, target)), `${document}: ${target}`);
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

/** All code blocks behind a marker, without their indentation. */
const blocks = (document: string, marker: string): readonly string[] =>
  read(document)
    .split(`<!-- ${marker} -->\n`)
    .slice(1)
    .map((text) => {
      const [, body = ''] = /^ *```\w+\n([\s\S]*?)^ *```$/m.exec(text) ?? [];
      const indent = Math.min(...body.split('\n').flatMap((line) => (line ? [line.search(/\S/)] : [])));
      return body.replace(new RegExp(`^ {${indent}}`, 'gm'), '');
    });

/** What kustomize builds from files of `../settings` beside a clone; `undefined` if it is not installed. */
function build(t: Test, files: Readonly<Record<string, string>>): readonly KubernetesObject[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  symlinkSync(root, join(folder, 'prometheus-metacontroller'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(resolve(folder, 'settings', file, '..'), { recursive: true });
    writeFileSync(join(folder, 'settings', file), text);
  }
  try {
    const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
    const built = execFileSync(kubectlBinary(), ['kustomize', join(folder, 'settings')], options);
    return loadAll(built) as KubernetesObject[];
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    t.pass('kustomize', { skip: 'kubectl is not installed' });
    return undefined;
  }
}

t.test('settings of users in documents are folders that kustomize builds', async (t) => {
  for (const document of ['docs/install.md', 'docs/migrate.md', 'docs/sizing.md']) {
    const [settings = ''] = blocks(document, 'settings');
    const objects = build(t, { 'kustomization.yaml': settings });
    if (!objects) return;
    const hooks = objects.find((object) => `${object.kind} ${object.metadata.name}` === HOOKS);
    const [container] = (hooks as Deployment | undefined)?.spec.template.spec.containers ?? [];
    t.equal(container?.image, 'registry.example.com/team/prometheus-metacontroller:0.1.0', `${document}: image`);
    const added = [...settings.matchAll(/^ *value: (--\S+)$/gm)].map(([, arg = '']) => arg);
    t.ok(added.length > 0 && added.every((arg) => container?.args.includes(arg)), `${document}: flags are added`);
    t.doesNotThrow(() => parseOptions(container?.args ?? []), `${document}: flags are known`);
  }
});

const OPTIONAL = ['', '/admission', '/federation', '/grafana-operator'];

t.test('patches in documents fit the manifests', async (t) => {
  const all = OPTIONAL.map((folder) => `  - ../prometheus-metacontroller/manifests${folder}\n`).join('');
  let patched = 0;
  for (const document of pages) {
    for (const block of blocks(document, 'patches')) {
      const objects = build(t, { 'kustomization.yaml': `resources:\n${all}patches:\n${block}` });
      if (!objects) return;
      const text = JSON.stringify(objects);
      for (const [, value = ''] of block.matchAll(/^ *(?:value|- name|cidr): (\S+)$/gm))
        t.ok(text.includes(value), `${document}: ${value}`);
      patched++;
    }
  }
  t.ok(patched >= 4);
});

t.test('settings with AlertmanagerConfig v1beta1 have each CRD once', async (t) => {
  const [crds = ''] = blocks('docs/admission.md', 'conversion crds');
  const [settings = ''] = blocks('docs/admission.md', 'conversion settings');
  t.ok(read('docs/migrate.md').includes(crds.replace(/^(?=.)/gm, '   ')), 'docs/migrate.md has the same file');
  const conversion = '  - ../prometheus-metacontroller/manifests/conversion\n';
  const objects = build(t, { 'crds/kustomization.yaml': crds, 'kustomization.yaml': settings + conversion });
  if (!objects) return;
  const found = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  t.equal(found.length, 10);
  const config = found.find(({ metadata }) => metadata.name.startsWith('alertmanagerconfigs.'));
  t.match(config?.['spec'], { conversion: { strategy: 'Webhook' }, versions: [{}, {}] });
});

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
  ] as const) {
    t.ok(lines(first, marker).length > 5, marker);
    t.strictSame(lines(second, marker), lines(first, marker), marker);
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
    if (document === 'docs/options.md' || document === 'docs/security.md') continue;
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
