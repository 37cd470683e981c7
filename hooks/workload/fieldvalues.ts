// Values of fields that become command line arguments: what a program would exit with is an Issue of the object.
import { parseByteSize } from '../core/bytesize.ts';
import { parseDuration, parseGoDuration } from '../core/duration.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { Options } from '../core/options.ts';
import { urlError } from '../core/url.ts';
import type { Argument } from './args.ts';

/** What is wrong with a value, as the end of a sentence that begins with it; `undefined` where nothing is. */
export type ValueCheck = (value: string) => string | undefined;

/** A field with its value and check. An empty text counts as not set, but not in a list. */
export type FieldRow = readonly [path: string, value: string | readonly string[] | undefined, check: ValueCheck];

/** A duration of Prometheus. */
export const duration: ValueCheck = (value) =>
  parseDuration(value) === undefined
    ? `${quoted(value)} is not a duration below 292 years, such as 30s or 1h30m`
    : undefined;

/** A duration of Go, or one of Prometheus that is written as one. */
export const anyDuration: ValueCheck = (value) => (parseGoDuration(value) === undefined ? duration(value) : undefined);

/** A size such as `512MB`. The number of bytes has 63 bits. */
export const byteSize: ValueCheck = (value) => {
  const bytes = parseByteSize(value, 'file');
  return bytes === undefined || bytes >= 2 ** 63
    ? `${quoted(value)} is not a size below 8EB, such as 512MB`
    : undefined;
};

/** A URL, absolute or relative. The message does not repeat it. */
export const url: ValueCheck = (value) => {
  const error = urlError(value);
  return error ? `the URL ${error}` : undefined;
};

/** A text with at least one character. */
export const someText: ValueCheck = () => undefined;

/** Whether the servers cannot route a part of a path: `*` and `:name` are wildcards (github.com/prometheus/common). */
const isNoRoute = (part: string): boolean =>
  part.includes('*') || part.endsWith(':') || part.indexOf(':') !== part.lastIndexOf(':');

/** The prefix of HTTP routes. The reloader and the sidecar use it in a URL. */
export const routePrefix: ValueCheck = (value) =>
  value.split('/').some(isNoRoute) || urlError(`http://server/${value}`) !== undefined
    ? `${quoted(value)} is not a path that can be served: use letters, digits, - and /`
    : undefined;

const EMPTY = 'is empty: remove it or give it a value';

/** Variables of the pod get their values later. */
const VARIABLE = /\$\([A-Za-z_][A-Za-z0-9_.-]*\)/g;

const problem = (value: string, check: ValueCheck): string | undefined =>
  value === '' ? EMPTY : check(value.replace(VARIABLE, '1'));

/** An `InvalidArgument` issue for each value that the program would refuse; none in parity. */
export const checkFields = (rows: readonly FieldRow[], { parity }: Options): Issue[] =>
  (parity ? [] : rows).flatMap(([path, value, check]) => {
    if (value === undefined || value === '') return [];
    const each: (readonly [string, string])[] =
      typeof value === 'string' ? [[path, value]] : value.map((item, i) => [`${path}[${i}]`, item]);
    return each.flatMap(([at, text]) => {
      const wrong = problem(text, check);
      return wrong ? [issue('InvalidArgument', at, wrong)] : [];
    });
  });

/** `InvalidArgument` issues for arguments with a null character, which no program can get. */
export const checkNullCharacters = (args: readonly Argument[], path: string, { parity }: Options): Issue[] =>
  (parity ? [] : args)
    .filter(({ name, value = '' }) => `${name}${value}`.includes('\0'))
    .map(({ name }) =>
      issue('InvalidArgument', path, `the value of --${name} has a null character, which no argument can have`),
    );
