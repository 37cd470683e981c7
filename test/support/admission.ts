// Reviews as the API server makes them, and what its answer does to an object.
import type { KubernetesObject } from '../../hooks/core/meta.ts';

export type Request = Readonly<Record<string, unknown>>;

/** A review of an object that is created; `change` makes another request of it. */
export function review(
  object: KubernetesObject,
  change: Request = {},
): { readonly request: Request; readonly [field: string]: unknown } {
  const [group, version] = object.apiVersion.split('/');
  const { name, namespace } = object.metadata;
  const request = {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group, version, kind: object.kind },
    resource: { group, version, resource: `${object.kind.toLowerCase()}s` },
    name,
    namespace,
    operation: 'CREATE',
    userInfo: { username: 'jane', groups: ['system:authenticated'] },
    object,
    oldObject: null,
    dryRun: false,
    options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
  };
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { ...request, ...change } };
}

export interface Response {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: { readonly code: number; readonly reason: string; readonly message: string };
  readonly warnings?: readonly string[];
  readonly patchType?: string;
  readonly patch?: string;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: unknown;
}

export const operationsOf = ({ patch }: Response): readonly Operation[] =>
  patch ? (JSON.parse(Buffer.from(patch, 'base64').toString('utf8')) as Operation[]) : [];

/** The object with the patch applied (RFC 6902, `add` and `replace` of members). */
export function patched(object: KubernetesObject, response: Response): KubernetesObject {
  const out = structuredClone(object);
  for (const { op, path, value } of operationsOf(response)) {
    const tokens = path
      .split('/')
      .slice(1)
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = tokens.pop() ?? '';
    const parent = tokens.reduce<Record<string, unknown>>((at, token) => at[token] as Record<string, unknown>, out);
    if (op === 'replace' && !Object.hasOwn(parent, last)) throw new Error(`${path}: there is nothing to replace`);
    parent[last] = value;
  }
  return out;
}
