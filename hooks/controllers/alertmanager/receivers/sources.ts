// Where the value of a key comes from, if it is not the field as it is: Secrets, nested sections, maps.
import type { KeyValue } from '../../../api/receivers/keyvalue.ts';
import type { SecretKeySelector } from '../../../api/shared/selectors.ts';
import { issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import { mergeMaps, secretValue } from '../../../references/assets.ts';
import { resolveSecret } from '../../../references/resolver.ts';
import { repeated } from '../schema/constraints.ts';
import type { Table } from '../schema/table.ts';
import {
  type Answer,
  checkEntry,
  type Mapping,
  type Reading,
  resolveEntry,
  type Shape,
  type Source,
  shape,
  typed,
} from './mapping.ts';

/** The value of a Secret's key; before it is resolved, a text that stands for any. */
function readSecret(given: unknown, { path, context, resolved }: Reading): { value: string } | Answer {
  if (!resolved) return { value: '<secret>', issues: [] };
  const ref = given as SecretKeySelector;
  const { assets, issues } = resolveSecret(context.resolver, ref, path);
  const value = secretValue(assets, context.namespace, ref);
  return value === undefined ? { value, issues } : { value };
}

/** The key of a Secret. `filled`: where an empty value is an `InvalidReceiver`. */
export const secret = <Field extends string>(
  field: Field,
  filled: 'always' | 'outside parity' | 'never' = 'never',
): Source<Field> => ({
  field,
  read: (given, reading) => {
    const found = readSecret(given, reading);
    if ('issues' in found) return found;
    const mayBeEmpty = filled === 'never' || (filled === 'outside parity' && reading.context.parity);
    const isMissing = found.value === '' && !mayBeEmpty;
    const issues = isMissing ? [issue('InvalidReceiver', reading.path, 'the key of the Secret is empty')] : [];
    return { value: found.value, issues };
  },
});

/**
 * The key of a Secret that holds an address, without the white space around it: Alertmanager would refuse a line feed.
 * `inParity`: how the Go operator writes it.
 */
export const secretAddress = <Field extends string>(
  field: Field,
  inParity: 'trimmed' | 'it is' = 'trimmed',
): Source<Field> => ({
  field,
  read: (given, reading) => {
    const found = readSecret(given, reading);
    if ('issues' in found) return found;
    const { value, issues } = typed(found.value.trim() || ' ', reading, true);
    const isAsGiven = inParity === 'it is' && reading.context.parity;
    return { value: isAsGiven ? found.value : value, issues };
  },
});

/** A list of keys and values as a map. `once`: a key may not repeat, in any case. */
export const keyValues = <Field extends string>(field: Field, once?: 'once'): Source<Field> => ({
  field,
  read: (given, { path }) => {
    const list = given as readonly KeyValue[];
    const twice = once && repeated(list.map(({ key }) => key));
    const value = Object.fromEntries(list.map(({ key, value: member }) => [key, member]));
    if (twice === undefined) return { value, issues: [] };
    return { value, issues: [issue('InvalidReceiver', path, `${quoted(twice)} stands there twice; case is ignored`)] };
  },
  placeOf: (given, key) => `[${(given as readonly KeyValue[]).findIndex((one) => one.key === key)}].key`,
});

/** A field that the Go operator does not write. */
export const extension = <Field extends string>(field: Field): Source<Field> => ({
  field,
  read: (given, reading) =>
    reading.context.parity && reading.resolved ? { value: undefined, issues: [] } : typed(given, reading),
});

function nestedEntry(shaped: Shape, given: object, path: string, { context, resolved }: Reading): Answer {
  if (!resolved) return { value: given, issues: checkEntry(shaped, given, path, context) };
  const entry = resolveEntry(shaped, given, path, context);
  return 'issues' in entry ? { value: undefined, ...entry } : { issues: [], ...entry };
}

/** The shape of what is nested; its table is that of the type. */
function nestedShape<Config>(mapping: Mapping<Config>): (reading: Reading) => Shape {
  const made = new Map<Table, Shape>();
  return ({ type }) => {
    const table = type.table?.();
    if (!table) throw new Error('the key is no section');
    const found = made.get(table) ?? shape(table, mapping);
    made.set(table, found);
    return found;
  };
}

/** A section. */
export const nested = <Field extends string, Config>(field: Field, mapping: Mapping<Config>): Source<Field> => {
  const shapeOf = nestedShape(mapping);
  return { field, read: (given, reading) => nestedEntry(shapeOf(reading), given as object, reading.path, reading) };
};

/** A list of sections. */
export const nestedList = <Field extends string, Config>(field: Field, mapping: Mapping<Config>): Source<Field> => {
  const shapeOf = nestedShape(mapping);
  return {
    field,
    read: (given, reading) => {
      const answers = (given as readonly object[]).map((item, i) =>
        nestedEntry(shapeOf(reading), item, `${reading.path}[${i}]`, reading),
      );
      return {
        value: answers.map(({ value }) => value),
        issues: answers.flatMap(({ issues }) => issues),
        files: mergeMaps(answers.flatMap(({ files }) => files ?? [])),
      };
    },
  };
};
