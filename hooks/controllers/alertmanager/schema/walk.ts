// The walker over the schema. `readSection` reads and checks a section of a file; `fit` checks a section that objects
// became, or a file that was read, for the release that runs.
import { type Issue, issue } from '../../../core/issue.ts';
import { nearest } from '../../../core/nearest.ts';
import { put, type Section } from '../../../core/section.ts';
import { isRecord } from '../../../core/yaml.ts';
import { atLeast, type Version } from '../../../versions/version.ts';
import { exclusive, has, tooOld } from './constraints.ts';
import type { Check, Constraint, Context, FieldType, Knows, Problem, RowOptions, Stage, Table } from './table.ts';
import { anything, nested } from './types.ts';
import type { Node } from './yaml.ts';

/** A nested section. The table comes late, since sections nest in each other. */
export const sub = (table: () => Table): FieldType => nested(table, readSection);

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

function readFields(table: Table, node: ReadonlyMap<string, Node>, path: string, context: Context): Section {
  const out: Section = {};
  const known = new Set<string>();
  for (const [key, type, { keep, extension } = {}] of table.rows) {
    if (extension && context.parity) continue;
    known.add(key);
    const value = node.has(key) ? type.read(node.get(key) ?? null, join(path, key), context) : undefined;
    const written = value ?? (keep === 'always' ? type.zero : undefined);
    if (written !== undefined) out[key] = written;
  }
  for (const [i, [key, value]] of [...node].entries()) {
    if (known.has(key)) continue;
    const place = context.names.has(key) ? join(path, key) : `${path} field ${i + 1}`.trimStart();
    if (context.unknown === 'refuse') context.complain(place, `is not a field of this section${nearest(key, known)}`);
    else {
      context.kept?.(place);
      put(out, key, anything.read(value, place, context));
    }
  }
  return out;
}

/** Whether the release gets the file without the field. */
const isDropped = ({ since, essential }: RowOptions, knows: Knows): boolean =>
  since !== undefined && !essential && !knows(since);

/** The section of an object as the release gets it: with the fields that must always be there. */
export function written(table: Table, section: Section, knows: Knows): Section {
  const out = { ...section };
  for (const [key, type, options = {}] of table.rows) {
    if (isDropped(options, knows)) delete out[key];
    else if (options.keep === 'always') out[key] ??= type.zero;
  }
  return tidy(table, out);
}

/** The section without values that mean nothing. */
function tidy(table: Table, section: Section): Section {
  const out: Section = {};
  for (const [key, type, { keep } = {}] of table.rows)
    if (key in section && (keep || !type.isEmpty(section[key]))) out[key] = section[key];
  const known = new Set(table.rows.map(([key]) => key));
  for (const key of Object.keys(section)) if (!known.has(key)) put(out, key, section[key]);
  return out;
}

/**
 * A section of a file, as it is written again. Complaints about fields come first; a section without any is checked by
 * the constraints of the loader.
 */
export function readSection(table: Table, node: Node, path: string, context: Context): Section | undefined {
  if (!(node instanceof Map)) return context.complain(path, 'must be a section with fields');
  let fine = true;
  const complain = (at: string, message: string) => {
    fine = false;
    return context.complain(at, message);
  };
  const section = readFields(table, node, path, { ...context, complain });
  const problems = fine ? problemsOfLoader(table, section, context.knows) : [];
  for (const [field, message] of problems) complain(field ? join(path, field) : path, message);
  return tidy(table, section);
}

const constraintsAt = (table: Table, stage: Stage): Constraint[] =>
  (table.constraints ?? [])
    .map((one): Constraint => (typeof one === 'function' ? { check: one, stages: ['loader'] } : one))
    .filter(({ stages }) => stages.includes(stage));

const loaderChecks = new WeakMap<Table, readonly Check[]>();

/** The checks of the loader: those of rows, then those of the section. Made once for a table. */
function checksOfLoader(table: Table): readonly Check[] {
  const made = loaderChecks.get(table) ?? makeChecks(table);
  loaderChecks.set(table, made);
  return made;
}

const makeChecks = (table: Table): Check[] => [
  ...table.rows.flatMap(([key, , { required, excludes } = {}]): Check[] => [
    ...(required ? [(section: Section) => missing(section, key)] : []),
    ...(excludes ? [exclusive(excludes, key)] : []),
  ]),
  ...constraintsAt(table, 'loader').map(({ check }) => check),
];

const missing = (section: Section, key: string): Problem[] => (has(section, key) ? [] : [[key, 'is needed']]);

function firstProblems(checks: readonly Check[], section: Section, knows: Knows): readonly Problem[] {
  for (const check of checks) {
    const found = check(section, knows);
    if (found.length > 0) return found;
  }
  return [];
}

