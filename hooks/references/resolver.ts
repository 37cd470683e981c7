// Resolves references to keys of Secrets and ConfigMaps.
import { isUtf8 } from 'node:buffer';
import type { ConfigMapKeySelector, SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import {
  mergeResults,
  NO_ASSETS,
  NO_REFERENCES,
  type Resolved,
  type SourceKind,
  unresolved,
  valueId,
} from './assets.ts';

/** The answer for bytes in base64. */
export function decoded(base64: string): Answer {
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) ? { value: bytes.toString('utf8') } : { missing: 'text' };
}

/**
 * The value of a key, or what is missing (`budget`: the references exceed the size of an asset Secret; `text`: the value
 * is not UTF-8, which no configuration file can hold). `pending`: the asset Secret is not up to date yet.
 */
export type Answer =
  | { readonly value: string }
  | { readonly missing: 'object' | 'key' | 'budget' | 'text' }
  | { readonly pending: true };
export type Lookup = (kind: SourceKind, namespace: string, name: string, key: string) => Answer;

/** Where the references of one object are read. */
export interface SecretResolver {
  readonly lookup: Lookup;
  /** Namespace of the object, and of what it refers to. */
  readonly namespace: string;
  /** Resolve as the Go operator does: up to the first mistake, and a certificate only together with its key. */
  readonly parity: boolean;
  /** Set where references cannot be read: each has a placeholder value, and certificates are not checked. */
  readonly notLoaded?: true;
}

/** A resolver that reads from `lookup`. */
export const resolver = (lookup: Lookup, namespace: string, parity = false): SecretResolver => ({
  lookup,
  namespace,
  parity,
});

/** The placeholder value. It is a URL because some values must be one; Slack's `updateMessage` needs this URL. */
export const STAND_IN = 'https://slack.com/api/chat.postMessage';

/** A resolver for the check of an object alone: every reference with a name resolves to a valid placeholder. */
export const notLoaded = (namespace: string): SecretResolver => ({
  ...resolver((_kind, _namespace, name) => (name ? { value: STAND_IN } : { missing: 'object' }), namespace),
  notLoaded: true,
});

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

function resolveKey(
  { lookup, namespace }: SecretResolver,
  kind: SourceKind,
  { name = '', key }: { readonly name?: string; readonly key: string },
  path: string,
): Resolved {
  const answer = lookup(kind, namespace, name, key);
  if (!('value' in answer)) return unresolved([missingIssue(answer, { kind, namespace, name, key }, path)]);
  const values = new Map([[valueId(kind, namespace, name, key), answer.value]]);
  return { assets: { ...NO_ASSETS, values }, issues: [] };
}

/**
 * The value of a Secret's key, if there is a reference. Issues: `SecretMissing`, `KeyMissing`, `TooLarge`,
 * `NotBuiltYet`.
 */
export const resolveSecret = (from: SecretResolver, ref: SecretKeySelector | undefined, path: string): Resolved =>
  ref ? resolveKey(from, 'Secret', ref, path) : NO_REFERENCES;

/** The value of a ConfigMap's key. Issues: `ConfigMapMissing`, `KeyMissing`, `TooLarge`, `NotBuiltYet`. */
export const resolveConfigMap = (
  from: SecretResolver,
  ref: ConfigMapKeySelector | undefined,
  path: string,
): Resolved => (ref ? resolveKey(from, 'ConfigMap', ref, path) : NO_REFERENCES);

/** The value of a Secret's or ConfigMap's key. Issues: those of `resolveSecret` and `resolveConfigMap`. */
export const resolveEither = (from: SecretResolver, ref: SecretOrConfigMap | undefined, path: string): Resolved =>
  mergeResults([
    resolveSecret(from, ref?.secret, `${path}.secret`),
    resolveConfigMap(from, ref?.configMap, `${path}.configMap`),
  ]);
