// AdmissionReview of admission.k8s.io/v1: request and response of admission webhooks (kubernetes.io: Dynamic Admission
// Control).
import { isDeepStrictEqual } from 'node:util';
import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { GROUP } from '../../api/kinds.ts';
import { jsonOf } from '../../core/json.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { isRecord } from '../../core/yaml.ts';

const API_VERSION = 'admission.k8s.io/v1';
const KIND = 'AdmissionReview';

/** The API server writes null for a missing object. */
const Thing = Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]));

const Request = Type.Object({
  uid: Type.String({ minLength: 1 }),
  kind: Type.Object({ group: Type.String(), version: Type.String(), kind: Type.String() }),
  name: Type.Optional(Type.String()),
  namespace: Type.Optional(Type.String()),
  operation: Type.Union([
    Type.Literal('CREATE'),
    Type.Literal('UPDATE'),
    Type.Literal('DELETE'),
    Type.Literal('CONNECT'),
  ]),
  object: Thing,
  oldObject: Thing,
});
export type AdmissionRequest = Static<typeof Request>;

export interface AdmissionReview {
  readonly request: AdmissionRequest;
}

/**
 * The schema of reviews of one kind of monitoring.coreos.com in some versions. Another kind is a bad request.
 */
export const reviewBody = (kind: string, ...versions: readonly string[]): TSchema =>
  Type.Object({
    apiVersion: Type.Literal(API_VERSION),
    kind: Type.Literal(KIND),
    request: Type.Object({
      ...Request.properties,
      kind: Type.Object({
        group: Type.Literal(GROUP),
        version: Type.Union(versions.map((version) => Type.Literal(version))),
        kind: Type.Literal(kind),
      }),
    }),
  });

export interface AdmissionAnswer {
  readonly apiVersion: string;
  readonly kind: string;
  readonly response: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly status?: { readonly code: number; readonly reason: string; readonly message: string };
    readonly warnings?: readonly string[];
    readonly patchType?: 'JSONPatch';
    readonly patch?: string;
  };
}

const answer = (request: AdmissionRequest, response: Omit<AdmissionAnswer['response'], 'uid'>): AdmissionAnswer => ({
  apiVersion: API_VERSION,
  kind: KIND,
  response: { uid: request.uid, ...response },
});

/** Allows the object. kubectl shows the warnings. */
export const allowed = (request: AdmissionRequest, warnings: readonly string[] = []): AdmissionAnswer =>
  answer(request, { allowed: true, ...(warnings.length > 0 ? { warnings } : {}) });

/** Rejects the object. kubectl shows the message. */
export const refused = (request: AdmissionRequest, message: string): AdmissionAnswer =>
  answer(request, { allowed: false, status: { code: 422, reason: 'Invalid', message } });

/** Allows the object with a JSON patch, or without one if there are no operations. */
export const patched = (request: AdmissionRequest, operations: readonly object[]): AdmissionAnswer => {
  if (operations.length === 0) return allowed(request);
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64');
  return answer(request, { allowed: true, patchType: 'JSONPatch', patch });
};

const isBeingDeleted = (object: Readonly<Record<string, unknown>>): boolean =>
  isRecord(object['metadata']) && Boolean(object['metadata']['deletionTimestamp']);

/**
 * The object to store. `undefined` for a deletion or an object in deletion, because its finalizers must be removable.
 */
export function incoming({ operation, object }: AdmissionRequest): Readonly<Record<string, unknown>> | undefined {
  if (operation !== 'CREATE' && operation !== 'UPDATE') return undefined;
  return object && !isBeingDeleted(object) ? object : undefined;
}

/** The name, or generateName, if the API server has not generated the name yet. */
function nameOf({ name }: AdmissionRequest, { metadata }: Readonly<Record<string, unknown>>): string {
  const begin = isRecord(metadata) ? metadata['generateName'] : undefined;
  return name || (typeof begin === 'string' ? begin : '');
}

/** Deep equality. Values that are nested too deeply are compared as JSON. */
function isSame(a: unknown, b: unknown): boolean {
  try {
    return isDeepStrictEqual(a, b);
  } catch (error) {
    if (error instanceof RangeError) return jsonOf(a) === jsonOf(b);
    throw error;
  }
}

/**
 * The object to check. `undefined` if its spec does not change: labels and finalizers of an invalid object must be
 * changeable. It has no UID and no resourceVersion, because on an update they are those of the old object, and results
 * are cached by them.
 */
export function subject(request: AdmissionRequest): KubernetesObject | undefined {
  const object = incoming(request);
  if (!object) return undefined;
  const { kind, namespace = '', operation, oldObject } = request;
  if (operation === 'UPDATE' && oldObject && isSame(object['spec'], oldObject['spec'])) return undefined;
  return {
    apiVersion: `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { name: nameOf(request, object), namespace },
    spec: object['spec'],
  };
}
