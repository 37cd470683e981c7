// The CRDs against those that clusters already have, field by field, and the committed files against the writer.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import t from 'tap';
import { definition, definitionFiles } from '../../../hooks/api/definition.ts';
import { KINDS, type Kind } from '../../../hooks/api/kinds.ts';

/** Known CRDs as JSON, without prose. They are not part of the project. */
const KNOWN = '../shared/conformance/crds-0.95.2';
const absent = existsSync(KNOWN) ? false : `no known CRDs to compare with: ${KNOWN} does not exist`;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Lists whose order says nothing. */
const SETS = new Set(['required']);

/**
 * Each place where two definitions differ, as a line. Descriptions are prose and do not count; a field of that name is
 * an object and does.
 */
function differences(got: unknown, want: unknown, path: string): string[] {
  if (!isObject(got) || !isObject(want) || Array.isArray(got) !== Array.isArray(want)) {
    return Object.is(got, want) ? [] : [`${path}: is ${JSON.stringify(got)}, known as ${JSON.stringify(want)}`];
  }
  const keys = [...new Set([...Object.keys(got), ...Object.keys(want)])].filter(
    (key) => typeof got[key] !== 'string' || key !== 'description',
  );
  return keys.flatMap((key) => {
    const pair = [got[key], want[key]].map((side) => (SETS.has(key) && Array.isArray(side) ? [...side].sort() : side));
    return differences(pair[0], pair[1], `${path}.${key}`);
  });
}

/** Number of schema nodes, so that an empty comparison cannot pass. */
const size = (value: unknown): number =>
  isObject(value)
    ? Object.values(value).reduce<number>((sum, member) => sum + size(member), 'type' in value ? 1 : 0)
    : 0;

const cases: [file: string, kind: Kind, full: boolean][] = KINDS.flatMap((kind: Kind) => [
  [`${kind.kind}.json`, kind, false],
  ...(kind.converted === undefined ? [] : [[`${kind.kind}.full.json`, kind, true] as [string, Kind, boolean]]),
]);

t.test('every known CRD is written, and no other', { skip: absent }, async (t) => {
  t.strictSame(cases.map(([file]) => file).sort(), readdirSync(KNOWN).sort());
});

for (const [file, kind, full] of cases) {
  t.test(`${file}: same fields, types, bounds, names, columns and subresources`, { skip: absent }, async (t) => {
    const known: unknown = JSON.parse(readFileSync(join(KNOWN, file), 'utf8'));
    const { spec } = definition(kind, full);
    t.ok(size(spec) > 30, `${size(spec)} nodes compared`);
    t.strictSame(differences(spec, known, kind.kind), []);
  });
}

t.test('manifests/crds holds what the writer writes, and nothing else', async (t) => {
  const onDisk = readdirSync('manifests/crds', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = definitionFiles();
  t.strictSame(onDisk.sort(), [...files.keys()].map((name) => join('manifests/crds', name)).sort());
  for (const [name, text] of files) {
    t.ok(
      readFileSync(join('manifests/crds', name), 'utf8') === text,
      `${name} is up to date; if not, run npm run crds`,
    );
  }
});

t.test('a written file reads back as the definition it came from', async (t) => {
  const files = definitionFiles();
  for (const kind of KINDS) {
    t.strictSame(load(files.get(`${kind.plural}.monitoring.coreos.com.yaml`) ?? ''), definition(kind, false));
  }
});

t.test('a CRD fits the annotation that kubectl apply keeps, so that it needs no --server-side', async (t) => {
  for (const kind of KINDS) {
    const bytes = Buffer.byteLength(JSON.stringify(definition(kind, false)));
    t.ok(bytes < 256 * 1024 - 4096, `${kind.kind}: ${bytes} bytes`);
  }
});
