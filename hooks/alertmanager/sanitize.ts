// Fits a configuration to the Alertmanager release that runs: what it does not know is left out, and what cannot be left out is an issue.
import { type Issue, issue } from '../kube/issue.ts';
import type { Section } from '../kube/section.ts';
import { httpUrlError } from '../kube/url.ts';
import { isRecord } from '../kube/yaml.ts';
import { knowsField } from '../versions/alertmanager.ts';
import type { Version } from '../versions/version.ts';
import { type FieldType, type Table, templateUrl, url } from './file/fields.ts';
import { laws } from './file/laws.ts';
import { configTable } from './file/sections.ts';
import { templateUrlError } from './template.ts';

export interface Sanitized {
  readonly config: Section;
  readonly issues: readonly Issue[];
  /** Fields that were left out, for a message to users. */
  readonly dropped: readonly string[];
}

interface Walk {
  readonly version: Version;
  readonly issues: Issue[];
  readonly dropped: string[];
}

function addressError(type: FieldType, value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (type === url) {
    const error = httpUrlError(value);
    return error && `the URL ${error}`;
  }
  return type === templateUrl ? templateUrlError(value, 'builtin') : undefined;
}

function member(type: FieldType, value: unknown, path: string, walk: Walk): unknown {
  const table = type.table?.();
  if (!table) return value;
  if (Array.isArray(value)) return value.map((item, i) => (isRecord(item) ? fit(table, item, `${path}[${i}]`, walk) : item));
  return isRecord(value) ? fit(table, value, path, walk) : value;
}

function fit(table: Table, given: Section, path: string, walk: Walk): Section {
  const out: Section = {};
  const at = (key: string) => (path ? `${path}.${key}` : key);
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
  for (const key of Object.keys(given)) if (!table.rows.some(([known]) => known === key)) out[key] = given[key];
  const law = laws[table.name];
  if (!law) return out;
  for (const [field, message, reason] of law(out, walk.version))
    walk.issues.push(issue(reason ?? 'InvalidConfiguration', field ? at(field) : path, message));
  return out;
}

/**
 * The configuration for this release, in the order in which Alertmanager documents its fields.
 * Issues: `InvalidURL`, `VersionTooOld` for what an older release cannot do without, `InvalidConfiguration`.
 */
export function sanitize(config: Section, version: Version): Sanitized {
  const walk: Walk = { version, issues: [], dropped: [] };
  return { config: fit(configTable, config, '', walk), issues: walk.issues, dropped: walk.dropped };
}
