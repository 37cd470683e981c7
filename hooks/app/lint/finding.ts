// What lint finds: a line for each mistake, with the file and the object.
import type { KubernetesObject } from '../../core/meta.ts';

/** An object and the file that it stands in. */
export interface Located {
  readonly object: KubernetesObject;
  readonly file: string;
}

export interface Finding {
  readonly file: string;
  /** Absent for a file that cannot be read. */
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The field: `spec.endpoints[0].port`. */
  readonly path?: string;
  readonly message: string;
  /** A warning is about a version or a setting that the object may have been written for. */
  readonly severity: 'error' | 'warning';
}

/** The namespace that an object without one gets, as from kubectl. */
export const DEFAULT_NAMESPACE = 'default';

/** A finding about an object. */
export const finding = (
  { object, file }: Located,
  path: string,
  message: string,
  severity: Finding['severity'] = 'error',
): Finding => ({
  file,
  kind: object.kind,
  namespace: object.metadata.namespace ?? DEFAULT_NAMESPACE,
  name: String(object.metadata.name ?? ''),
  ...(path ? { path } : {}),
  message,
  severity,
});

/** `FILE: Kind namespace/name: path: message`. */
export function findingLine({ file, kind, namespace, name, path, message, severity }: Finding): string {
  const object = kind ? [`${kind} ${namespace}/${name}`] : [];
  return [file, ...object, ...(path ? [path] : []), ...(severity === 'warning' ? ['warning'] : []), message].join(': ');
}
