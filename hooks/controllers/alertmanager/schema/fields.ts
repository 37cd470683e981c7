// How one field of Alertmanager's configuration file is read, checked and written. Tables of fields make up the
// sections. The file is secret: no message repeats a word of it, and a path holds no key that is not in a table.

import { formatDuration, formatGoDuration, parseDuration, parseGoDuration } from '../../../core/duration.ts';
import { httpUrlError } from '../../../core/url.ts';
import { secretTemplateUrlError } from './template.ts';
import { isPlain, type Node, textOf } from './yaml.ts';

/** Says what is wrong, as "path: message". */
export type Complain = (path: string, message: string) => void;

export interface Context {
  readonly complain: Complain;
  /** What to do with a field that no table has: an error, or kept as it is. */
  readonly unknown: 'refuse' | 'keep';
  /** Told where such a field was kept. */
  readonly kept?: (path: string) => void;
  /** Names that a message may repeat: all that a table has. */
  readonly names: ReadonlySet<string>;
  /** Only the fields that the Go operator knows. */
  readonly parity: boolean;
}

export interface FieldType {
  /** The value that goes to the file; `undefined` for null, and after a complaint. */
  readonly read: (node: Node, path: string, context: Context) => unknown;
  /** Whether the value means nothing and is left out. */
  readonly isEmpty: (value: unknown) => boolean;
  /** What is written where the field must always be there. */
  readonly zero: unknown;
  /** The table of a section, or of the sections in a list. */
  readonly table?: () => Table;
}

/**
 * `set`: written as soon as it is given, even when false, 0 or empty. `always`: written even when it is not given.
 * `beyond`: known to Alertmanager, not to the Go operator.
 */
export type Keep = 'set' | 'always' | 'beyond';
export type Row = readonly [key: string, type: FieldType, keep?: Keep];
export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
}

const never = (): boolean => false;

type ReadText = (text: string, path: string, complain: Complain, node: Node, context: Context) => unknown;

function scalar(isEmpty: (value: unknown) => boolean, read: ReadText, zero: unknown = ''): FieldType {
  return {
    isEmpty,
    zero,
    read: (node, path, context) => {
      if (node === null) return undefined;
      const source = textOf(node);
      if (source === undefined) return context.complain(path, 'must be a single value, not a list or map');
      return read(source, path, context.complain, node, context);
    },
  };
}

export const NO_DURATION = 'must be a duration such as 30s or 1h30m';

const noText = (value: unknown): boolean => value === '';

export const text = scalar(noText, (source) => source);

export const flag = scalar(
  (value) => value === false,
  (_source, path, complain, node) =>
    isPlain(node) && typeof node.value === 'boolean' ? node.value : complain(path, 'must be true or false'),
  false,
);

/** A whole number within the bounds. */
export const integer = (min: number, max: number): FieldType =>
  scalar(
    (value) => value === 0,
    (_source, path, complain, node) => {
      const value = isPlain(node) ? node.value : undefined;
      if (typeof value !== 'number' || !Number.isInteger(value)) return complain(path, 'must be a whole number');
      return value < min || value > max ? complain(path, `must be between ${min} and ${max}`) : value;
    },
  );

/** Any text that must be a http or https address; its value may be secret, so messages do not quote it. */
export const url = scalar(noText, (source, path, complain) => {
  const error = httpUrlError(source);
  return error ? complain(path, `the URL ${error}`) : source;
});

/** An address, or a Go template that makes one. Alertmanager reads it before it knows its own template functions. */
export const templateUrl = scalar(noText, (source, path, complain) => {
  const error = source === '' ? undefined : secretTemplateUrlError(source, 'builtin');
  return error ? complain(path, error) : source;
});

/** A Prometheus duration, written in normal form. */
export const duration = scalar(never, (source, path, complain) => {
  const ms = parseDuration(source);
  return ms === undefined ? complain(path, NO_DURATION) : formatDuration(ms);
});

/** A Prometheus duration, kept as it is written. */
export const spelledDuration = scalar(noText, (source, path, complain) => {
  const bad = parseDuration(source) === undefined;
  return bad ? complain(path, NO_DURATION) : source;
});

