// What configuration refers to: keys of Secrets and ConfigMaps. A check loads them, the emitters then read only what
// was loaded.
import type { ConfigMapKeySelector, SecretKeySelector, SecretOrConfigMap } from '../api/shared/selectors.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';

export type SourceKind = 'Secret' | 'ConfigMap';

/**
 * The value of a key; or what is missing (`room`: the object refers to more than its asset Secret can hold); or not
 * known yet.
 */
export type Answer =
  | { readonly value: string }
  | { readonly missing: 'object' | 'key' | 'room' }
  | { readonly pending: true };
export type Lookup = (kind: SourceKind, namespace: string, name: string, key: string) => Answer;

const idOf = (kind: SourceKind, namespace: string, name: string, key: string): string =>
  `${kind}/${namespace}/${name}/${key}`;

/** Values that checks have loaded, and the TLS files that go to the asset Secrets (file name -> content). */
export interface SecretResolver {
  readonly lookup: Lookup;
  /** What the workload itself has loaded; read where this resolver has nothing. */
  readonly outer?: SecretResolver;
  /** Load no more than the Go operator: up to the first mistake, and a certificate only together with its key. */
  readonly parity: boolean;
  /** Set where nobody can read references: each has a stand-in for its value, and no certificate is made of it. */
  readonly notLoaded?: true;
  readonly values: Map<string, string>;
  readonly files: Map<string, string>;
}

/** An empty resolver that answers from `lookup`, before `outer` where that is given. */
export const resolver = (lookup: Lookup, outer?: SecretResolver, parity = outer?.parity ?? false): SecretResolver => ({
  lookup,
  parity,
  ...(outer ? { outer } : {}),
  values: new Map(),
  files: new Map(),
});

/** An address, as some values must be one: the one that Slack's updateMessage asks for. */
const STAND_IN = 'https://slack.com/api/chat.postMessage';

/**
 * A resolver where every reference with a name resolves, to a value that no check objects to: for a verdict on an
 * object alone.
 */
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
  if ('pending' in answer) return issue('NotBuiltYet', path, `${kind} ${quoted(name)} is not read yet`);
  const what = `${kind} ${quoted(`${namespace}/${name}`)}`;
  if (answer.missing === 'room') {
    const message = `${what} and what else the object refers to are too large: refer to smaller keys`;
    return issue('TooLarge', path, message);
  }
  if (answer.missing === 'object')
    return issue(`${kind}Missing`, path, `${what} does not exist; create it or correct the name`);
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
  kind: SourceKind,
  namespace: string,
  ref: { name?: string; key: string },
  path: string,
): Issue[] {
  const name = ref.name ?? '';
  const answer = into.lookup(kind, namespace, name, ref.key);
  if (!('value' in answer)) return [missingIssue(answer, { kind, namespace, name, key: ref.key }, path)];
  into.values.set(idOf(kind, namespace, name, ref.key), answer.value);
  return [];
}

/**
 * Loads a Secret's key. Issues: `SecretMissing`, `KeyMissing`, `TooLarge`, `NotBuiltYet`. Nothing to do without a
 * reference.
 */
export const loadSecret = (
  into: SecretResolver,
  namespace: string,
  ref: SecretKeySelector | undefined,
  path: string,
): Issue[] => (ref ? load(into, 'Secret', namespace, ref, path) : []);

/** Loads a ConfigMap's key. Issues: `ConfigMapMissing`, `KeyMissing`, `NotBuiltYet`. */
export const loadConfigMap = (
  into: SecretResolver,
  namespace: string,
  ref: ConfigMapKeySelector | undefined,
  path: string,
): Issue[] => (ref ? load(into, 'ConfigMap', namespace, ref, path) : []);

/** Loads whichever of the two is given. */
export const loadEither = (
  into: SecretResolver,
  namespace: string,
  ref: SecretOrConfigMap | undefined,
  path: string,
): Issue[] => [
  ...loadSecret(into, namespace, ref?.secret, `${path}.secret`),
  ...loadConfigMap(into, namespace, ref?.configMap, `${path}.configMap`),
];

/** The loaded value of a Secret's key, `undefined` where no check loaded it. */
export const secretValue = (
  from: SecretResolver,
  namespace: string,
  ref: SecretKeySelector | undefined,
): string | undefined => (ref ? read(from, idOf('Secret', namespace, ref.name ?? '', ref.key)) : undefined);

/** The loaded value of a Secret's or ConfigMap's key. */
export const eitherValue = (
  from: SecretResolver,
  namespace: string,
  ref: SecretOrConfigMap | undefined,
): string | undefined =>
  ref?.secret
    ? secretValue(from, namespace, ref.secret)
    : ref?.configMap
      ? read(from, idOf('ConfigMap', namespace, ref.configMap.name ?? '', ref.configMap.key))
      : undefined;
