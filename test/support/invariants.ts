// What holds of every setup, however strange: nothing throws, every child could be applied, order does not matter, and
// the same comes out again.
import { gunzipSync } from 'node:zlib';
import { load } from 'js-yaml';
import { type Rendered, render } from '../../hooks/app/routing/render.ts';
import { checkChildren } from '../../hooks/app/routing/respond.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import type { Setup } from './setups.ts';

const NOW = new Date('2026-05-05T00:00:00Z');
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const LABEL = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** Of a volume or a Service. */
const SHORT_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;
/** Files of Secrets whose content the user gives. */
const FILES = /\.(?:yaml|yaml\.gz)$/;

const options = {
  'dynamic-apply': parseOptions(['--apply-strategy=dynamic-apply']),
  'server-side-apply': parseOptions(),
};

type Labels = Readonly<Record<string, string>>;

/** What the API server would say against a child's metadata. */
function metadataProblems({ kind, metadata, spec }: KubernetesObject): string[] {
  const pods = (spec as { template?: { metadata?: { labels?: Labels } } } | undefined)?.template?.metadata?.labels;
  const labels = Object.entries({ ...metadata.labels, ...pods }).filter(
    ([, value]) => typeof value !== 'string' || !LABEL.test(value),
  );
  return [
    ...((kind === 'Service' ? SHORT_NAME : NAME).test(metadata.name) ? [] : [`${kind} ${metadata.name}: not a name`]),
    ...labels.map(([label]) => `${kind} ${metadata.name}: label ${label} has no valid value`),
  ];
}

interface Pod {
  readonly volumes?: readonly { readonly name: string }[];
  readonly containers?: readonly {
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
}

/**
 * Volumes that are no names, are there twice, or are mounted and not there; places where two of them would be mounted.
 * An owner may bring such volumes.
 */
export function volumeProblems({ kind, metadata, spec }: KubernetesObject): string[] {
  const pod = (spec as { template?: { spec?: Pod } } | undefined)?.template?.spec;
  const names = (pod?.volumes ?? []).map(({ name }) => name);
  const twice = (list: readonly string[]) => list.filter((one, i) => list.indexOf(one) < i);
  const mounts = (pod?.containers ?? []).map(({ volumeMounts = [] }) => volumeMounts);
  const templates =
    (spec as { volumeClaimTemplates?: readonly KubernetesObject[] } | undefined)?.volumeClaimTemplates ?? [];
  const known = new Set([...names, ...templates.map((claim) => claim.metadata.name)]);
  return [
    ...names.filter((name) => !SHORT_NAME.test(name)).map((name) => `volume ${name} has no valid name`),
    ...twice(names).map((name) => `volume ${name} is there twice`),
    ...mounts
      .flatMap((list) => twice(list.map(({ mountPath }) => mountPath)))
      .map((path) => `${path} is mounted twice`),
    ...mounts.flatMap((list) =>
      list.filter(({ name }) => !known.has(name)).map(({ name }) => `volume ${name} is missing`),
    ),
  ].map((problem) => `${kind} ${metadata.name}: ${problem}`);
}

/** Keys that the API server refuses, with all of their Secret or ConfigMap. */
function keyProblems({ kind, metadata, data }: KubernetesObject): string[] {
  if (kind !== 'Secret' && kind !== 'ConfigMap') return [];
  const keys = Object.keys((data ?? {}) as object).filter(
    (key) => !KEY.test(key) || key === '.' || key.startsWith('..'),
  );
  return keys.map((key) => `${kind} ${metadata.name}: ${key} is no key`);
}

function fileProblem(where: string, text: string): string[] {
  if (text.trim() === '') return [];
  try {
    load(text);
    return [];
  } catch (error) {
    return [`${where}: ${(error as Error).message.split('\n')[0]}`];
  }
}

const decoded = (key: string, value: string): string => {
  const bytes = Buffer.from(value, 'base64');
  return (key.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString('utf8');
};

/** Files that no YAML parser would read. */
function fileProblems({ kind, metadata, ...rest }: KubernetesObject): string[] {
  if (kind !== 'Secret' && kind !== 'ConfigMap') return [];
  const data = Object.entries((rest['data'] ?? {}) as Record<string, string>).filter(([key]) => FILES.test(key));
  return data.flatMap(([key, value]) =>
    fileProblem(`${kind} ${metadata.name} ${key}`, kind === 'Secret' ? decoded(key, value) : value),
  );
}

/** Members that JSON would drop or turn into null. */
function holes(value: unknown, path: string): string[] {
  if (value === undefined || value === null || (typeof value === 'number' && !Number.isFinite(value)))
    return [`${path} is ${value}`];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => holes(member, `${path}.${key}`));
}

/** Reasons for which the API server would refuse a child, and its files that no program could read. */
export const problemsOf = (child: KubernetesObject): string[] => [
  ...metadataProblems(child),
  ...keyProblems(child),
  ...fileProblems(child),
  ...holes(child, `${child.kind} ${child.metadata.name}`),
];

function childProblems({ parents }: Rendered): string[] {
  return parents.flatMap(({ children }) => [
    ...children.flatMap(problemsOf),
    ...Object.values(options).flatMap((mode) => checkChildren(children, {}, mode).tooLarge),
  ]);
}

/**
 * The objects as another watch would have brought them: the other way round, and newly read, so that nothing is
 * remembered.
 */
const again = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
  structuredClone([...objects])
    .reverse()
    .map((object) => ({ ...object, metadata: { ...object.metadata, resourceVersion: '2' } }));

const byName = ({ parents, objects }: Rendered): string =>
  JSON.stringify([
    parents,
    [...objects].sort((a, b) => (`${a.kind}/${a.namespace}/${a.name}` < `${b.kind}/${b.namespace}/${b.name}` ? -1 : 1)),
  ]);

/** What does not hold of the setup. */
export function broken({ parent, objects }: Setup, parity: boolean): string[] {
  try {
    const all = [parent, ...objects];
    const how = { parity, now: NOW, flags: parity ? [] : ['--query-tier=auto'] };
    const first = render(all, how);
    const text = byName(first);
    return [
      ...childProblems(first),
      ...(byName(render(all, how)) === text ? [] : ['the second time something else comes out']),
      ...(byName(render(again(all), how)) === text ? [] : ['in another order something else comes out']),
    ];
  } catch (error) {
    return [`threw ${(error as Error).stack ?? error}`];
  }
}
