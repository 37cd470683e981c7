// Parses requests. Unchanged related objects are taken from the cache, because most of a request equals the previous
// one.
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { TSchema } from '@sinclair/typebox';
import { checkTypes } from '../../api/shape.ts';
import { text } from '../../core/issue.ts';
import { fitsCache } from '../../core/memo.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { type Route, Thing } from '../routing/routes.ts';
import { targetOf } from './affinity.ts';
import { Misshapen, type ObjectMap, PARSED, relatedMap } from './relatedmap.ts';
import { eachMember, type Span, skip, Unexpected } from './scan.ts';

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

const isObject = (value: unknown): value is KubernetesObject => validatorOf(Thing)(value).error === undefined;

function readObject(json: string): KubernetesObject | undefined {
  const value = parsed(json);
  return isObject(value) ? value : undefined;
}

const RELATED = '"related"';

/**
 * The body with related objects from the cache; `undefined` if the whole body must be parsed, to report its mistake.
 */
function sharedBody(route: Route, bytes: Buffer<ArrayBufferLike>): unknown {
  const owner = targetOf(route.path, bytes) ?? '';
  const related: [kind: string, map: ObjectMap][] = [];
  const spans: Span[] = [];
  try {
    eachMember(bytes, 0, (name, start) => {
      if (bytes.toString('latin1', name.start, name.end) !== RELATED) return skip(bytes, start);
      if (!fitsCache('objects', PARSED * (bytes.length - start))) throw new Unexpected();
      const end = eachMember(bytes, start, (key, at) => {
        const kind = parsed(bytes.toString('utf8', key.start, key.end)) as string;
        const found = relatedMap(bytes, at, { kind, owner, readObject });
        related.push([kind, found.map]);
        return found.end;
      });
      spans.push({ start, end });
      return end;
    });
  } catch (error) {
    if (error instanceof Unexpected || error instanceof Misshapen || error instanceof SyntaxError) return undefined;
    throw error;
  }
  const [span] = spans;
  if (!span || spans.length > 1) return undefined;
  const rest = parsed(`${bytes.toString('utf8', 0, span.start)}{}${bytes.toString('utf8', span.end)}`);
  return { ...(validated(route.body, rest) as object), related: Object.fromEntries(related) };
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
