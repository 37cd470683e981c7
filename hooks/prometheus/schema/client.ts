// The HTTP client in sections of Prometheus' configuration file (prometheus.io: configuration, http_config, oauth2,
// tls_config; github.com/prometheus/common: config/http_config.go).
import type { Section } from '../../core/section.ts';
import { exclusive, has, needs, oneOf, required } from './constraints.ts';
import { type Constraint, type Field, isSection, type Table } from './table.ts';
import { anything, choice, flag, list, mapOf, text, textWith, url } from './types.ts';
import { sectionOf } from './walk.ts';

const TLS_VERSIONS = ['TLS13', 'TLS12', 'TLS11', 'TLS10'];

const tls: Table = {
  fields: {
    ca: text,
    cert: text,
    key: text,
    ca_file: text,
    cert_file: text,
    key_file: text,
    ca_ref: text,
    cert_ref: text,
    key_ref: text,
    server_name: text,
    insecure_skip_verify: flag,
    min_version: [choice(...TLS_VERSIONS), 'tls.min_version'],
    max_version: [choice(...TLS_VERSIONS), 'tls.max_version'],
  },
  constraints: [
    exclusive('ca', 'ca_file', 'ca_ref'),
    exclusive('cert', 'cert_file', 'cert_ref'),
    exclusive('key', 'key_file', 'key_ref'),
    ...['cert', 'cert_file', 'cert_ref'].map((key) => needs(key, 'key', 'key_file', 'key_ref')),
    ...['key', 'key_file', 'key_ref'].map((key) => needs(key, 'cert', 'cert_file', 'cert_ref')),
    (section) => {
      const [min, max] = [section['min_version'], section['max_version']].map((one) =>
        TLS_VERSIONS.indexOf(String(one)),
      );
      return min !== undefined && max !== undefined && min >= 0 && max > min
        ? [['max_version', 'must not be older than min_version']]
        : [];
    },
  ],
};

/** `tls_config`. */
export const tlsConfig = sectionOf(() => tls);

const proxyFields: Readonly<Record<string, Field>> = {
  proxy_url: url,
  no_proxy: [text, 'http.proxy_from_environment'],
  proxy_from_environment: [flag, 'http.proxy_from_environment'],
  proxy_connect_header: [mapOf(list(text)), 'http.proxy_from_environment'],
};

const proxyConstraints: readonly Constraint[] = [
  (section) =>
    Object.keys((section['proxy_connect_header'] ?? {}) as object).length > 0
      ? needs('proxy_connect_header', 'proxy_url', 'proxy_from_environment')(section, undefined as never)
      : [],
  exclusive('proxy_from_environment', 'proxy_url'),
  exclusive('proxy_from_environment', 'no_proxy'),
  needs('no_proxy', 'proxy_url'),
];

const basicAuth: Table = {
  fields: {
    username: text,
    username_file: text,
    username_ref: text,
    password: text,
    password_file: text,
    password_ref: text,
  },
  constraints: [
    exclusive('username', 'username_file', 'username_ref'),
    exclusive('password', 'password_file', 'password_ref'),
  ],
};

const authorization: Table = {
  fields: {
    type: textWith((value) =>
      value.trim().toLowerCase() === 'basic' ? 'must not be Basic: use basic_auth' : undefined,
    ),
    credentials: text,
    credentials_file: text,
    credentials_ref: text,
  },
  constraints: [exclusive('credentials', 'credentials_file', 'credentials_ref')],
};

const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const oauth2: Table = {
  fields: {
    client_id: text,
    client_secret: text,
    client_secret_file: text,
    client_secret_ref: text,
    client_certificate_key_id: text,
    client_certificate_key: text,
    client_certificate_key_file: text,
    client_certificate_key_ref: text,
    grant_type: choice('', 'client_credentials', JWT),
    signature_algorithm: choice('', 'RS256', 'RS384', 'RS512'),
    iss: text,
    audience: text,
    claims: mapOf(anything),
    scopes: list(text),
    token_url: url,
    endpoint_params: mapOf(text),
    tls_config: [tlsConfig, 'http.oauth2.tls_config'],
    ...proxyFields,
    proxy_url: [url, 'http.oauth2.proxy'],
  },
  constraints: [
    required('client_id', 'token_url'),
    (section, context) =>
      section['grant_type'] === JWT
        ? exclusive(
            'client_certificate_key',
            'client_certificate_key_file',
            'client_certificate_key_ref',
          )(section, context)
        : [
            ...exclusive('client_secret', 'client_secret_file', 'client_secret_ref')(section, context),
            ...oneOf('client_secret', 'client_secret_file', 'client_secret_ref')(section, context),
          ],
    ...proxyConstraints,
  ],
};

const headerTable: Table = { fields: { values: list(text), secrets: list(text), files: list(text) } };

/** The keys of the client, which stand beside the other keys of a section. */
export const clientFields: Readonly<Record<string, Field>> = {
  basic_auth: sectionOf(() => basicAuth),
  authorization: [sectionOf(() => authorization), 'http.authorization'],
  oauth2: [sectionOf(() => oauth2), 'http.oauth2'],
  bearer_token: text,
  bearer_token_file: text,
  tls_config: tlsConfig,
  follow_redirects: [flag, 'http.follow_redirects'],
  enable_http2: [flag, 'http.enable_http2'],
  http_headers: mapOf(sectionOf(() => headerTable)),
  ...proxyFields,
};

/** An empty mapping still counts as credentials. */
const given = (section: Section, key: string): boolean => isSection(section[key]) || has(section, key);

/** At most one of the ways to authenticate. */
export const oneCredential =
  (...more: readonly string[]): Constraint =>
  (section) => {
    const found = ['basic_auth', 'authorization', 'oauth2', 'bearer_token', 'bearer_token_file', ...more].filter(
      (key) => given(section, key),
    );
    return found.slice(1).map((key) => [key, `excludes ${found[0]}: keep one`]);
  };

export const clientConstraints: readonly Constraint[] = [oneCredential(), ...proxyConstraints];
