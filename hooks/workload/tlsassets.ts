// TLS files of the configuration, in Secrets that are mounted together as one directory.
import type { Secret } from '../core/meta.ts';
import { byText, type KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { Section } from '../core/section.ts';
import { childMeta } from './meta.ts';

/** Maximum bytes of keys and values in one Secret: 1 MiB without metadata. */
const SERVER_SIDE = 1024 * 1024 - 50_000;
/** The same for dynamic apply, which keeps a copy in an annotation: 240 KiB as base64. */
const DYNAMIC = 170_000;

function pack(files: ReadonlyMap<string, string>, capacity: number): Map<string, string>[] {
  const packs = [new Map<string, string>()];
  let used = 0;
  for (const key of [...files.keys()].sort(byText)) {
    const value = files.get(key) ?? '';
    const size = key.length + Buffer.byteLength(value);
    if (used > 0 && used + size > capacity) {
      packs.push(new Map());
      used = 0;
    }
    packs.at(-1)?.set(key, value);
    used += size;
  }
  return packs;
}

/** Secrets `<prefix>-tls-assets-0`, `-1`, ... with the files (name -> content); at least one. */
export function tlsAssetSecrets(
  parent: KubernetesObject,
  prefix: string,
  files: ReadonlyMap<string, string>,
  options: Options,
): Secret[] {
  const capacity = options.applyStrategy === 'dynamic-apply' && !options.parity ? DYNAMIC : SERVER_SIDE;
  return pack(files, capacity).map((content, i) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: childMeta(parent, `${prefix}-tls-assets-${i}`, options),
    ...(content.size > 0
      ? { data: Object.fromEntries([...content].map(([key, value]) => [key, Buffer.from(value).toString('base64')])) }
      : {}),
    type: 'Opaque',
  }));
}

/** The projected volume `tls-assets` of all these Secrets. */
export const tlsAssetsVolume = (secrets: readonly KubernetesObject[]): Section => ({
  name: 'tls-assets',
  projected: { sources: secrets.map((secret) => ({ secret: { name: secret.metadata.name } })), defaultMode: 420 },
});
