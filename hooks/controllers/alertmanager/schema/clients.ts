// HTTP clients in Alertmanager's configuration file: http_config and what it holds (prometheus.io: alerting
// configuration, http_config).
import { readSection } from './decode.ts';
import { choice, type FieldType, flag, list, mapOf, nested, type Row, type Table, text } from './fields.ts';
import { proxyAddress } from './values.ts';

/** A nested section; the table comes late, since sections nest in each other. */
export const sub = (table: () => Table): FieldType => nested(table, readSection);

const tlsConfig: Table = {
  name: 'tls_config',
  rows: [
    ['ca', text, 'beyond'],
    ['cert', text, 'beyond'],
    ['key', text, 'beyond'],
    ['ca_file', text],
    ['cert_file', text],
    ['key_file', text],
    ['server_name', text],
    ['insecure_skip_verify', flag, 'always'],
    ['min_version', choice('TLS10', 'TLS11', 'TLS12', 'TLS13')],
    ['max_version', choice('TLS10', 'TLS11', 'TLS12', 'TLS13')],
  ],
};
export const tls = sub(() => tlsConfig);

/** TLS of mail servers: the same fields, but nobody checks that the versions are in order. */
const emailTls: Table = { name: 'email_tls_config', rows: tlsConfig.rows };
export const mailTls = sub(() => emailTls);

const proxy: readonly Row[] = [
  ['proxy_url', proxyAddress],
  ['no_proxy', text],
  ['proxy_from_environment', flag],
  ['proxy_connect_header', mapOf(list(text))],
];

const authorization: Table = {
  name: 'authorization',
  rows: [
    ['type', text],
    ['credentials', text],
    ['credentials_file', text],
  ],
};

const basicAuth: Table = {
  name: 'basic_auth',
  rows: [
    ['username', text],
    ['username_file', text, 'beyond'],
    ['password', text],
    ['password_file', text],
  ],
};

const oauth2: Table = {
  name: 'oauth2',
  rows: [
    ['client_id', text, 'always'],
    ['client_secret', text, 'always'],
    ['client_secret_file', text],
    ['scopes', list(text)],
    ['token_url', text, 'always'],
    ['endpoint_params', mapOf(text)],
    ...proxy,
    ['tls_config', tls],
  ],
};

const header: Table = {
  name: 'http_header',
  rows: [
    ['values', list(text)],
    ['secrets', list(text)],
    ['files', list(text)],
  ],
};

const httpConfig: Table = {
  name: 'http_config',
  rows: [
    ['authorization', sub(() => authorization)],
    ['basic_auth', sub(() => basicAuth)],
    ['oauth2', sub(() => oauth2)],
    ['bearer_token', text],
    ['bearer_token_file', text],
    ['tls_config', tls],
    ['follow_redirects', flag, 'set'],
    ['enable_http2', flag, 'set'],
    ['http_headers', mapOf({ ...sub(() => header), zero: {} }), 'set'],
    ...proxy,
  ],
};
export const http = sub(() => httpConfig);
