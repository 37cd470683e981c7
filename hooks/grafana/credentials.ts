// Credentials of Grafana for a secured endpoint, from a Secret with the keys of kubernetes.io/basic-auth and
// kubernetes.io/tls, or a bearer token.
import type { Lister } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject, Secret } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { type Section, section } from '../core/section.ts';
import { annotation, CREDENTIALS, CREDENTIALS_FOR } from './labels.ts';

/** Credentials in the settings of a data source. Grafana encrypts `secure`. */
export interface Credentials {
  readonly basicAuthUser: string | undefined;
  readonly jsonData: Section;
  readonly secure: Readonly<Record<string, string>>;
}

/** Namespaces of Grafanas that can get the credentials, from the annotation of the object. */
const named = ({ metadata }: KubernetesObject): string[] =>
  (metadata.annotations?.[CREDENTIALS_FOR] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/**
 * Whether the Grafana of a Namespace can get the credentials of an object: its own Namespace, one in its annotation, or
 * one in `--grafana-namespaces`. The label on the Namespace is not enough: everyone who can set it would get all
 * credentials.
 */
export const isReceiver = (object: KubernetesObject, grafana: string, options: Options): boolean =>
  object.metadata.namespace === grafana ||
  named(object).includes(grafana) ||
  options.grafanaNamespaces.includes(grafana);

/**
 * An `InvalidAuthentication` issue if the object has credentials that the Grafana does not get. Without `grafana`: if
 * no Grafana of another namespace gets them.
 */
export function checkReceivers(object: KubernetesObject, grafana: string | undefined, options: Options): Issue[] {
  if (!object.metadata.annotations?.[CREDENTIALS]) return [];
  const reached =
    grafana === undefined
      ? named(object).length > 0 || options.grafanaNamespaces.length > 0
      : isReceiver(object, grafana, options);
  if (reached) return [];
  const whose = grafana === undefined ? 'the namespace of a Grafana' : quoted(grafana);
  return [
    issue(
      'InvalidAuthentication',
      annotation(CREDENTIALS),
      `no other namespace gets the credentials: add ${whose} to the annotation ${CREDENTIALS_FOR}`,
    ),
  ];
}

export type CredentialsAnswer = { readonly credentials: Credentials } | { readonly issue: Issue };

const OPEN: Credentials = { basicAuthUser: undefined, jsonData: {}, secure: {} };

/** For an endpoint without authentication, or a Grafana without access. */
export const NO_CREDENTIALS: CredentialsAnswer = { credentials: OPEN };

/** Keys that need each other. */
const PAIRS = [
  ['username', 'password'],
  ['password', 'username'],
  ['tls.crt', 'tls.key'],
  ['tls.key', 'tls.crt'],
] as const;
const KEYS: readonly string[] = ['username', 'password', 'token', 'ca.crt', 'tls.crt', 'tls.key'];

/** The first issue of the keys of the Secret. It never includes a value. */
function checkKeys(keys: ReadonlySet<string>, secret: string): Issue | undefined {
  const path = annotation(CREDENTIALS);
  const lonely = PAIRS.find(([key, partner]) => keys.has(key) && !keys.has(partner));
  if (lonely) return issue('KeyMissing', path, `Secret ${quoted(secret)} has ${lonely[0]}, but not ${lonely[1]}`);
  if (!KEYS.some((key) => keys.has(key)))
    return issue('KeyMissing', path, `Secret ${quoted(secret)} has none of the keys ${KEYS.join(', ')}`);
  if (keys.has('token') && keys.has('username'))
    return issue(
      'InvalidAuthentication',
      path,
      `Secret ${quoted(secret)} has both token and username; only one can be the Authorization header`,
    );
  return undefined;
}

function settings(data: Readonly<Record<string, string>>): Credentials {
  const has = (key: string): true | undefined => (Object.hasOwn(data, key) ? true : undefined);
  const text = (key: string): string | undefined =>
    has(key) ? Buffer.from(data[key] ?? '', 'base64').toString('utf8') : undefined;
  const token = text('token')?.trim();
  const secure = section({
    basicAuthPassword: text('password'),
    httpHeaderValue1: token === undefined ? undefined : `Bearer ${token}`,
    tlsCACert: text('ca.crt'),
    tlsClientCert: text('tls.crt'),
    tlsClientKey: text('tls.key'),
  });
  return {
    basicAuthUser: text('username'),
    jsonData: section({
      httpHeaderName1: has('token') && 'Authorization',
      tlsAuth: has('tls.crt'),
      tlsAuthWithCACert: has('ca.crt'),
      serverName: text('serverName'),
    }),
    secure: secure as Readonly<Record<string, string>>,
  };
}

/**
 * The credentials for the endpoint of an object; `NO_CREDENTIALS` without the annotation. A Secret without the label
 * counts as missing. Issues: `SecretMissing`, `KeyMissing`, `InvalidAuthentication`.
 */
export function credentials({ metadata }: KubernetesObject, secrets: Lister<Secret>): CredentialsAnswer {
  const name = metadata.annotations?.[CREDENTIALS];
  if (!name) return NO_CREDENTIALS;
  const id = `${metadata.namespace}/${name}`;
  const secret = secrets.get(metadata.namespace, name);
  if (!secret || !Object.hasOwn(secret.metadata.labels ?? {}, CREDENTIALS))
    return {
      issue: issue(
        'SecretMissing',
        annotation(CREDENTIALS),
        `Secret ${quoted(id)} does not exist, or does not have the label ${CREDENTIALS}`,
      ),
    };
  const data = secret.data ?? {};
  const wrong = checkKeys(new Set(Object.keys(data)), id);
  return wrong ? { issue: wrong } : { credentials: settings(data) };
}
