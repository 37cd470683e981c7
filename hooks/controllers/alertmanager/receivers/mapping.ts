// How an entry of a receiver comes about: a mapping names, for each key of the file, the field of the API. Types,
// releases and constraints are those of the schema; the paths of Issues are those of the API.
// An entry is read twice: `checkEntry` without references, `resolveEntry` with them.
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import { textOf } from '../../../core/plain.ts';
import type { Section } from '../../../core/section.ts';
import { mergeMaps } from '../../../references/assets.ts';
import { atLeast } from '../../../versions/version.ts';
import { type IntegrationKey, integrations } from '../schema/integrations.ts';
import { type FieldType, type Problem, releaseForObjects, rowOf, type Table } from '../schema/table.ts';
import { problemsOfObject, written } from '../schema/walk.ts';
import { nodeOf } from '../schema/yaml.ts';
import {
  type Files,
  firstIssues,
  firstIssuesIn,
  NO_FILES,
  type ReceiverContext,
  type Resolution,
  requires,
} from './integration.ts';

/** How a field is read. */
export interface Reading {
  /** Of the field, in the API. */
  readonly path: string;
  readonly type: FieldType;
  readonly context: ReceiverContext;
  /** Whether references are resolved. */
  readonly resolved: boolean;
}

/** The value for the file, what is wrong with it, and the TLS files that it names. */
export interface Answer {
  readonly value: unknown;
  readonly issues: readonly Issue[];
  readonly files?: Files;
}

/** A field of the API, and how its value becomes that of a key. */
export interface Source<Field extends string = string> {
  readonly field: Field;
  /** `given`: never null or undefined. */
  readonly read: (given: unknown, reading: Reading) => Answer;
  /** Whether the release has what is inside; asked before any reference is resolved. */
  readonly versions?: (given: unknown, reading: Reading) => readonly Issue[];
  /** Where a key of a map stands in the field. */
  readonly placeOf?: (given: unknown, key: string) => string;
  /** An HTTP client. It brings files: the entry must be right before it is resolved. */
  readonly isClient?: true;
}

/**
 * Key of the file -> field of the API, in the order in which references are resolved. Of several fields the last that
 * is given counts.
 */
export type Mapping<Config> = Readonly<
  Record<string, FieldOf<Config> | Source<FieldOf<Config>> | readonly Source<FieldOf<Config>>[]>
>;
type FieldOf<Config> = keyof Config & string;

/** A table with the fields of the API that it is made of. */
export interface Shape {
  readonly table: Table;
  readonly rows: readonly {
    readonly key: string;
    readonly type: FieldType;
    readonly source: Source;
  }[];
}

/** Throws where a key is not in the table. */
export const shape = <Config>(table: Table, mapping: Mapping<Config>): Shape => ({
  table,
  rows: Object.entries<Mapping<Config>[string]>(mapping).flatMap(([key, given]) => {
    const [, type] = rowOf(table, key);
    const sources = typeof given === 'object' && Array.isArray(given) ? (given as readonly Source[]) : [given];
    return sources.map((source) => ({
      key,
      type,
      source: typeof source === 'string' ? plain(source) : (source as Source),
    }));
  }),
});

export interface Integration {
  /** Key in a receiver of the configuration file. */
  readonly key: IntegrationKey;
  readonly shape: Shape;
}

/** An integration: how its entries are made of the API's. */
export const integration = <Config>(key: IntegrationKey, mapping: Mapping<Config>): Integration => ({
  key,
  shape: shape<Config>(integrations[key], mapping),
});

const NONE: ReadonlySet<string> = new Set();

const releaseKnows =
  ({ version }: ReceiverContext) =>
  (release: string) =>
    atLeast(version, release);

/** Reads a value by its type. `secret`: it comes from a Secret, so no message repeats it. */
export function typed(value: unknown, { path, type, context }: Reading, secret = false): Answer {
  const { parity } = context;
  const issues: Issue[] = [];
  const node = nodeOf(value);
  const read = type.read(node, path, {
    complain: (at, message, reason = 'InvalidReceiver') => {
      const shown = !secret && message.startsWith('must be ') ? `${message}, not ${quoted(textOf(node))}` : message;
      issues.push(issue(reason, at, shown));
      return undefined;
    },
    unknown: 'refuse',
    names: NONE,
    parity,
    knows: releaseKnows(context),
    ...(secret ? {} : { object: parity ? 'builtin' : 'alertmanager' }),
  });
  return { value: issues.length > 0 ? value : read, issues };
}

