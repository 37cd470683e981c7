// The asset Secret: a labelled copy of exactly the keys that one configuration object refers to, made beside it because
// a Prometheus hook cannot ask for Secrets whose names only its monitors know.
import { createHash } from 'node:crypto';
import { parseJson } from '../core/json.ts';
import { type KubernetesObject, OWN, type Secret } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { trimEnd } from '../core/trim.ts';
import { isRecord } from '../core/yaml.ts';
import { type Reference, referenceId, referencesOf } from './references.ts';
import type { Answer, Lookup, SourceKind } from './resolver.ts';

/** Label of asset Secrets; its value is the plural of the kind they are for. */
export const ASSETS_LABEL = `${OWN}/assets`;
const OBJECT = `${OWN}/object`;
const GENERATION = `${OWN}/generation`;
const FILE = 'assets.json';
/** In the file, where not all references had room. No reference is called so. */
const FULL = 'full';
/**
 * Characters of the file: the API server takes 1 MiB, dynamic apply's annotation less. A Secret that nobody can store
 * would be waited for without end.
 */
const roomFor = ({ applyStrategy }: Options): number => (applyStrategy === 'dynamic-apply' ? 170_000 : 1_000_000);

export const ASSET_KINDS = {
  ServiceMonitor: 'servicemonitors',
  PodMonitor: 'podmonitors',
  Probe: 'probes',
  ScrapeConfig: 'scrapeconfigs',
  AlertmanagerConfig: 'alertmanagerconfigs',
} as const satisfies Record<string, string>;
export type AssetKind = keyof typeof ASSET_KINDS;

const shortened = (name: string): string =>
  name.length <= 220
    ? name
    : `${trimEnd(name.slice(0, 200), '-.')}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;

/** The name of an object's asset Secret: `servicemonitor-<name>-assets`. */
export const assetSecretName = (kind: AssetKind, name: string): string =>
  `${kind.toLowerCase()}-${shortened(name)}-assets`;

/** A reference's value as base64, or what is missing. */
type Entry = string | { readonly missing: 'object' | 'key' };

/** What an object's references hold, read from the Secrets and ConfigMaps at hand. */
export type Read = (kind: SourceKind, name: string) => KubernetesObject | undefined;

function entryOf({ kind, name, key }: Reference, read: Read): Entry {
  const source = read(kind, name);
  if (!source) return { missing: 'object' };
  const [data, binary] = [source['data'], source['binaryData']];
  if (kind === 'Secret') {
    const value = isRecord(data) ? data[key] : undefined;
    return typeof value === 'string' ? value : { missing: 'key' };
  }
  if (isRecord(data) && typeof data[key] === 'string') return Buffer.from(data[key]).toString('base64');
  return isRecord(binary) && typeof binary[key] === 'string' ? binary[key] : { missing: 'key' };
}

/** The entries that there is room for, in their order. */
function contentFor(
  references: readonly Reference[],
  read: Read,
  room: number,
): Readonly<Record<string, Entry | true>> {
  const content: Record<string, Entry | true> = {};
  let used = 0;
  for (const reference of references) {
    const [id, entry] = [referenceId(reference), entryOf(reference, read)];
    const size = Buffer.byteLength(JSON.stringify(id)) + (typeof entry === 'string' ? entry.length : 24) + 4;
    if (used + size > room) content[FULL] = true;
    else {
      content[id] = entry;
      used += size;
    }
  }
  return content;
}

/**
 * The asset Secret of an object, stamped with the generation it was built from; `undefined` where the object refers to
 * nothing. It can always be stored: what there is no room for is left out, and the object is rejected for it.
 */
export function assetSecret(
  kind: AssetKind,
  object: KubernetesObject,
  read: Read,
  options: Options,
): Secret | undefined {
  const references = referencesOf(object);
  if (references.length === 0) return undefined;
  const content = contentFor(references, read, roomFor(options));
  const { name, namespace } = object.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: assetSecretName(kind, name),
      ...(namespace ? { namespace } : {}),
      labels: { [ASSETS_LABEL]: ASSET_KINDS[kind] },
      annotations: { [OBJECT]: name, [GENERATION]: String(object.metadata.generation ?? 0) },
    },
    data: { [FILE]: Buffer.from(JSON.stringify(content)).toString('base64') },
    type: 'Opaque',
  };
}

function contentOf(asset: KubernetesObject | undefined): Record<string, unknown> {
  const data = asset?.['data'];
  const text = isRecord(data) ? data[FILE] : undefined;
  if (typeof text !== 'string') return {};
  const value = parseJson(Buffer.from(text, 'base64').toString('utf8'));
  return isRecord(value) ? value : {};
}

/**
 * Answers from an object's asset Secret. A key that is not in it is missing only when the Secret was built from this
 * generation of the object; else it is not read yet.
 */
export function assetLookup(object: KubernetesObject, asset: KubernetesObject | undefined): Lookup {
  const current =
    asset !== undefined && asset.metadata.annotations?.[GENERATION] === String(object.metadata.generation ?? 0);
  let content: Record<string, unknown> | undefined;
  return (kind, _namespace, name, key): Answer => {
    if (!name) return { missing: 'object' };
    content ??= contentOf(asset);
    const entry = content[referenceId({ kind, name, key })];
    if (typeof entry === 'string') return { value: Buffer.from(entry, 'base64').toString('utf8') };
    if (!current) return { pending: true };
    if (entry === undefined && content[FULL] === true) return { missing: 'room' };
    return { missing: isRecord(entry) && entry['missing'] === 'key' ? 'key' : 'object' };
  };
}
