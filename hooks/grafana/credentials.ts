// What Grafana needs to get into a secured endpoint, from a Secret whose keys are those of kubernetes.io/basic-auth and kubernetes.io/tls, or a bearer token.
import { type Issue, issue } from '../kube/issue.ts';
import { quoted } from '../kube/message.ts';
import type { KubernetesObject, Secret } from '../kube/meta.ts';
import { type Section, section } from '../kube/section.ts';
import { annotation, CREDENTIALS } from './terms.ts';

/** Settings of a data source that open an endpoint. `secure` is what Grafana encrypts. */
export interface Credentials {
  readonly basicAuthUser: string | undefined;
  readonly jsonData: Section;
  readonly secure: Readonly<Record<string, string>>;
}

export type CredentialsAnswer = { readonly credentials: Credentials } | { readonly issue: Issue };

const OPEN: Credentials = { basicAuthUser: undefined, jsonData: {}, secure: {} };

/** Keys that mean nothing alone. */
const PAIRS = [
  ['username', 'password'],
  ['password', 'username'],
  ['tls.crt', 'tls.key'],
  ['tls.key', 'tls.crt'],
] as const;
const KEYS: readonly string[] = ['username', 'password', 'token', 'ca.crt', 'tls.crt', 'tls.key'];

/** The first thing wrong with the keys of the Secret; never a value. */
function checkKeys(keys: ReadonlySet<string>, secret: string): Issue | undefined {
  const path = annotation(CREDENTIALS);
  const lonely = PAIRS.find(([key, partner]) => keys.has(key) && !keys.has(partner));
  if (lonely) return issue('KeyMissing', path, `Secret ${quoted(secret)} has ${lonely[0]}, but lacks ${lonely[1]}`);
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
  const text = (key: string): string | undefined => (has(key) ? Buffer.from(data[key] ?? '', 'base64').toString('utf8') : undefined);
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
 * The credentials for an object's endpoint; none where its annotation names no Secret. `secrets`: by `namespace/name`; one without the label is as good as none. Issues:
 * `SecretMissing`, `KeyMissing`, `InvalidAuthentication`.
 */
export function credentials({ metadata }: KubernetesObject, secrets: Readonly<Record<string, Secret>>): CredentialsAnswer {
  const name = metadata.annotations?.[CREDENTIALS];
  if (!name) return { credentials: OPEN };
  const id = `${metadata.namespace}/${name}`;
  const secret = secrets[id];
  if (!secret || !Object.hasOwn(secret.metadata.labels ?? {}, CREDENTIALS))
    return {
      issue: issue('SecretMissing', annotation(CREDENTIALS), `Secret ${quoted(id)} does not exist, or lacks the label ${CREDENTIALS}`),
    };
  const data = secret.data ?? {};
  const wrong = checkKeys(new Set(Object.keys(data)), id);
  return wrong ? { issue: wrong } : { credentials: settings(data) };
}
