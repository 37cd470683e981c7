// Parses requests. Unchanged related objects are taken from the cache, because most of a request equals the previous
// one.
import { hash } from 'node:crypto';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { TSchema } from '@sinclair/typebox';
import { checkTypes } from '../../api/shape.ts';
import { text } from '../../core/issue.ts';
import { fitsCache, recall, remember } from '../../core/memo.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { type Route, Thing } from '../routing/routes.ts';
import { type KindSpan, type Span, split } from './split.ts';

/** A request that no API server sends: 400. */
export class MalformedRequest extends Error {}

export interface Read {
  readonly body: unknown;
  /** The object of the hook; `undefined` in a review. */
  readonly target: KubernetesObject | undefined;
}

type Validate = (value: unknown) => {
  readonly error?: readonly { readonly instancePath: string; readonly message?: string }[];
};
const validators = new Map<TSchema, Validate>();

function validatorOf(schema: TSchema): Validate {
  const known = validators.get(schema);
  if (known) return known;
  const made = TypeBoxValidatorCompiler({ schema, method: 'POST', url: '', httpPart: 'body' }) as unknown as Validate;
  validators.set(schema, made);
  return made;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw error instanceof SyntaxError ? new MalformedRequest('the body is not valid JSON') : error;
  }
}

function validated(schema: TSchema, body: unknown): unknown {
  const { error } = validatorOf(schema)(body);
  if (!error) return body;
  const [first] = error;
  throw new MalformedRequest(`body${first?.instancePath ?? ''} ${first?.message ?? 'is not as expected'}`);
}

/** Freezes a value deeply, because calls share it. */
function freeze(value: object): void {
  const left = [value];
  for (let next = left.pop(); next; next = left.pop()) {
    Object.freeze(next);
    for (const member of Object.values(next)) if (typeof member === 'object' && member !== null) left.push(member);
  }
}

const textOf = (bytes: Buffer<ArrayBufferLike>, { start, end }: Span): string => bytes.toString('utf8', start, end);

/** An object and the digest of its bytes. */
interface Known {
  readonly digest: string;
  readonly object: KubernetesObject;
}
/** Approximate ratio between the memory of a parsed value and its JSON. */
const PARSED = 3;

/** A related object; `undefined` if it is no Kubernetes object. */
function relatedObject(
  bytes: Buffer<ArrayBufferLike>,
  kind: string,
  key: string,
  span: Span,
): KubernetesObject | undefined {
  const name = `related ${kind} ${key}`;
  const digest = hash('sha256', bytes.subarray(span.start, span.end), 'base64');
  const known = recall('objects', name) as Known | undefined;
  if (known?.digest === digest) return known.object;
  const object = parsed(textOf(bytes, span)) as KubernetesObject;
  if (validatorOf(Thing)(object).error) return undefined;
  freeze(object);
  remember('objects', name, { digest, object } satisfies Known, PARSED * (span.end - span.start));
  return object;
}

/** Thrown for a related object that is no Kubernetes object. */
class Misshapen extends Error {}

function objectsOf(
  bytes: Buffer<ArrayBufferLike>,
  { kind, objects }: KindSpan,
): Readonly<Record<string, KubernetesObject>> {
  const name = textOf(bytes, kind);
  return Object.fromEntries(
    objects.map(({ key, object }) => {
      const id = textOf(bytes, key);
      const found = relatedObject(bytes, name, id, object);
      if (!found) throw new Misshapen();
      return [parsed(id) as string, found];
    }),
  );
}

/**
 * The body with related objects from the cache; `undefined` if the whole body must be parsed, to report its mistake.
 */
function sharedBody(route: Route, bytes: Buffer<ArrayBufferLike>): unknown {
  const found = fitsCache('objects', PARSED * bytes.length) ? split(bytes) : undefined;
  if (!found) return undefined;
  const { related, kinds } = found;
  const rest = parsed(`${bytes.toString('utf8', 0, related.start)}{}${bytes.toString('utf8', related.end)}`);
  const body = validated(route.body, rest) as object;
  try {
    return {
      ...body,
      related: Object.fromEntries(
        kinds.map((one) => [parsed(textOf(bytes, one.kind)) as string, objectsOf(bytes, one)]),
      ),
    };
  } catch (error) {
    if (error instanceof Misshapen) return undefined;
    throw error;
  }
}

/**
 * The body, validated with the schema of the route. Throws `MalformedRequest` for an invalid one, and RangeError for
 * one that is nested too deeply.
 */
export function read(route: Route, bytes: Buffer<ArrayBufferLike>): Read {
  if (bytes.length === 0) throw new MalformedRequest('the body cannot be empty');
  const body = sharedBody(route, bytes) ?? validated(route.body, parsed(bytes.toString('utf8')));
  const { parent, object } = body as { readonly parent?: KubernetesObject; readonly object?: KubernetesObject };
  const target = parent ?? object;
  const [wrong] = target ? checkTypes(target) : [];
  if (wrong) throw new MalformedRequest(`${parent ? 'parent' : 'object'}.${text(wrong)}`);
  return { body, target };
}
