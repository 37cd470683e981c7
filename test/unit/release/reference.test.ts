// The generated pages of docs/ are current, and have every field of every kind.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { GROUP, KINDS, type Kind } from '../../../hooks/api/kinds.ts';
import { DEFINITIONS, WRITTEN_AS } from '../../../hooks/versions/operator.ts';
import { prometheusReleases } from '../../../hooks/versions/prometheus.ts';
import { ROOT, read } from '../../../release/paths.ts';
import { anchor, cell } from '../../../release/reference/markdown.ts';
import { generatedPages } from '../../../release/reference/pages.ts';
import { kindTypes, sharedTypes } from '../../../release/reference/types.ts';

const pages = generatedPages();
const kinds: readonly Kind[] = KINDS;
const page = (kind: string): string => pages.get(`docs/reference/${kind.toLowerCase()}.md`) ?? '';

t.test('the pages are what npm run reference writes, and there are no others', async (t) => {
  for (const [file, text] of pages) t.ok(read(file) === text, `${file}: npm run reference`);
  for (const name of readdirSync(join(ROOT, 'docs/reference')))
    t.ok(pages.has(`docs/reference/${name}`), `${name} is written by npm run reference`);
});

t.test('the types of every module of hooks/api are read', async (t) => {
  const listed = ['own', 'pod'].map((name) => read(`release/reference/${name}modules.ts`)).join('');
  const files = readdirSync(join(ROOT, 'hooks/api'), { recursive: true, encoding: 'utf8' });
  // The other version of AlertmanagerConfig has types with the same names. Its page is about the stored version.
  const other = 'alertmanagerconfigv1beta1.ts';
  for (const file of files.filter((name) => name.endsWith('.ts') && name !== other))
    if (read(`hooks/api/${file}`).includes('Type.Object(')) t.ok(listed.includes(`'../../hooks/api/${file}'`), file);
});

t.test('every kind has a page with its version and all fields of its spec', async (t) => {
  for (const kind of kinds) {
    const text = page(kind.kind);
    t.match(text, `\`${GROUP}/${kind.version}\``, kind.kind);
    const { spec } = kind.schema['properties'] as Record<string, { readonly properties: object }>;
    const missing = Object.keys(spec?.properties ?? {}).filter((name) => !text.includes(`\n| \`${name}\` | `));
    t.strictSame(missing, [], kind.kind);
  }
});

t.test('every type has one section with all its fields, on its page or on that of shared types', async (t) => {
  for (const { kind, types } of kindTypes)
    for (const type of types) {
      const text = sharedTypes.includes(type) ? (pages.get('docs/reference/types.md') ?? '') : page(kind.kind);
      const sections = text.split(`\n## ${type.name}\n`);
      t.equal(sections.length, 2, `${kind.kind}: ${type.name}`);
      const [own = ''] = sections[1]?.split('\n## ') ?? [];
      const missing = Object.keys(type.properties).filter((name) => !own.includes(`| \`${name}\` |`));
      t.strictSame(missing, [], type.name);
    }
});

t.test('a field has its type, the releases that have it, its default and its values', async (t) => {
  const text = page('Prometheus');
  const line = (name: string): string => text.split('\n').find((one) => one.startsWith(`| \`${name}\` |`)) ?? '';
  t.match(line('evaluationInterval'), '| string |  | `"30s"` |');
  t.match(line('allowOverlappingBlocks'), '| Prometheus &gt;= 2.11, Prometheus &lt; 2.39 |');
  t.match(line('whenScaled'), 'One of `Retain`, `Delete`.');
  t.match(line('containers'), 'list of Container of Kubernetes');
  t.match(line('remoteWrite'), /list of \[RemoteWriteSpec\]\((types\.md)?#remotewritespec\)/);
  t.match(page('ServiceMonitor'), '| `endpoints` | list of [Endpoint](#endpoint), required |');
  t.match(page('AlertmanagerConfig'), '](../admission.md#alertmanagerconfig-v1beta1)');
});

t.test('the page about compatibility names the releases of the tables, the chart and the test cluster', async (t) => {
  const text = pages.get('docs/compatibility.md') ?? '';
  for (const [part, cells] of [
    ['Kubernetes', '1.29 or newer |  | 1.36.3'],
    ['Metacontroller', '4.17.2 or newer | v4.17.2'],
    ['Thanos', 'any release | v0.42.4 | 0.42.4'],
    ['prometheus-config-reloader', 'that of the Go operator | v0.93.0 | 0.93.0'],
  ] as const)
    t.match(text, `\n| ${part} | ${cells}`, part);
  for (const key of Object.keys(prometheusReleases)) t.ok(text.includes(`\`${key}\``), key);
  for (const document of ['README.md', 'docs/migrate.md', 'docs/differences.md'])
    t.ok(
      [DEFINITIONS, WRITTEN_AS].some((release) => read(document).includes(release.replace(/\.0$/, ''))),
      document,
    );
});

t.test('a cell has no bar and no tag, and an anchor is that of GitHub', async (t) => {
  t.equal(cell('a|b <c>\nd'), 'a\\|b &lt;c&gt; d');
  t.equal(anchor('What each release brought?'), 'what-each-release-brought');
});
