// The types of fields in Alertmanager's configuration file: how a value is read, checked and written. Values of an
// AlertmanagerConfig are read by the same types, with the spellings that the API has.

import { formatDuration, formatGoDuration, parseDuration, parseGoDuration } from '../../../core/duration.ts';
import { isPlain, textOf } from '../../../core/plain.ts';
import { httpUrlError } from '../../../core/url.ts';
import type { Context, FieldType, Table } from './table.ts';
import { secretTemplateUrlError, templateUrlError } from './template.ts';
import type { Node } from './yaml.ts';

const never = (): boolean => false;

type ReadText = (text: string, path: string, context: Context, node: Node) => unknown;

function scalar(isEmpty: (value: unknown) => boolean, read: ReadText, zero: unknown = ''): FieldType {
  return {
    isEmpty,
    zero,
    read: (node, path, context) => {
      if (node === null) return undefined;
      const source = textOf(node);
      if (source === undefined) return context.complain(path, 'must be a single value, not a list or map');
      return read(source, path, context, node);
    },
  };
}

const noText = (value: unknown): boolean => value === '';

export const text = scalar(noText, (source) => source);

export const flag = scalar(
  (value) => value === false,
  (_source, path, { complain }, node) =>
    isPlain(node) && typeof node.value === 'boolean' ? node.value : complain(path, 'must be true or false'),
  false,
);

/** A whole number within the bounds. */
export const integer = (min: number, max: number): FieldType =>
  scalar(
    (value) => value === 0,
    (_source, path, { complain }, node) => {
      const value = isPlain(node) ? node.value : undefined;
      if (typeof value !== 'number' || !Number.isInteger(value)) return complain(path, 'must be a whole number');
      return value < min || value > max ? complain(path, `must be between ${min} and ${max}`) : value;
    },
  );

const addressError = (source: string): string | undefined => {
  const error = httpUrlError(source);
  return error && `the URL ${error}`;
};

/** A text with a format. An empty text of an object is a field that is not given. */
const formatted = (error: (source: string, context: Context) => string | undefined): FieldType =>
  scalar(noText, (source, path, context) => {
    const wrong = context.object && source === '' ? undefined : error(source, context);
    return wrong ? context.complain(path, wrong, 'InvalidURL') : source;
  });

/** A http or https address. */
export const url: FieldType = { ...formatted(addressError), addressError };

const builtinError = (source: string): string | undefined =>
  source === '' ? undefined : secretTemplateUrlError(source, 'builtin');

/** An address, or a Go template that makes one. Alertmanager reads it before it knows its own template functions. */
export const templateUrl: FieldType = {
  ...formatted((source, { object }) => (object ? templateUrlError(source, 'builtin') : builtinError(source))),
  addressError: builtinError,
};

/** An address or a template of one in an object. Alertmanager takes any text. */
export const link = formatted((source, { object }) => object && templateUrlError(source, object));

/** The same where an object must not have an empty text. */
export const filledLink: FieldType = {
  ...link,
  read: (node, path, context) => link.read(context.object && node === '' ? ' ' : node, path, context),
};

export const NO_DURATION = 'must be a duration such as 30s or 1h30m';

/** A duration as it is written to the file; the format of an object is the one of Prometheus. */
const timed = (
  read: (source: string, context: Context, node: Node) => string | undefined,
  ofObject: (source: string) => string | undefined = goSpelling,
): FieldType =>
  scalar(never, (source, path, context, node) => {
    if (context.object && source === '') return undefined;
    const value = context.object ? ofObject(source) : read(source, context, node);
    return value ?? context.complain(path, NO_DURATION, 'InvalidDuration');
  });

function goSpelling(source: string): string | undefined {
  const ms = parseDuration(source);
  return ms === undefined ? undefined : formatGoDuration(ms);
}

/** A Prometheus duration, written in normal form. */
export const duration = timed((source) => {
  const ms = parseDuration(source);
  return ms === undefined ? undefined : formatDuration(ms);
});

/** A Prometheus duration, kept as it is written. */
export const spelledDuration: FieldType = {
  ...timed((source) => (parseDuration(source) === undefined ? undefined : source)),
  isEmpty: noText,
};

/** Milliseconds of a duration in Go's spelling; a bare number counts nanoseconds. */
function goMilliseconds(source: string, node: Node): number | undefined {
  if (isPlain(node) && typeof node.value === 'number') return Math.trunc(node.value) / 1e6;
  return parseGoDuration(source);
}

/**
 * A duration that Alertmanager reads with Go's units: days are written as hours. The Go operator must be able to read
 * it with Prometheus' units as well.
 */
export const goDuration = timed((source, { parity }, node) => {
  const ms = parity ? parseDuration(source) : goMilliseconds(source, node);
  return ms === undefined || goMilliseconds(source, node) === undefined ? undefined : formatGoDuration(ms);
});

/** The same where Alertmanager takes no bare numbers. */
export const goTextDuration = timed((source, { parity }) => {
  const ms = parseGoDuration(source);
  return ms === undefined || (parity && parseDuration(source) === undefined) ? undefined : formatGoDuration(ms);
});

const asWritten = (source: string): string | undefined => (parseGoDuration(source) === undefined ? undefined : source);

/** A duration in Go's units, kept as it is written. */
export const spelledGoDuration: FieldType = {
  ...timed(asWritten, (source) => asWritten(source) ?? goSpelling(source)),
  isEmpty: noText,
};

/** Objects may leave the port empty, as in the Go operator. */
export const hostPort = scalar(noText, (source, path, { complain, object }) => {
  const found = splitHostPort(source);
  return source === '' || found?.port || (found && object) ? source : complain(path, 'must be host:port');
});

/** Host and port of `host:port` or `[v6]:port`, as Go splits them. */
export function splitHostPort(address: string): { readonly host: string; readonly port: string } | undefined {
  const found = /^(?:\[([^[\]]*)\]|([^[\]:]*)):([^[\]:]*)$/.exec(address);
  return found ? { host: found[1] ?? found[2] ?? '', port: found[3] ?? '' } : undefined;
}

/** A text that must be one of the choices. */
export const choice = (...choices: readonly string[]): FieldType =>
  scalar(noText, (source, path, { complain }) =>
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