/** Milliseconds of a duration in Go's spelling; a bare number counts nanoseconds. */
function goMilliseconds(source: string, node: Node): number | undefined {
  if (isPlain(node) && typeof node.value === 'number') return Math.trunc(node.value) / 1e6;
  return parseGoDuration(source);
}

/**
 * A duration that Alertmanager reads with Go's units: days are written as hours. The Go operator must be able to read
 * it with Prometheus' units as well.
 */
export const goDuration = scalar(never, (source, path, complain, node, { parity }) => {
  const ms = parity ? parseDuration(source) : goMilliseconds(source, node);
  if (ms === undefined || goMilliseconds(source, node) === undefined) return complain(path, NO_DURATION);
  return formatGoDuration(ms);
});

/** The same where Alertmanager takes no bare numbers. */
export const goTextDuration = scalar(never, (source, path, complain, _node, { parity }) => {
  const ms = parseGoDuration(source);
  if (ms === undefined || (parity && parseDuration(source) === undefined)) return complain(path, NO_DURATION);
  return formatGoDuration(ms);
});

/** A duration in Go's units, kept as it is written. */
export const spelledGoDuration = scalar(noText, (source, path, complain) =>
  parseGoDuration(source) === undefined ? complain(path, NO_DURATION) : source,
);

export const hostPort = scalar(noText, (source, path, complain) => {
  if (source === '' || splitHostPort(source)?.port) return source;
  return complain(path, 'must be host:port');
});

/** Host and port of `host:port` or `[v6]:port`, as Go splits them. */
export function splitHostPort(address: string): { readonly host: string; readonly port: string } | undefined {
  const found = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(address);
  return found ? { host: found[1] ?? found[2] ?? '', port: found[3] ?? '' } : undefined;
}

/** A text that must be one of the choices. */
export const choice = (...choices: readonly string[]): FieldType =>
  scalar(noText, (source, path, complain) =>
    choices.includes(source) ? source : complain(path, `must be one of ${choices.join(', ')}`),
  );

const isList = (node: Node): node is readonly Node[] => Array.isArray(node);
const isMap = (node: Node): node is ReadonlyMap<string, Node> => node instanceof Map;

export const list = (item: FieldType): FieldType => ({
  isEmpty: (value) => Array.isArray(value) && value.length === 0,
  zero: [],
  ...(item.table ? { table: item.table } : {}),
  read: (node, path, context) => {
    if (node === null) return undefined;
    if (!isList(node)) return context.complain(path, 'must be a list');
    return node.map((member, i) => {
      if (member !== null) return item.read(member, `${path}[${i}]`, context);
      return item === text ? '' : context.complain(`${path}[${i}]`, 'must not be empty');
    });
  },
});

const isEmptyMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** A map from texts to values of one type. */
export const mapOf = (item: FieldType): FieldType => ({
  isEmpty: isEmptyMap,
  zero: {},
  read: (node, path, context) => {
    if (node === null) return undefined;
    if (!isMap(node)) return context.complain(path, 'must be a map');
    return Object.fromEntries(
      [...node].map(([key, value], i) => {
        const at = `${path} entry ${i + 1}`;
        if (value !== null) return [key, item.read(value, at, context)];
        return [key, item.zero === undefined ? context.complain(at, 'must not be empty') : item.zero];
      }),
    );
  },
});

/** Any YAML, as deep as it is. */
export const anything: FieldType = {
  isEmpty: never,
  zero: null,
  read: (node) => (node === null ? undefined : plainValue(node)),
};

function plainValue(node: Node): unknown {
  if (isPlain(node)) return node.value;
  if (isList(node)) return node.map(plainValue);
  if (isMap(node)) return Object.fromEntries([...node].map(([key, value]) => [key, plainValue(value)]));
  return node;
}

/** A nested section. The table comes late, since routes nest in routes. */
export const nested = (
  table: () => Table,
  read: (table: Table, node: Node, path: string, context: Context) => unknown,
): FieldType => ({
  isEmpty: never,
  zero: null,
  table,
  read: (node, path, context) => (node === null ? undefined : read(table(), node, path, context)),
});

/** A nested section that is left out when nothing is in it. */
export const unlessEmpty = (type: FieldType): FieldType => ({ ...type, isEmpty: isEmptyMap });
