// The generated files of the chart are those that `npm run chart` writes, and its values are all documented.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import t from 'tap';
import { chartFiles } from '../../../release/files.ts';
import { optionValues } from '../../../release/options.ts';
import { CHART, escaped, ROOT, read } from '../../../release/paths.ts';
import { documentedValues } from '../../../release/values.ts';

interface Schema {
  readonly type?: unknown;
  readonly additionalProperties?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(read(`${CHART}/values.schema.json`)) as Schema;
const values = documentedValues(read(`${CHART}/values.yaml`));

/** Paths of all values that the schema names, but those of options. */
const paths = ({ properties = {} }: Schema, above: readonly string[] = []): readonly string[] =>
  Object.entries(properties).flatMap(([name, found]) => {
    const path = [...above, name];
    return name === 'options' ? [path.join('.')] : [path.join('.'), ...paths(found, path)];
  });

/** A type of Kubernetes: its fields have no comments here. */
const OPAQUE = /(^|\.)(resources|issuerRef|options)\./;

t.test('the chart holds what npm run chart writes, and no generated file more', async (t) => {
  const files = chartFiles();
  for (const [name, text] of files) t.ok(read(`${CHART}/${name}`) === text, `${name}: npm run chart`);
  for (const folder of ['crds', 'dashboards', 'templates/controllers', 'templates/crds', 'templates/rules'])
    for (const name of readdirSync(join(ROOT, CHART, folder)))
      t.ok(files.has(`${folder}/${name}`), `${folder}/${name} is written by npm run chart`);
});

t.test('every value has a comment in values.yaml and a type in the schema', async (t) => {
  const known = paths(schema).filter((path) => !OPAQUE.test(path) && !/^imagePullSecrets\./.test(path));
  const documented = values.map(({ path }) => path).filter((path) => !OPAQUE.test(path));
  t.strictSame(documented.toSorted(), known.toSorted());
  for (const { path, about } of values) t.match(about, /\.$/, `${path}: a sentence`);
});

t.test('options in values.yaml are options of the hooks', async (t) => {
  const { options } = load(read(`${CHART}/values.yaml`)) as { readonly options: Readonly<Record<string, unknown>> };
  const names = optionValues.map(({ name }) => name);
  for (const name of Object.keys(options)) t.ok(names.includes(name), name);
});

t.test('no group of values takes a name that it does not know', async (t) => {
  const open: string[] = [];
  const visit = (found: Schema, path: string): void => {
    if (found.properties && found.additionalProperties !== false) open.push(path);
    for (const [name, inner] of Object.entries(found.properties ?? {})) visit(inner, `${path}.${name}`);
  };
  visit(schema, '');
  t.strictSame(open, []);
});

t.test('the chart has the version of the package', async (t) => {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  t.match(load(read(`${CHART}/Chart.yaml`)), { name: 'prometheus-metacontroller', version, appVersion: version });
});

t.test('braces of a definition are no action of a template', async (t) => {
  t.equal(escaped('{{ $labels.job }}'), '{{ "{{" }} $labels.job }}');
});
