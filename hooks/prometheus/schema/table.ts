// The parts of the schema of Prometheus' configuration file: a table is a section of the file, with a check for each
// key and constraints between keys. A section is checked as Prometheus loads it (github.com/prometheus/prometheus:
// config, discovery; github.com/prometheus/common: config).
//
// Every message may reach a status, and a section may come from a Secret: no message repeats a value, and no path holds
// a key that is not in a table.
import { isPlain } from '../../core/plain.ts';
import type { Section } from '../../core/section.ts';
import { isRecord } from '../../core/yaml.ts';
import type { Key } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';

/** One thing that Prometheus would refuse. The path begins at the section that was checked. */
export type Problem = readonly [path: string, message: string];

/** For whom a section is checked. */
export interface Context {
  readonly version: Version;
  /** Whether label names may be any UTF-8 text. */
  readonly utf8: boolean;
  /** Whether a key without a row may be one of a release that is newer than the tables. */
  readonly isNewer: boolean;
  /** Takes a problem. */
  readonly report: (path: string, message: string) => void;
  /** How many problems there are so far. */
  readonly count: () => number;
}

/** Checks the value of one key; `null` counts as absent and is never passed. */
export type Check = (value: unknown, path: string, context: Context) => void;
/** Checks keys of a section against each other. The key is '' for the section itself. */
export type Constraint = (section: Section, context: Context) => readonly (readonly [key: string, message: string])[];

/** A check, with the release that brought the key. */
export type Field = Check | readonly [check: Check, since: Key];

export interface Table {
  readonly fields: Readonly<Record<string, Field>>;
  readonly constraints?: readonly Constraint[];
}

/** Whether a value is a section: a mapping. */
export const isSection = (value: unknown): value is Section => isRecord(value) && !isPlain(value);

/** The path of a key. */
export const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);
