// Resolves references to keys of Secrets and ConfigMaps. Checks load the values; emitters read only loaded values.
import { isUtf8 } from 'node:buffer';
import type { ConfigMapKeySelector, SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';

/** The answer for bytes in base64. */
export function decoded(base64: string): Answer {
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) ? { value: bytes.toString('utf8') } : { missing: 'text' };
}

export type SourceKind = 'Secret' | 'ConfigMap';

/**
 * The value of a key, or what is missing (`budget`: the references exceed the size of an asset Secret; `text`: the value
 * is not UTF-8, which no configuration file can hold). `pending`: the asset Secret is not up to date yet.
 */
export type Answer =
  | { readonly value: string }
  | { readonly missing: 'object' | 'key' | 'budget' | 'text' }
  | { readonly pending: true };
export type Lookup = (kind: SourceKind, namespace: string, name: string, key: string) => Answer;

const valueId = (kind: SourceKind, namespace: string, name: string, key: string): string =>
  `${kind}/${namespace}/${name}/${key}`;

/** Loaded values, and the TLS files that are mounted (file name -> content). */
export interface SecretResolver {
  readonly lookup: Lookup;
  /** The resolver of the workload itself; read where this one has no value. */
  readonly outer?: SecretResolver;
  /** Load as the Go operator does: up to the first mistake, and a certificate only together with its key. */
  readonly parity: boolean;
  /** Set where references cannot be read: each has a placeholder value, and certificates are not checked. */
  readonly notLoaded?: true;
  readonly values: Map<string, string>;
  readonly files: Map<string, string>;
}

/** An empty resolver that loads from `lookup`. `outer`: read where it has no value. */
export const resolver = (lookup: Lookup, outer?: SecretResolver, parity = outer?.parity ?? false): SecretResolver => ({
  lookup,
  parity,
  ...(outer ? { outer } : {}),
  values: new Map(),
  files: new Map(),
});

/** The placeholder value. It is a URL because some values must be one; Slack's `updateMessage` needs this URL. */
const STAND_IN = 'https://slack.com/api/chat.postMessage';

/** A resolver for the check of an object alone: every reference with a name resolves to a valid placeholder. */
export const notLoaded = (): SecretResolver => ({
  ...resolver((_kind, _namespace, name) => (name ? { value: STAND_IN } : { missing: 'object' })),
  notLoaded: true,
});

const read = (from: SecretResolver, id: string): string | undefined =>
  from.values.get(id) ?? (from.outer ? read(from.outer, id) : undefined);

interface Key {
  readonly kind: SourceKind;
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** Why a key has no value. */
function missingIssue(answer: Exclude<Answer, { readonly value: string }>, of: Key, path: string): Issue {
  const { kind, namespace, name, key } = of;
  if ('pending' in answer) return issue('NotBuiltYet', path, `${kind} ${quoted(name)} is not in the asset Secret yet`);
  const what = `${kind} ${quoted(`${namespace}/${name}`)}`;
  if (answer.missing === 'budget') {
    const message = `${what} and the other references of the object are too large: refer to smaller keys`;
    return issue('TooLarge', path, message);
  }
  if (answer.missing === 'object')
    return issue(`${kind}Missing`, path, `${what} does not exist; create it or correct the name`);
  if (answer.missing === 'text')
    return issue('InvalidConfiguration', path, `key ${quoted(key)} of ${what} is not UTF-8 text: encode it as UTF-8`);
  return issue('KeyMissing', path, `${what} has no key ${quoted(key)}`);
}

/** The value of a Secret's key. Issues: `SecretMissing`, `KeyMissing`, `TooLarge`, `NotBuiltYet`. */
export function resolveSecret(
  { lookup }: SecretResolver,
  namespace: string,
  ref: SecretKeySelector,
  path: string,
): { readonly value: string } | { readonly issues: readonly Issue[] } {
  const of: Key = { kind: 'Secret', namespace, name: ref.name ?? '', key: ref.key };
  const answer = lookup(of.kind, of.namespace, of.name, of.key);
  return 'value' in answer ? answer : { issues: [missingIssue(answer, of, path)] };
}

function load(
  into: SecretResolver,
  { kind, namespace }: { readonly kind: SourceKind; readonly namespace: string },
  ref: { name?: string; key: string },
  path: string,
): Issue[] {
  const name = ref.name ?? '';
  const answer = into.lookup(kind, namespace, name, ref.key);
  if (!('value' in answer)) return [missingIssue(answer, { kind, namespace, name, key: ref.key }, path)];
  into.values.set(valueId(kind, namespace, name, ref.key), answer.value);
  return [];
}

/**
 * Loads the value of a Secret's key, if there is a reference. Issues: `SecretMissing`, `KeyMissing`, `TooLarge`,
 * `NotBuiltYet`.
 */
export const loadSecret = (
  into: SecretResolver,
  namespace: string,
  ref: SecretKeySelector | undefined,
  path: string,
): Issue[] => (ref ? load(into, { kind: 'Secret', namespace }, ref, path) : []);

/** Loads the value of a ConfigMap's key. Issues: `ConfigMapMissing`, `KeyMissing`, `TooLarge`, `NotBuiltYet`. */
export const loadConfigMap = (
  into: SecretResolver,
  namespace: string,
  ref: ConfigMapKeySelector | undefined,
  path: string,
): Issue[] => (ref ? load(into, { kind: 'ConfigMap', namespace }, ref, path) : []);

/** Loads the value of a Secret's or ConfigMap's key. Issues: those of `loadSecret` and `loadConfigMap`. */
export const loadEither = (
  into: SecretResolver,
  namespace: string,
  ref: SecretOrConfigMap | undefined,
  path: string,
): Issue[] => [
  ...loadSecret(into, namespace, ref?.secret, `${path}.secret`),
  ...loadConfigMap(into, namespace, ref?.configMap, `${path}.configMap`),
];

/** The loaded value of a Secret's key; `undefined` where it is not loaded. */
export const secretValue = (
  from: SecretResolver,
  namespace: string,
  ref: SecretKeySelector | undefined,
): string | undefined => (ref ? read(from, valueId('Secret', namespace, ref.name ?? '', ref.key)) : undefined);

/** The loaded value of a Secret's or ConfigMap's key; `undefined` where it is not loaded. */
export const eitherValue = (
  from: SecretResolver,
  namespace: string,
  ref: SecretOrConfigMap | undefined,
): string | undefined =>
  ref?.secret
    ? secretValue(from, namespace, ref.secret)
    : ref?.configMap
      ? read(from, valueId('ConfigMap', namespace, ref.configMap.name ?? '', ref.configMap.key))
      : undefined;
