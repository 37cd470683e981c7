// The related objects of one kind in the bytes of a request. Most of them are the same as in earlier requests, of this
// parent or of another one. Their bytes are compared, which is far faster than reading them.
import { hash } from 'node:crypto';
import { freeze } from '../../core/freeze.ts';
import { recall, remember } from '../../core/memo.ts';
import { type KubernetesObject, withoutFieldSets } from '../../core/meta.ts';
import { CLOSE, COLON, COMMA, endOfText, endOfValue, OPEN, QUOTE, type Span, Unexpected } from './scan.ts';

export type ObjectMap = Readonly<Record<string, KubernetesObject>>;

/** The objects of one kind as they were read. Equal texts give the same map, which nobody can change. */
interface Known {
  readonly id: string;
  readonly map: ObjectMap;
  /** The JSON of the map. */
  readonly text: Buffer;
  /** Each member of the map: key, object, and where it is in the text, without the comma. */
  readonly members: readonly Member[];
  /** The number of each member by its key, as it is in the text. */
  readonly numbers: ReadonlyMap<string, number>;
}

interface Member extends Span {
  readonly key: string;
  readonly object: KubernetesObject;
}

/** Reads one JSON text of a related object. `undefined`: it is no Kubernetes object. */
export type ReadObject = (json: string) => KubernetesObject | undefined;

/** Thrown for a related object that is no Kubernetes object. */
export class Misshapen extends Error {}

/** Approximate ratio between the memory of parsed objects and their JSON. */
export const PARSED = 1.5;
const BYTES_OF_MEMBER = 150;
/** The API group of objects that are never children of a workload. */
const CONFIGURATION = 'monitoring.coreos.com/';

const textOf = (bytes: Buffer<ArrayBufferLike>, { start, end }: Span): string => bytes.toString('utf8', start, end);

const isAt = (bytes: Buffer<ArrayBufferLike>, at: number, text: Buffer, { start, end }: Span): boolean =>
  at + end - start <= bytes.length && bytes.compare(text, start, end, at, at + end - start) === 0;

/** The object, from the cache where an object of this name had the same bytes. */
function objectAt(bytes: Buffer<ArrayBufferLike>, name: string, span: Span, readObject: ReadObject): KubernetesObject {
  const digest = hash('sha256', bytes.subarray(span.start, span.end), 'base64');
  const known = recall('objects', name) as { readonly digest: string; readonly object: KubernetesObject } | undefined;
  if (known?.digest === digest) return known.object;
  const read = readObject(textOf(bytes, span));
  if (!read) throw new Misshapen();
  const object = freeze(read.apiVersion.startsWith(CONFIGURATION) ? withoutFieldSets(read) : read);
  remember('objects', name, { digest, object }, PARSED * (span.end - span.start));
  return object;
}

/** The members of the map at `at`. Those that follow each other in `before` are compared with it. */
function membersAt(
  bytes: Buffer<ArrayBufferLike>,
  at: number,
  before: Known | undefined,
  readMember: (key: Span, value: Span) => KubernetesObject,
): { readonly members: Member[]; readonly end: number } {
  const members: Member[] = [];
  let [i, next] = [at + 1, 0];
  for (;;) {
    const expected = before?.members[next];
    if (before && expected && isAt(bytes, i, before.text, expected)) {
      const end = i + expected.end - expected.start;
      members.push({ key: expected.key, object: expected.object, start: i - at, end: end - at });
      [i, next] = [end, next + 1];
    } else {
      if (bytes[i] !== QUOTE) throw new Unexpected();
      const key = { start: i, end: endOfText(bytes, i) };
      const value = key.end + 1;
      if (bytes[key.end] !== COLON || bytes[value] !== OPEN) throw new Unexpected();
      const end = endOfValue(bytes, value);
      const text = textOf(bytes, key);
      members.push({ key: text, object: readMember(key, { start: value, end }), start: i - at, end: end - at });
      [i, next] = [end, (before?.numbers.get(text) ?? next - 1) + 1];
    }
    if (bytes[i] === CLOSE) return { members, end: i + 1 };
    if (bytes[i] !== COMMA) throw new Unexpected();
    i++;
  }
}

/** Pointers to texts, so that a text of many parents counts once. */
const latest = (kind: string): string => `latest ${kind}`;
const ofOwner = (kind: string, owner: string): string => `of ${owner} ${kind}`;
let lastId = 0;

/** The latest text of the kind, and the latest one of the parent. */
function candidates(kind: string, owner: string): Known[] {
  const ids = [recall('texts', latest(kind)), recall('texts', ofOwner(kind, owner))] as (string | undefined)[];
  return [...new Set(ids)].flatMap((id) => (id ? ((recall('texts', id) as Known | undefined) ?? []) : []));
}

/** Makes a text the latest one of the kind and of the parent. */
function point(to: string, kind: string, owner: string): void {
  for (const key of [latest(kind), ofOwner(kind, owner)])
    if (recall('texts', key) !== to) remember('texts', key, to, to.length);
}

const NOTHING: ObjectMap = Object.freeze({});

/**
 * The map of related objects of a kind at an offset, and the offset after it. `kind`: its key in the request. `owner`:
 * the parent. Throws `Unexpected` for JSON that Metacontroller does not write, and `Misshapen`.
 */
export function relatedMap(
  bytes: Buffer<ArrayBufferLike>,
  at: number,
  { kind, owner, readObject }: { readonly kind: string; readonly owner: string; readonly readObject: ReadObject },
): { readonly map: ObjectMap; readonly end: number } {
  if (bytes[at] !== OPEN) throw new Unexpected();
  if (bytes[at + 1] === CLOSE) return { map: NOTHING, end: at + 2 };
  const known = candidates(kind, owner);
  const same = known.find(({ text }) => isAt(bytes, at, text, { start: 0, end: text.length }));
  if (same) {
    point(same.id, kind, owner);
    return { map: same.map, end: at + same.text.length };
  }
  const { members, end } = membersAt(bytes, at, known.at(-1), (key, value) =>
    objectAt(bytes, `related ${kind} ${textOf(bytes, key)}`, value, readObject),
  );
  const map = Object.freeze(Object.fromEntries(members.map(({ key, object }) => [JSON.parse(key) as string, object])));
  const id = `text ${lastId++}`;
  const text = Buffer.from(bytes.subarray(at, end));
  const numbers = new Map(members.map(({ key }, i) => [key, i]));
  const read: Known = { id, map, text, members, numbers };
  remember('texts', id, read, text.length + BYTES_OF_MEMBER * members.length);
  point(id, kind, owner);
  return { map, end };
}
