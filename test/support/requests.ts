// Requests as Metacontroller makes them, to a server that does not listen.
import type { FastifyInstance } from 'fastify';
import type { KindMap } from '../../hooks/core/hook.ts';
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';

/** Objects by kind and name, as the maps of a request hold them. */
export function kindMap(objects: readonly KubernetesObject[]): KindMap {
  const out: Record<string, Record<string, KubernetesObject>> = {};
  for (const object of objects) {
    const kind = `${object.kind}.${object.apiVersion}`;
    out[kind] = { ...out[kind], [keyOf(object)]: object };
  }
  return out;
}

/**
 * Children as the API server holds them once Metacontroller has applied them with `dynamic-apply`; `owner` is the
 * parent that controls them.
 */
export const applied = (children: readonly KubernetesObject[], owner?: KubernetesObject): KubernetesObject[] =>
  children.map((child) => {
    const annotations = {
      ...child.metadata.annotations,
      'metacontroller.k8s.io/last-applied-configuration': JSON.stringify(child),
    };
    const by = owner && {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      name: owner.metadata.name,
      uid: owner.metadata.uid ?? '',
      controller: true,
    };
    const metadata = { ...child.metadata, uid: `uid-${child.kind}-${child.metadata.name}`, annotations };
    return { ...child, metadata: by ? { ...metadata, ownerReferences: [by] } : metadata };
  });

export const syncRequest = (
  parent: unknown,
  related: readonly KubernetesObject[] = [],
  children: readonly KubernetesObject[] = [],
): Record<string, unknown> => ({ parent, children: kindMap(children), related: kindMap(related), finalizing: false });

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}
export interface Answer {
  readonly code: number;
  readonly text: string;
  readonly body: {
    readonly error?: string;
    readonly status?: { readonly conditions?: readonly Condition[] };
    readonly children?: readonly KubernetesObject[];
    readonly attachments?: readonly KubernetesObject[];
    readonly [field: string]: unknown;
  };
}

/** Posts a body: text as it is, anything else as JSON. */
export async function post(
  app: FastifyInstance,
  path: string,
  body: unknown,
  contentType = 'application/json',
): Promise<Answer> {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await app.inject({ method: 'POST', url: path, headers: { 'content-type': contentType }, payload });
  return { code: answer.statusCode, text: answer.body, body: answer.json() };
}

export const conditionOf = (answer: Answer, type: string): Condition | undefined =>
  answer.body.status?.conditions?.find((condition) => condition.type === type);

export const childOf = (answer: Answer, kind: string, name: string): KubernetesObject | undefined =>
  answer.body.children?.find((child) => child.kind === kind && child.metadata.name === name);