/** The field as it is. */
export const plain = <Field extends string>(field: Field): Source<Field> => ({
  field,
  read: (given, reading) => typed(given, reading),
});

interface Read {
  readonly key: string;
  readonly source: Source;
  readonly given: unknown;
  readonly reading: Reading;
}

const givenRows = ({ rows }: Shape, config: object, path: string, reading: Omit<Reading, 'path' | 'type'>): Read[] =>
  rows.flatMap(({ key, type, source }) => {
    const given: unknown = (config as Readonly<Record<string, unknown>>)[source.field];
    if (given === undefined || given === null) return [];
    return [{ key, source, given, reading: { ...reading, type, path: `${path}.${source.field}` } }];
  });

const LIST = ' (or ';

/** A message of the schema in words of the API: its fields instead of keys, without keys that the API has not. */
function inWords(message: string, fields: ReadonlyMap<string, string>): string {
  const at = message.indexOf(LIST);
  if (at < 0)
    return message
      .split(' ')
      .map((word) => fieldFor(word, fields))
      .join(' ');
  const keys = message.slice(at + LIST.length, -1).split(', ');
  const known = keys.flatMap((key) => fields.get(key) ?? []);
  return known.length > 0 ? `${message.slice(0, at)}${LIST}${known.join(', ')})` : message.slice(0, at);
}

/** The field for a key that has an underscore; other words stay. */
function fieldFor(word: string, fields: ReadonlyMap<string, string>): string {
  const key = word.replace(/[,;]$/, '');
  return key.includes('_') ? `${fields.get(key) ?? key}${word.slice(key.length)}` : word;
}

function problemIssues(shaped: Shape, config: object, path: string, problems: readonly Problem[]): Issue[] {
  const fields = new Map(shaped.rows.map(({ key, source }) => [key, source.field]));
  return problems.map(([place, message, reason = 'InvalidReceiver', member]) => {
    const source = shaped.rows.find(({ key }) => key === place)?.source;
    if (!source) return issue(reason, place ? `${path}.${place}` : path, inWords(message, fields));
    const given: unknown = (config as Readonly<Record<string, unknown>>)[source.field];
    const inside = member === undefined ? '' : (source.placeOf?.(given, member) ?? '');
    return issue(reason, `${path}.${source.field}${inside}`, inWords(message, fields));
  });
}

/**
 * What is wrong with the entry whatever its references hold: constraints, then formats. Issues: `InvalidReceiver`,
 * `InvalidURL`, `InvalidDuration`, `InvalidTemplate`, those of HTTP clients.
 */
export function checkEntry(shaped: Shape, config: object, path: string, context: ReceiverContext): Issue[] {
  const rows = givenRows(shaped, config, path, { context, resolved: false });
  const answers = rows.map(({ key, source, given, reading }) => ({ key, ...source.read(given, reading) }));
  const section = Object.fromEntries(answers.map(({ key, value }) => [key, value]));
  const problems = problemsOfObject(shaped.table, section, 'object', releaseKnows(context));
  return firstIssues(
    () => problemIssues(shaped, config, path, problems),
    () => firstIssuesIn(answers, ({ issues }) => [...issues]),
  );
}

/**
 * The entry for the file, with the values of its references; or the first that is wrong with them. Issues:
 * `VersionTooOld`, those of references and HTTP clients, and those of `checkEntry` for values of references.
 */
export function resolveEntry(
  shaped: Shape,
  config: object,
  path: string,
  context: ReceiverContext,
): Resolution<Section> {
  const rows = givenRows(shaped, config, path, { context, resolved: true });
  const old = firstIssuesIn(rows, ({ source, given, reading }) => [...(source.versions?.(given, reading) ?? [])]);
  if (old.length > 0) return { issues: old, files: NO_FILES };
  const section: Section = {};
  const brought: Files[] = [];
  const wrong = () =>
    problemIssues(shaped, config, path, problemsOfObject(shaped.table, section, 'resolved', releaseKnows(context)));
  const issues = firstIssuesIn(rows, ({ key, source, given, reading }) =>
    firstIssues(
      () => (source.isClient ? wrong() : []),
      () => requires(given, releaseForObjects(shaped.table, key), reading.path, context.version),
      () => {
        const answer = source.read(given, reading);
        section[key] = answer.value;
        if (answer.files) brought.push(answer.files);
        return [...answer.issues];
      },
    ),
  );
  const found = issues.length > 0 ? issues : wrong();
  const files = mergeMaps(brought);
  if (found.length > 0) return { issues: found, files };
  return { value: written(shaped.table, section, releaseKnows(context)), files };
}
