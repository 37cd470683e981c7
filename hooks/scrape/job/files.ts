// Files of the Prometheus container in scrape objects. With such a field, a user who can write monitors could read
// files of the server, such as its token.
import { type SchemaNode, schemaOf } from '../../api/node.ts';
import { type Issue, issue } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';
import type { JobContext } from './context.ts';

const MESSAGE = 'files are not allowed by arbitraryFSAccessThroughSMs of the Prometheus; use a Secret';
const NO_TARGETS = 'files are not allowed by arbitraryFSAccessThroughSMs of the Prometheus; use another discovery';

/** The issue for a field with a file; the Go operator has it for some fields of a ServiceMonitor. */
export const fileAccessDenied = (path: string): Issue => issue('FileAccessDenied', path, MESSAGE);

/**
 * Adds an issue for each field that ends in `File` (caFile, bearerTokenFile, credentialsFile), but not for map keys.
 */
function walk(value: unknown, schema: SchemaNode | undefined, path: string, into: Issue[]): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) walk(item, schema?.items, `${path}[${i}]`, into);
    return;
  }
  if (!isRecord(value)) return;
  const isMap = schema?.additionalProperties !== undefined;
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}.${name}`;
    if (!isMap && name.endsWith('File') && typeof member === 'string' && member !== '') into.push(fileAccessDenied(at));
    else walk(member, schema?.properties?.[name] ?? (isMap ? schema.additionalProperties : undefined), at, into);
  }
}

/**
 * `FileAccessDenied` issues for all files in a ServiceMonitor, PodMonitor, Probe or ScrapeConfig, if the Prometheus
 * denies files. Files of scrape classes are allowed, because the Prometheus has them. Empty in parity: the Go operator
 * checks ServiceMonitors only.
 */
export function checkFiles(object: KubernetesObject, { spec, options }: JobContext): Issue[] {
  if (!spec.arbitraryFSAccessThroughSMs?.deny || options.parity) return [];
  const into: Issue[] = [];
  walk(object['spec'], schemaOf(object.kind)?.properties?.['spec'], 'spec', into);
  const { fileSDConfigs } = object['spec'] as { readonly fileSDConfigs?: readonly unknown[] };
  if ((fileSDConfigs?.length ?? 0) > 0) into.push(issue('FileAccessDenied', 'spec.fileSDConfigs', NO_TARGETS));
  return into;
}
