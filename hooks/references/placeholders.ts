// Secrets and ConfigMaps for a check of objects alone: what they refer to, with placeholder values, where it is not
// given. Repositories seldom hold Secrets.
import { type KubernetesObject, keyOf } from '../core/meta.ts';
import { isRecord } from '../core/yaml.ts';
import { listReferences, referenceId } from './references.ts';
import { STAND_IN } from './resolver.ts';

/** Fields of a Prometheus whose Secret holds a YAML list. */
const LISTS = ['additionalScrapeConfigs', 'additionalAlertRelabelConfigs', 'additionalAlertManagerConfigs'];
/** Fields of TLS clients. An empty file is not checked. */
const FILES = /^(ca|cert|keySecret)$/;

/** The members of lists and mappings, with the names of their fields. Not recursive: objects may be nested deeply. */
function fieldsOf(spec: unknown): (readonly [name: string, value: unknown])[] {
  const found: (readonly [string, unknown])[] = [];
  const open: unknown[] = [spec];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const members = Array.isArray(next)
      ? next.map((item) => ['', item] as const)
      : isRecord(next)
        ? Object.entries(next)
        : [];
    for (const member of members) {
      found.push(member);
      if (member[1] !== undefined) open.push(member[1]);
    }
  }
  return found;
}

/** `Secret/name/key` of every reference below some fields. */
const referencesBelow = (object: KubernetesObject, isField: (name: string) => boolean): ReadonlySet<string> =>
  new Set(
    fieldsOf(object['spec'])
      .filter(([name]) => isField(name))
      .flatMap(([name, value]) => listReferences({ ...object, spec: { [name]: value } }))
      .map(referenceId),
  );

type Data = Record<string, string>;

/**
 * The Secrets and ConfigMaps that the objects refer to and that are not among them, each with all referenced keys. An
 * object that exists is not changed: a key that it lacks stays missing.
 */
export function placeholders(objects: readonly KubernetesObject[], kinds: ReadonlySet<string>): KubernetesObject[] {
  const existing = new Set(objects.map((object) => `${object.kind}/${keyOf(object)}`));
  const made = new Map<string, { readonly kind: string; readonly namespace: string; name: string; data: Data }>();
  for (const object of objects.filter(({ kind }) => kinds.has(kind))) {
    const namespace = object.metadata.namespace ?? '';
    const lists = referencesBelow(object, (name) => LISTS.includes(name));
    const files = referencesBelow(object, (name) => FILES.test(name));
    for (const reference of listReferences(object)) {
      const { kind, name, key } = reference;
      const id = `${kind}/${namespace}/${name}`;
      if (existing.has(id)) continue;
      const found = made.get(id) ?? { kind, namespace, name, data: {} };
      const of = referenceId(reference);
      found.data[key] ??= lists.has(of) ? '[]' : files.has(of) ? '' : STAND_IN;
      made.set(id, found);
    }
  }
  return [...made.values()].map(({ kind, namespace, name, data }) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace ? { namespace } : {}) },
    ...(kind === 'Secret' ? { data: encoded(data) } : { data }),
  }));
}

const encoded = (data: Data): Data =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
