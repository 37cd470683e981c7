// Constraints that several sections of Alertmanager's configuration file share (prometheus.io: alerting configuration;
// config.go and notifiers.go of Alertmanager).
import { firstDuplicate } from '../../../core/lists.ts';
import type { Section } from '../../../core/section.ts';
import type { Check, Constraint, Need, Problem, Release, Stage } from './table.ts';
import { secretTemplateUrlError } from './template.ts';

/** Whether a field holds something. */
export const has = (section: Section, field: string): boolean =>
  ![undefined, null, '', 0].includes(section[field] as null);

/** The section in a field, empty where there is none. */
export const inner = (section: Section, field: string): Section => (section[field] ?? {}) as Section;

/** The check at these stages. `object`: how it is reported of an object. */
export const at = (stages: readonly Stage[], check: Check, object: Constraint['object'] = {}): Constraint => ({
  check,
  stages,
  object,
});

/** The first name that stands there twice, with another case perhaps. */
export const repeated = (names: readonly string[]): string | undefined =>
  firstDuplicate(names.map((name) => name.toLowerCase()));

/** At most one of two fields, which the second is blamed for. */
export const exclusive =
  (first: string, second: string): Check =>
  (section) =>
    has(section, first) && has(section, second) ? excluded(first, second) : [];

/** The same where an empty field counts too. */
export const exclusiveEvenEmpty =
  (first: string, second: string): Check =>
  (section) =>
    section[first] !== undefined && section[second] !== undefined ? excluded(first, second) : [];

const excluded = (first: string, second: string): Problem[] => [[second, `excludes ${first}; keep one`]];

/** At least one of the fields. From release `orGlobal` on, `global` may have it instead. */
export const oneOf =
  (fields: readonly [string, ...string[]], orGlobal?: Release): Check =>
  (section, knows) => {
    if (fields.some((field) => has(section, field)) || (orGlobal && knows(orGlobal))) return [];
    const [first, ...others] = fields;
    return [[first, `is needed${others.length > 0 ? ` (or ${others.join(', ')})` : ''}`]];
  };

/** At least one of the fields, even if it is empty. */
export const given =
  (...fields: readonly [string, ...string[]]): Check =>
  (section, knows) =>
    fields.some((field) => section[field] !== undefined) ? [] : oneOf(fields)({}, knows);

export const tooOld = (field: string, release: Release): Problem => [
  field,
  `needs Alertmanager ${release} or newer`,
  'VersionTooOld',
];

/** Fields that hold an address or a template of one. */
export const addresses =
  (...fields: readonly string[]): Check =>
  (section) =>
    fields.flatMap((field): Problem[] => {
      const value = section[field];
      const error = typeof value === 'string' && value ? secretTemplateUrlError(value, 'alertmanager') : undefined;
      return error ? [[field, error, 'InvalidURL']] : [];
    });

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Maps whose keys are label names. */
export const labelKeys =
  (...fields: readonly string[]): Check =>
  (section) =>
    fields.flatMap((field): Problem[] =>
      Object.keys(inner(section, field)).every((name) => LABEL.test(name))
        ? []
        : [[field, 'has a key that is not a label name']],
    );

/** Whether the HTTP client sends an authorization header of its own. */
export function authorizes(section: Section): boolean {
  const client = inner(section, 'http_config');
  return Boolean(client['authorization']) || has(client, 'bearer_token') || has(client, 'bearer_token_file');
}

/** One of the fields in the entry, or one of the fields in `global`. */
export const here =
  (entryFields: readonly string[], globalFields: readonly string[]): Need =>
  (entry, global) =>
    entryFields.some((field) => has(entry, field)) || globalFields.some((field) => has(global, field))
      ? undefined
      : `needs ${entryFields.join(' or ')}, here or as ${globalFields.join(' or ')} in global`;
