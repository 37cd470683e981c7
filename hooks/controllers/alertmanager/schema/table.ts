// The parts of the schema of Alertmanager's configuration file. A table is a section of the file, a row is one field:
// its key, its type, the release that brought it, and its constraints. `walk.ts` reads and checks by the tables.
//
// Every message may reach a status. The file is secret: no message repeats a word of it, and a path holds no key that
// is not in a table.
import type { Reason } from '../../../core/issue.ts';
import type { Section } from '../../../core/section.ts';
import type { TemplateReader } from '../../../versions/templates.ts';
import { atLeast, type Version } from '../../../versions/version.ts';
import type { Node } from './yaml.ts';

/** A release of Alertmanager. */
export type Release = `${number}.${number}.${number}`;

/** Takes one thing that is wrong. Files have one reason for all; `reason` counts for objects of the API. */
export type Complain = (path: string, message: string, reason?: Reason) => undefined;

/** How values are read. */
export interface Context {
  readonly complain: Complain;
  /** A field that no table has is an error, or is kept as it is. */
  readonly unknown: 'refuse' | 'keep';
  /** Takes the place of a field that was kept. */
  readonly kept?: (path: string) => void;
  /** Names that a message may repeat: all that a table has. */
  readonly names: ReadonlySet<string>;
  /** Only the fields and the formats that the Go operator knows. */
  readonly parity: boolean;
  readonly knows: Knows;
  /** Values come from an object of the API, not from a file: then this is whose template functions count. */
  readonly object?: TemplateReader;
}

export interface FieldType {
  /** The value that goes to the file; `undefined` for null, and after a complaint. */
  readonly read: (node: Node, path: string, context: Context) => unknown;
  /** Whether the value means nothing and is left out. */
  readonly isEmpty: (value: unknown) => boolean;
  /** What is written where the field must always be there. */
  readonly zero: unknown;
  /** What is wrong with an address that comes from a Secret. */
  readonly addressError?: (value: string) => string | undefined;
  /** The table of a section, or of the sections in a list. */
  readonly table?: () => Table;
}

export interface RowOptions {
  /** The release that brought the field. Older ones get the file without it. */
  readonly since?: Release;
  /** Without the field the configuration would mean something else: older releases give `VersionTooOld`. */
  readonly essential?: true;
  /** The release that an AlertmanagerConfig needs for the field; older ones give `VersionTooOld`. */
  readonly objects?: 'since' | Release;
  /** `set`: written as soon as it is given, even when false, 0 or empty. `always`: even when it is not given. */
  readonly keep?: 'set' | 'always';
  /** Alertmanager knows the field, the Go operator does not. */
  readonly extension?: true;
  readonly required?: true;
  /** The field that holds the same value: at most one of the two. */
  readonly excludes?: string;
}
export type Row = readonly [key: string, type: FieldType, options?: RowOptions];

/** Field ('' for the section), what is wrong, the reason if there is a better one than the file's, the key of a map. */
export type Problem = readonly [field: string, message: string, reason?: Reason | undefined, key?: string];
/** Whether the Alertmanager that runs is as new as the release. */
export type Knows = (release: Release) => boolean;

/** The rules of a release. The loader in the Go operator is older than all rules that a release has changed. */
export const knownRules =
  (version: Version, parity: boolean): Knows =>
  (release) =>
    !parity && atLeast(version, release);

export type Check = (section: Section, knows: Knows) => readonly Problem[];

/**
 * When a constraint is checked. `loader`: a file is read, and what objects became is checked as Alertmanager's loader
 * does. `object`: an AlertmanagerConfig is checked, its references stand for any value. `resolved`: the same with the
 * values. `operator`: the Go operator checks it of all that it writes.
 */
export type Stage = 'loader' | 'object' | 'resolved' | 'operator';
export interface Constraint {
  readonly check: Check;
  readonly stages: readonly Stage[];
  /** What is reported of an object: at the section instead of the field, for this reason. */
  readonly object?: { readonly at?: ''; readonly reason?: Reason };
}

/** What an entry of a receiver must give, or `global`: a message where neither does. */
export type Need = (entry: Section, global: Section) => string | undefined;

export interface Table {
  readonly rows: readonly Row[];
  /** Constraints between the fields. A mere check is one of the loader. */
  readonly constraints?: readonly (Check | Constraint)[];
  /** The Go operator checks the constraints of the loader too. */
  readonly operator?: 'as loader';
  /** The section with values that the release understands. */
  readonly fitted?: (section: Section, knows: Knows) => Section;
  readonly needs?: readonly Need[];
}

/** The row of a key. Throws where there is none: keys are written by us. */
export function rowOf(table: Table, key: string): Row {
  const found = table.rows.find(([name]) => name === key);
  if (!found) throw new Error(`no row for ${key}`);
  return found;
}

/** The release that an AlertmanagerConfig needs for a key, `undefined` if any will do. */
export function releaseForObjects(table: Table, key: string): Release | undefined {
  const [, , { since, objects } = {}] = rowOf(table, key);
  return objects === 'since' ? since : objects;
}
