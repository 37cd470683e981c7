// The asset Secret: a labelled copy of the keys that one configuration object refers to. The hook of a Prometheus
// cannot select Secrets by the names in its monitors, but it can select asset Secrets by label.
import { createHash } from 'node:crypto';
import { parseJson } from '../core/json.ts';
import { type KubernetesObject, OWN, type Secret } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { trimEnd } from '../core/trim.ts';
import { isRecord } from '../core/yaml.ts';
import type { SourceKind } from './assets.ts';
import { listReferences, type Reference, referenceId } from './references.ts';
import { type Answer, decoded, type Lookup } from './resolver.ts';

/** Label of asset Secrets. Its value is the plural of the object's kind. */
export const ASSETS_LABEL = `${OWN}/assets`;
const OBJECT = `${OWN}/object`;
const GENERATION = `${OWN}/generation`;
const FILE = 'assets.json';
/** Key in the file where not all references fit. It is not a valid reference. */
const FULL = 'full';
/**
 * Maximum size of the file, in characters: 1 MiB for the API server, less for the annotation of dynamic apply.
 * Workloads would wait forever for a Secret that cannot be stored.
 */
const byteBudget = ({ applyStrategy }: Options): number => (applyStrategy === 'dynamic-apply' ? 170_000 : 1_000_000);

/** Kinds with asset Secrets, and their plurals. */
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

/** Whether a Secret can be an asset Secret, by its name. */
export const isAssetSecret = ({ metadata }: KubernetesObject): boolean => metadata.name.endsWith('-assets');

/** The value of a reference as base64, or what is missing. */
type Entry = string | { readonly missing: 'object' | 'key' };

/** Reads a Secret or ConfigMap of the object's namespace. */
export type Read = (kind: SourceKind, name: string) => KubernetesObject | undefined;

function readEntry({ kind, name, key }: Reference, read: Read): Entry {
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

/** The entries that fit into `budget` characters, in their order. */
function contentFor(
  references: readonly Reference[],
  read: Read,
  budget: number,
): Readonly<Record<string, Entry | true>> {
  const content: Record<string, Entry | true> = {};
  let used = 0;
  for (const reference of references) {
    const [id, entry] = [referenceId(reference), readEntry(reference, read)];
    const size = Buffer.byteLength(JSON.stringify(id)) + (typeof entry === 'string' ? entry.length : 24) + 4;
    if (used + size > budget) content[FULL] = true;
    else {
      content[id] = entry;
      used += size;
    }
  }
  return content;
}

/**
 * The asset Secret of an object, with the generation it was built from; `undefined` for an object without references.
 * It is never too large: references that do not fit are left out, and the object is rejected.
 */
export function assetSecret(
  kind: AssetKind,
  object: KubernetesObject,
  read: Read,
  options: Options,
): Secret | undefined {
  const references = listReferences(object);
  if (references.length === 0) return undefined;
  const content = contentFor(references, read, byteBudget(options));
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

function parseContent(asset: KubernetesObject | undefined): Record<string, unknown> {
  const data = asset?.['data'];
  const text = isRecord(data) ? data[FILE] : undefined;
  if (typeof text !== 'string') return {};
  const value = parseJson(Buffer.from(text, 'base64').toString('utf8'));
  return isRecord(value) ? value : {};
}

/**
 * Looks keys up in the asset Secret of an object. A key that is not in it is missing if the Secret was built from this
 * generation of the object, else pending.
 */
export function assetLookup(object: KubernetesObject, asset: KubernetesObject | undefined): Lookup {
  const current =
    asset !== undefined && asset.metadata.annotations?.[GENERATION] === String(object.metadata.generation ?? 0);
  let content: Record<string, unknown> | undefined;
  return (kind, _namespace, name, key): Answer => {
    if (!name) return { missing: 'object' };
    content ??= parseContent(asset);
    const entry = content[referenceId({ kind, name, key })];
    if (typeof entry === 'string') return decoded(entry);
    if (!current) return { pending: true };
    if (entry === undefined && content[FULL] === true) return { missing: 'budget' };
    return { missing: isRecord(entry) && entry['missing'] === 'key' ? 'key' : 'object' };
  };
}