/** What Alertmanager's own loader has against the section: the first constraint that fails. */
const problemsOfLoader = (table: Table, section: Section, knows: Knows): readonly Problem[] =>
  firstProblems(checksOfLoader(table), section, knows);

/** What is wrong with an entry of an object: fields that are missing, and the constraints of the stage. */
export function problemsOfObject(
  table: Table,
  section: Section,
  stage: 'object' | 'resolved',
  knows: Knows,
): readonly Problem[] {
  const constraints = constraintsAt(table, stage).map(
    ({ check, object = {} }): Check =>
      (given, as) =>
        check(given, as).map(([field, message, reason, key]): Problem => {
          return [object.at ?? field, message, object.reason ?? reason, key];
        }),
  );
  const required = table.rows.flatMap(([key, , { required = false } = {}]): Check[] =>
    required && stage === 'object' ? [(given: Section) => missing(given, key)] : [],
  );
  return firstProblems([...required, ...constraints], section, knows);
}

const isGiven = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : value !== undefined);

/** What the Go operator has against a section that it writes, and fields that the release would need. */
function problemsOfOperator(table: Table, section: Section, knows: Knows): readonly Problem[] {
  const old = table.rows.flatMap(([key, , { since, essential } = {}]) =>
    essential && since && isGiven(section[key]) && !knows(since) ? [tooOld(key, since)] : [],
  );
  const loader = table.operator === 'as loader' ? problemsOfLoader(table, section, knows) : [];
  const own = constraintsAt(table, 'operator').flatMap(({ check }) => check(section, knows));
  return [...old, ...loader, ...own];
}

export interface Fitted {
  readonly config: Section;
  readonly issues: readonly Issue[];
  /** Fields that were left out, for a message to users. */
  readonly dropped: readonly string[];
}

interface Fitting {
  readonly knows: Knows;
  readonly strict: boolean;
  readonly issues: Issue[];
  readonly dropped: string[];
}

function fitValue(type: FieldType, value: unknown, path: string, fitting: Fitting): unknown {
  const table = type.table?.();
  const fitOne = (item: unknown, at: string) => (table && isRecord(item) ? fitSection(table, item, at, fitting) : item);
  return Array.isArray(value) ? value.map((item, i) => fitOne(item, `${path}[${i}]`)) : fitOne(value, path);
}

/** The fields that the release knows, in the order of the table. A file is left out where the value itself is given. */
function fitFields(table: Table, given: Section, path: string, fitting: Fitting): Section {
  const out: Section = {};
  for (const [key, type, options = {}] of table.rows) {
    const value = given[key];
    if (!Object.hasOwn(given, key) || value === undefined) continue;
    const shadowed = key.endsWith('_file') && Boolean(given[key.slice(0, -'_file'.length)]);
    if (shadowed || isDropped(options, fitting.knows)) {
      fitting.dropped.push(join(path, key));
      continue;
    }
    const error = typeof value === 'string' && value !== '' ? type.addressError?.(value) : undefined;
    if (error) fitting.issues.push(issue('InvalidURL', join(path, key), error));
    out[key] = fitValue(type, value, join(path, key), fitting);
  }
  const known = new Set(table.rows.map(([key]) => key));
  for (const key of Object.keys(given)) if (!known.has(key)) put(out, key, given[key]);
  return out;
}

function fitSection(table: Table, given: Section, path: string, fitting: Fitting): Section {
  const known = fitFields(table, given, path, fitting);
  const wrong = fitting.strict ? problemsOfLoader(table, known, fitting.knows) : [];
  const fitted = wrong.length === 0 && table.fitted ? table.fitted(known, fitting.knows) : known;
  for (const [field, message, reason] of wrong.length > 0 ? wrong : problemsOfOperator(table, fitted, fitting.knows))
    fitting.issues.push(issue(reason ?? 'InvalidConfiguration', field ? join(path, field) : path, message));
  return fitted;
}

/**
 * The section for the release that runs, in the order of its table: fields that the release does not know are left out.
 * `strict`: also by the constraints of Alertmanager's loader, which a file that was read has passed already.
 * Issues: `InvalidURL`, `InvalidDuration`, `VersionTooOld` for what an older release cannot do without,
 * `InvalidConfiguration`.
 */
export function fit(table: Table, section: Section, version: Version, strict = false): Fitted {
  const fitting: Fitting = { knows: (release) => atLeast(version, release), strict, issues: [], dropped: [] };
  return { config: fitSection(table, section, '', fitting), issues: fitting.issues, dropped: fitting.dropped };
}
