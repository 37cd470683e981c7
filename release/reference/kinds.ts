// docs/reference: a page for each kind with all fields of its spec, and one with the types that kinds share.
import type { TSchema } from '@sinclair/typebox';
import { GROUP, type Kind } from '../../hooks/api/kinds.ts';
import { anchor, cell, table, written } from './markdown.ts';
import { inner, type KindTypes, kindTypes, type NamedType, namedType, sharedTypes } from './types.ts';

type Link = (type: NamedType) => string;

const SHARED = 'types.md';
const KUBERNETES = 'https://kubernetes.io/docs/reference/kubernetes-api/';

const link =
  (isShared: boolean): Link =>
  (type) => {
    if (type.isOfKubernetes) return `${type.name} of Kubernetes`;
    const page = !isShared && sharedTypes.includes(type) ? SHARED : '';
    return `[${type.name}](${page}#${anchor(type.name)})`;
  };

/** The text of a type: `string`, `list of Endpoint`, `map of string`. */
function typeText(schema: TSchema, to: Link): string {
  const named = namedType(schema);
  if (named) return to(named);
  if (schema['type'] === 'array') return `list of ${typeText(schema['items'] as TSchema, to)}`;
  const [value] = Object.values((schema['patternProperties'] ?? {}) as Readonly<Record<string, TSchema>>);
  if (value) return `map of ${typeText(value, to)}`;
  if (schema['x-kubernetes-int-or-string'] === true) return 'integer or string';
  if (schema['anyOf'] !== undefined || schema['const'] !== undefined) return 'string';
  return (schema['type'] as string | undefined) ?? 'any';
}

/** `One of ...` for a type with few values. */
function choices(schema: TSchema): string {
  const literals = inner(schema)['anyOf'] as readonly TSchema[] | undefined;
  const values = (literals ?? []).map((literal) => literal['const'] as unknown).filter((value) => value !== undefined);
  return values.length > 0 ? ` One of ${values.map((value) => `\`${value || '""'}\``).join(', ')}.` : '';
}

const RELEASE = /\b(?:Prometheus|Alertmanager|Thanos) (?:>=|<) \d[\d.]*\d/g;
/** A sentence that says nothing but releases. */
const RELEASES_ALONE = new RegExp(`(?<=^|\\. )${RELEASE.source}(?:, ${RELEASE.source})*\\.(?: |$)`, 'g');

function row(name: string, schema: TSchema, isRequired: boolean, to: Link): readonly string[] {
  const about = schema.description ?? '';
  const releases = (about.match(RELEASES_ALONE) ?? []).flatMap((sentence) => sentence.match(RELEASE) ?? []);
  const rest = about.replace(RELEASES_ALONE, '').trim();
  const value =
    schema['default'] === undefined ? '' : `\`${JSON.stringify(schema['default']).replaceAll('|', '\\|')}\``;
  return [
    `\`${name}\``,
    typeText(schema, to) + (isRequired ? ', required' : ''),
    cell([...new Set(releases)].join(', ')),
    value,
    cell(rest + choices(schema)).trim(),
  ];
}

/** Rows of an object. An object without a name has its fields as rows below it. */
function rows(schema: Pick<NamedType, 'properties' | 'required'>, to: Link, path = ''): readonly (readonly string[])[] {
  const sorted = Object.entries(schema.properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([name, field]) => {
    const own = row(`${path}${name}`, field, schema.required.includes(name), to);
    const nested = inner(field);
    const list = field['type'] === 'array' ? '[]' : '';
    if (namedType(nested) || nested['properties'] === undefined || nested['bareObject'] === true) return [own];
    const object = { properties: nested['properties'], required: nested['required'] ?? [] };
    return [own, ...rows(object as NamedType, to, `${path}${name}${list}.`)];
  });
}

const fields = (schema: Pick<NamedType, 'properties' | 'required'>, to: Link): string =>
  table(['Field', 'Type', 'Release', 'Default', 'What it is for'], rows(schema, to));

const section = (type: NamedType, to: Link): string => `\n## ${type.name}\n\n${fields(type, to)}`;

const SOURCE = 'hooks/api';
const ABOUT = `\`Release\` names the releases that have the field. \`Default\` is what the API server writes into an empty field.
[Types that kinds share](types.md) are on a page of their own. Those of Kubernetes are in
[its reference](${KUBERNETES}).
`;

/** The file of a kind. */
export const kindFile = ({ kind }: Kind): string => `${kind.toLowerCase()}.md`;

function kindPage({ kind, spec, types }: KindTypes): string {
  const to = link(false);
  const own = types.filter((type) => !sharedTypes.includes(type)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const other = kind.converted
    ? `\nThis is the stored version. [admission.md](../admission.md#alertmanagerconfig-v1beta1) has ${kind.converted.version}.\n`
    : '';
  return [
    written(SOURCE),
    `\n# ${kind.kind}\n\n`,
    `\`${GROUP}/${kind.version}\`, short ${kind.shortNames.map((name) => `\`${name}\``).join(', ')}. The fields of \`spec\`.\n`,
    `${other}\n${ABOUT}\n## spec\n\n`,
    fields({ properties: spec['properties'], required: spec['required'] ?? [] }, to),
    ...own.map((type) => section(type, to)),
  ].join('');
}

const sharedPage = (): string =>
  [
    written(SOURCE),
    '\n# Types that kinds share\n\nThe pages of the kinds lead here.\n',
    ...sharedTypes.map((type) => section(type, link(true))),
  ].join('');

/** The text of every page of docs/reference, by its file. */
export const referencePages = (): ReadonlyMap<string, string> =>
  new Map([...kindTypes.map((one): [string, string] => [kindFile(one.kind), kindPage(one)]), [SHARED, sharedPage()]]);
