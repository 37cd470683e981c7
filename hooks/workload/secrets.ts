// Secrets with generated files.
import type { KubernetesObject, Secret } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { childMeta } from './meta.ts';

/** A Secret of text files (key -> content). */
export const textSecret = (
  parent: KubernetesObject,
  name: string,
  files: Readonly<Record<string, string | Buffer>>,
  options: Options,
): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: childMeta(parent, name, options),
  data: Object.fromEntries(
    Object.entries(files).map(([key, content]) => [key, Buffer.from(content as string).toString('base64')]),
  ),
  type: 'Opaque',
});
