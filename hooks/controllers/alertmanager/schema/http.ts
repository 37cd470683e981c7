// HTTP clients in Alertmanager's configuration file: http_config and what it holds (prometheus.io: alerting
// configuration, http_config; prometheus/common config/http_config.go).
import { isReservedHeader } from '../../../core/reservedheaders.ts';
import { since } from '../../../versions/alertmanager.ts';
import { has, inner } from './constraints.ts';
import type { Check, Problem, Row, Table } from './table.ts';
import { choice, flag, list, mapOf, text } from './types.ts';
import { proxyAddress } from './values.ts';
import { sub } from './walk.ts';

const TLS_VERSIONS = ['TLS10', 'TLS11', 'TLS12', 'TLS13'] as const;

const tlsRows: readonly Row[] = [
  ['ca', text, { extension: true }],
  ['cert', text, { extension: true }],
  ['key', text, { extension: true }],
  ['ca_file', text, { excludes: 'ca' }],
  ['cert_file', text, { excludes: 'cert' }],
  ['key_file', text, { excludes: 'key' }],
  ['server_name', text],
  ['insecure_skip_verify', flag, { keep: 'always' }],
  ['min_version', choice(...TLS_VERSIONS), { since: since('tls_config.min_version') }],
  ['max_version', choice(...TLS_VERSIONS), { since: since('tls_config.max_version') }],
];

const clientCertificate: Check = (section) => {
  const given = (field: string) => has(section, field) || has(section, `${field}_file`);
  if (given('cert') && !given('key')) return [['key_file', 'a client certificate needs its private key']];
  return given('key') && !given('cert') ? [['cert_file', 'a private key needs its certificate']] : [];
};

const tlsVersions: Check = (section) => {
  const [min, max] = [String(section['min_version'] ?? ''), String(section['max_version'] ?? '')];
  const given = Object.entries({ min_version: min, max_version: max });
  const wrong = given.find(([, value]) => value && !TLS_VERSIONS.some((name) => name === value));
  if (wrong) return [[wrong[0], `must be one of ${TLS_VERSIONS.join(', ')}`]];
  return min && max && min > max ? [['max_version', 'is below min_version']] : [];
};

const tlsConfig: Table = {
  rows: tlsRows,
  constraints: [clientCertificate, { check: tlsVersions, stages: ['operator'] }],
};
export const tls = sub(() => tlsConfig);

/** TLS of mail servers: the same fields, but the Go operator does not check the versions. */
const mailTlsConfig: Table = { rows: tlsRows, constraints: [clientCertificate] };
export const mailTls = sub(() => mailTlsConfig);

/** Proxy settings, the same in http_config and oauth2. */
const proxy: Check = (section) => {
  const [url, environment] = [has(section, 'proxy_url'), section['proxy_from_environment'] === true];
  if (Object.keys(inner(section, 'proxy_connect_header')).length > 0 && !environment && !url)
    return [['proxy_connect_header', 'needs proxy_url or proxy_from_environment']];
  if (environment && url) return [['proxy_url', 'excludes proxy_from_environment']];
  if (environment && has(section, 'no_proxy')) return [['no_proxy', 'excludes proxy_from_environment']];
  return has(section, 'no_proxy') && !url ? [['no_proxy', 'needs proxy_url']] : [];
};

const authorization: Table = {
  rows: [
    ['type', text],
    ['credentials', text],
    ['credentials_file', text, { excludes: 'credentials' }],
  ],
};

const basicAuth: Table = {
  rows: [
    ['username', text],
    ['username_file', text, { excludes: 'username', since: since('basic_auth.username_file'), extension: true }],
    ['password', text],
    ['password_file', text, { excludes: 'password' }],
  ],
};

const oauth2: Table = {
  rows: [
    ['client_id', text, { keep: 'always', required: true }],
    ['client_secret', text, { keep: 'always' }],
    ['client_secret_file', text, { excludes: 'client_secret' }],
    ['scopes', list(text)],
    ['token_url', text, { keep: 'always', required: true }],
    ['endpoint_params', mapOf(text)],
    ['proxy_url', proxyAddress, { since: since('oauth2.proxy_url') }],
    ['no_proxy', text, { since: since('oauth2.no_proxy') }],
    ['proxy_from_environment', flag, { since: since('oauth2.proxy_from_environment') }],
    ['proxy_connect_header', mapOf(list(text)), { since: since('oauth2.proxy_connect_header') }],
    ['tls_config', tls],
  ],
  constraints: [proxy],
};

const header: Table = {
  rows: [
    ['values', list(text)],
    ['secrets', list(text)],
    ['files', list(text)],
  ],
};

const oneWayToAuthenticate: Check = (section) => {
  const given = ['authorization', 'basic_auth', 'oauth2'].filter((field) => section[field] !== undefined);
  given.push(...['bearer_token', 'bearer_token_file'].filter((field) => has(section, field)));
  return given.length > 1 ? [[given[1] ?? '', `excludes ${given[0]}; keep one`]] : [];
};

const basicByType: Check = (section) =>
  String(inner(section, 'authorization')['type'] ?? '')
    .trim()
    .toLowerCase() === 'basic'
    ? [['authorization.type', '"Basic" is not allowed here; use basic_auth']]
    : [];

const reservedHeaders: Check = (section) =>
  Object.keys(inner(section, 'http_headers'))
    .filter((name) => isReservedHeader(name, 'http_headers'))
    .map((name): Problem => ['http_headers', `${name.toLowerCase()} is set by Alertmanager itself`]);

/** AlertmanagerConfigs may use proxy fields from 0.25 on, as in the Go operator. Alertmanager reads them since 0.26. */
export const httpConfig: Table = {
  operator: 'as loader',
  rows: [
    [
      'authorization',
      sub(() => authorization),
      { since: since('http_config.authorization'), essential: true, objects: 'since' },
    ],
    ['basic_auth', sub(() => basicAuth)],
    ['oauth2', sub(() => oauth2), { since: since('http_config.oauth2'), essential: true, objects: 'since' }],
    ['bearer_token', text],
    ['bearer_token_file', text],
    ['tls_config', tls],
    ['follow_redirects', flag, { since: since('http_config.follow_redirects'), keep: 'set' }],
    ['enable_http2', flag, { since: since('http_config.enable_http2'), keep: 'set' }],
    [
      'http_headers',
      mapOf({ ...sub(() => header), zero: {} }),
      { since: since('http_config.http_headers'), keep: 'set' },
    ],
    ['proxy_url', proxyAddress],
    ['no_proxy', text, { since: since('http_config.no_proxy'), objects: since('httpConfig.noProxy') }],
    [
      'proxy_from_environment',
      flag,
      { since: since('http_config.proxy_from_environment'), objects: since('httpConfig.proxyFromEnvironment') },
    ],
    [
      'proxy_connect_header',
      mapOf(list(text)),
      { since: since('http_config.proxy_connect_header'), objects: since('httpConfig.proxyConnectHeader') },
    ],
  ],
  constraints: [oneWayToAuthenticate, basicByType, proxy, reservedHeaders],
};
export const http = sub(() => httpConfig);
