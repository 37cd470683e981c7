// Fits a configuration to the Alertmanager release that runs: what it does not know is left out, and what cannot be
// left out is an issue.
import { type Issue, issue } from '../../../core/issue.ts';
import { put, type Section } from '../../../core/section.ts';
import { httpUrlError } from '../../../core/url.ts';
import { isRecord } from '../../../core/yaml.ts';
import { knowsField } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { laws, type Verdict } from '../schema/constraints.ts';
import { type FieldType, type Table, templateUrl, url } from '../schema/fields.ts';
import { rules } from '../schema/rules.ts';
import { configTable } from '../schema/sections.ts';
import { secretTemplateUrlError } from '../schema/template.ts';

export interface Sanitized {
  readonly config: Section;
  readonly issues: readonly Issue[];
  /** Fields that were left out, for a message to users. */
  readonly dropped: readonly string[];
}

interface Walk {
  readonly version: Version;
  readonly strict: boolean;
  readonly issues: Issue[];
  readonly dropped: string[];
}

function addressError(type: FieldType, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (type === url) {
    const error = httpUrlError(value);
    return error && `the URL ${error}`;
  }
  return type === templateUrl ? secretTemplateUrlError(value, 'builtin') : undefined;
}

function member(type: FieldType, value: unknown, path: string, walk: Walk): unknown {
  const table = type.table?.();
  if (!table) return value;
  if (Array.isArray(value))
    return value.map((item, i) => (isRecord(item) ? fit(table, item, `${path}[${i}]`, walk) : item));
  return isRecord(value) ? fit(table, value, path, walk) : value;
}

/** The fields that the release knows, in the order of the table. */
function known(table: Table, given: Section, at: (key: string) => string, walk: Walk): Section {
  const out: Section = {};
  for (const [key, type] of table.rows) {
    if (!Object.hasOwn(given, key) || given[key] === undefined) continue;
    const shadowed = key.endsWith('_file') && Boolean(given[key.slice(0, -'_file'.length)]);
    if (shadowed || !knowsField(walk.version, table.name, key)) {
      walk.dropped.push(at(key));
      continue;
    }
    const error = addressError(type, given[key]);
    if (error) walk.issues.push(issue('InvalidURL', at(key), error));
    out[key] = member(type, given[key], at(key), walk);
  }
  return out;
}

function verdicts(table: Table, section: Section, walk: Walk): readonly Verdict[] {
  const problems = walk.strict ? (rules[table.name]?.(section) ?? []) : [];
  return problems.length > 0 ? problems : (laws[table.name]?.(section, walk.version) ?? []);
}

function fit(table: Table, given: Section, path: string, walk: Walk): Section {
  const at = (key: string) => (path ? `${path}.${key}` : key);
  const out = known(table, given, at, walk);
  for (const key of Object.keys(given)) if (!table.rows.some(([field]) => field === key)) put(out, key, given[key]);
  for (const [field, message, reason] of verdicts(table, out, walk)) {
    walk.issues.push(issue(reason ?? 'InvalidConfiguration', field ? at(field) : path, message));
  }
  return out;
}

/**
 * The configuration for this release, in the order of its tables. `strict`: also by the rules of Alertmanager's own
 * loader, which a file that was read has passed already.
 * Issues: `InvalidURL`, `VersionTooOld` for what an older release cannot do without, `InvalidConfiguration`.
 */
export function sanitize(config: Section, version: Version, strict = false): Sanitized {
  const walk: Walk = { version, strict, issues: [], dropped: [] };
  return { config: fit(configTable, config, '', walk), issues: walk.issues, dropped: walk.dropped };
}
