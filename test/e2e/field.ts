// Whole setups of the field, read from ../shared where that is at hand.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load, loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Env } from './env.ts';

const REAL = resolve(import.meta.dirname, '../../../shared/conformance/cases/real');

/** Why setups of the field cannot be tried, or false. */
export const noField: string | false = existsSync(REAL) ? false : '../shared/conformance is not beside the project';

/** The objects of a setup, moved from `monitoring` to another namespace. */
export function setup(name: string, namespace: string): KubernetesObject[] {
  const text = readFileSync(`${REAL}/${name}/input.yaml`, 'utf8').replaceAll(
    'namespace: monitoring',
    `namespace: ${namespace}`,
  );
  return (loadAll(text) as KubernetesObject[]).filter((object) => object && object.kind !== 'Namespace');
}

interface Recorded extends KubernetesObject {
  readonly decodedData?: Readonly<Record<string, string>>;
}

const encoded = ([key, value]: readonly [string, unknown]): [string, string] => {
  const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return [key, (key.endsWith('.gz') ? gzipSync(bytes) : bytes).toString('base64')];
};

/** The children that the Go operator writes for a setup, owned by the live parents given. */
export function goChildren(name: string, namespace: string, parents: readonly KubernetesObject[]): KubernetesObject[] {
  const text = readFileSync(`${REAL}/${name}/expected.yaml`, 'utf8').replace(/=monitoring\//g, `=${namespace}/`);
  const { children } = load(text) as { children: readonly Recorded[] };
  return children.map(({ decodedData, ...child }) => {
    const [owner] = child.metadata.ownerReferences ?? [];
    const uid =
      parents.find((parent) => parent.kind === owner?.kind && parent.metadata.name === owner.name)?.metadata.uid ?? '';
    const ownerReferences = owner ? [{ ...owner, uid }] : [];
    const data = decodedData ? { data: Object.fromEntries(Object.entries(decodedData).map(encoded)) } : {};
    return { ...child, ...data, metadata: { ...child.metadata, namespace, ownerReferences } };
  });
}

/** A parent that selects in every namespace selects in its own alone: other tests have objects in the cluster, too. */
function withinNamespace(object: KubernetesObject): KubernetesObject {
  const spec = object['spec'] as Readonly<Record<string, unknown>> | undefined;
  if (!['Prometheus', 'Alertmanager'].includes(object.kind) || !spec) return object;
  const own = { matchLabels: { 'kubernetes.io/metadata.name': object.metadata.namespace } };
  const narrowed = Object.keys(spec).filter((key) => key.endsWith('NamespaceSelector'));
  return { ...object, spec: { ...spec, ...Object.fromEntries(narrowed.map((key) => [key, own])) } };
}

/** Creates a setup as a user would, with the service accounts its pods need. */
export async function applySetup(on: Env, name: string, namespace: string): Promise<readonly KubernetesObject[]> {
  const objects = setup(name, namespace);
  for (const { spec } of objects) {
    const account = (spec as { serviceAccountName?: string } | undefined)?.serviceAccountName;
    if (account) await on.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } });
  }
  const live: KubernetesObject[] = [];
  for (const object of objects) live.push(await on.apply(withinNamespace(object)));
  return live;
}
