// What receivers of AlertmanagerConfigs inherit from `global`: addresses and secrets that are not their own. A tenant
// who also chooses where a request goes, or who can read it on the way, would get them. Which field takes the place of
// which: prometheus.io, alerting configuration; config.go of Alertmanager.
import type { Section } from '../../../core/section.ts';
import { isRecord } from '../../../core/yaml.ts';
import { faultUntil } from '../../../versions/alertmanager.ts';
import type { IntegrationField } from '../receivers/integration.ts';
import { has } from '../schema/constraints.ts';
import type { IntegrationKey } from '../schema/integrations.ts';
import type { Problem } from '../schema/table.ts';

interface Secret {
  /** Any of these keeps the entry from inheriting. */
  readonly own: readonly string[];
  readonly global: readonly string[];
  /** Fields of the API, for the message. */
  readonly fields: string;
  /** Releases with the fault take the file of `global` even so. */
  readonly fault?: true;
}

interface Row {
  readonly field: IntegrationField;
  /** Where the request goes: the entry's key, and that of `global` for the case that it has none. */
  readonly address?: readonly [own: string, global: string];
  readonly secrets?: readonly Secret[];
  /** Keys that name a file of the Alertmanager pod, which is no secret of the tenant's either. */
  readonly files?: readonly (readonly [key: string, field: string])[];
}

const withFile = (...keys: readonly string[]): string[] => keys.flatMap((key) => [key, `${key}_file`]);
const secret = (own: readonly string[], global: readonly string[], fields: string): Secret => ({
  own: withFile(...own),
  global: withFile(...global),
  fields,
});
const secretWithFault = (own: string, global: string, fields: string): Secret => ({
  ...secret([own], [global], fields),
  fault: true,
});

const ROWS: Readonly<Partial<Record<IntegrationKey, Row>>> = {
  discord_configs: { field: 'discordConfigs', address: ['webhook_url', ''] },
  email_configs: {
    field: 'emailConfigs',
    address: ['smarthost', 'smtp_smarthost'],
    secrets: [
      secret(['auth_password'], ['smtp_auth_password'], 'authUsername and authPassword'),
      secretWithFault('auth_secret', 'smtp_auth_secret', 'authSecret'),
    ],
  },
  msteams_configs: { field: 'msteamsConfigs', address: ['webhook_url', ''] },
  msteamsv2_configs: { field: 'msteamsv2Configs', address: ['webhook_url', ''] },
  opsgenie_configs: {
    field: 'opsgenieConfigs',
    address: ['api_url', 'opsgenie_api_url'],
    secrets: [secret(['api_key'], ['opsgenie_api_key'], 'apiKey')],
  },
  pagerduty_configs: { field: 'pagerdutyConfigs', address: ['url', 'pagerduty_url'] },
  pushover_configs: {
    field: 'pushoverConfigs',
    files: [
      ['user_key_file', 'userKeyFile'],
      ['token_file', 'tokenFile'],
    ],
  },
  rocketchat_configs: {
    field: 'rocketchatConfigs',
    address: ['api_url', 'rocketchat_api_url'],
    secrets: [
      secretWithFault('token', 'rocketchat_token', 'token'),
      secretWithFault('token_id', 'rocketchat_token_id', 'tokenID'),
    ],
  },
  slack_configs: {
    field: 'slackConfigs',
    address: ['api_url', 'slack_api_url'],
    secrets: [secret(['api_url', 'app_token'], ['slack_api_url', 'slack_app_token'], 'apiURL')],
  },
  sns_configs: { field: 'snsConfigs', address: ['api_url', ''] },
  telegram_configs: {
    field: 'telegramConfigs',
    address: ['api_url', 'telegram_api_url'],
    secrets: [secret(['bot_token'], ['telegram_bot_token'], 'botToken')],
    files: [['bot_token_file', 'botTokenFile']],
  },
  victorops_configs: {
    field: 'victoropsConfigs',
    address: ['api_url', 'victorops_api_url'],
    secrets: [secret(['api_key'], ['victorops_api_key'], 'apiKey')],
  },
  webex_configs: { field: 'webexConfigs', address: ['api_url', 'webex_api_url'] },
  webhook_configs: { field: 'webhookConfigs', address: ['url', ''] },
  wechat_configs: {
    field: 'wechatConfigs',
    address: ['api_url', 'wechat_api_url'],
    secrets: [secret(['api_secret'], ['wechat_api_secret'], 'apiSecret')],
  },
};

/** What the owner of the Alertmanager has set. */
export interface Owner {
  readonly global: Section;
  /** Whether `AllowAll` lets every object name files, wherever its requests go. */
  readonly anyFile: boolean;
  /** Whether the release has the fault `global.file_wins`. */
  readonly fileWins: boolean;
}

const inner = (section: unknown, key: string): Section => {
  const found = isRecord(section) ? section[key] : undefined;
  return isRecord(found) ? found : {};
};

/** What of a TLS client decides whom it takes for the server: only what differs from `global`. */
const tlsWays = (own: Section, global: Section, field: string): string[] =>
  [
    ['insecure_skip_verify', `${field}.insecureSkipVerify`] as const,
    ['ca_file', `${field}.ca`] as const,
    ['server_name', `${field}.serverName`] as const,
  ].flatMap(([key, name]) => (has(own, key) && own[key] !== false && own[key] !== global[key] ? [name] : []));

const ADDRESS_FIELDS: Readonly<Record<string, string>> = {
  api_url: 'apiURL',
  smarthost: 'smarthost',
  url: 'url',
  webhook_url: 'webhookURL',
};

const ownAddress = (row: Row, entry: Section, global: Section): boolean => {
  const [own, common] = row.address ?? ['', ''];
  return has(entry, own) && entry[own] !== global[common];
};

/** The fields by which an entry chooses where its request goes, or who can read it. */
function waysOut(key: IntegrationKey, row: Row, entry: Section, global: Section): string[] {
  const address = ownAddress(row, entry, global) ? [ADDRESS_FIELDS[row.address?.[0] ?? ''] ?? ''] : [];
  if (key === 'email_configs') {
    const plain = entry['require_tls'] === false && global['smtp_require_tls'] !== false ? ['requireTLS'] : [];
    return [
      ...address,
      ...plain,
      ...tlsWays(inner(entry, 'tls_config'), inner(global, 'smtp_tls_config'), 'tlsConfig'),
    ];
  }
  const [client, common] = [inner(entry, 'http_config'), inner(global, 'http_config')];
  const proxy = has(client, 'proxy_url') && client['proxy_url'] !== common['proxy_url'] ? ['httpConfig.proxyURL'] : [];
  return [
    ...address,
    ...proxy,
    ...tlsWays(inner(client, 'tls_config'), inner(common, 'tls_config'), 'httpConfig.tlsConfig'),
  ];
}

/** What is wrong with the secret that an entry uses, if that is one of `global`. */
function inherited({ own, global: from, fields, fault }: Secret, entry: Section, owner: Owner, way: string): string[] {
  const { global, fileWins } = owner;
  const isOwn = own.some((field) => has(entry, field));
  const found = from.find((field) => has(global, field) && (!isOwn || (fault && fileWins && field.endsWith('_file'))));
  if (!found) return [];
  if (!isOwn)
    return [`inherits ${found} of global, and ${way} would lead it elsewhere: set ${fields} too, or remove ${way}`];
  const until = faultUntil('global.file_wins');
  return [
    `gets ${found} of global instead of ${fields} before Alertmanager ${until}, and ${way} would lead it elsewhere: ` +
      `update Alertmanager, or remove ${way}`,
  ];
}

function problemsOf(key: IntegrationKey, row: Row, entry: Section, owner: Owner): string[] {
  const ways = waysOut(key, row, entry, owner.global);
  if (ways.length === 0) return [];
  const way = ways.join(' and ');
  const files = owner.anyFile ? [] : (row.files ?? []).filter(([field]) => has(entry, field));
  return [
    ...(row.secrets ?? []).flatMap((one) => inherited(one, entry, owner, way)),
    ...files.map(
      ([, field]) =>
        `${field} is a file of the Alertmanager, and ${way} would lead it elsewhere: use a Secret, or remove ${way}`,
    ),
  ];
}

const sections = (value: unknown): readonly Section[] => (value ?? []) as readonly Section[];
const KEYS = Object.keys(ROWS) as IntegrationKey[];

/**
 * Problems of the receivers of one AlertmanagerConfig: an entry that inherits a secret of `global`, or names a file of
 * the Alertmanager, and has an address, proxy or TLS setting of its own. With its own secret, or with settings equal to
 * those of `global`, nothing is wrong.
 */
export const inheritedProblems = (receivers: readonly Section[], owner: Owner): Problem[] =>
  receivers.flatMap((receiver, i) =>
    KEYS.flatMap((key) => {
      const row = ROWS[key];
      if (!row) return [];
      return sections(receiver[key]).flatMap((entry, j) =>
        problemsOf(key, row, entry, owner).map(
          (message): Problem => [`spec.receivers[${i}].${row.field}[${j}]`, message],
        ),
      );
    }),
  );

const CREDENTIALS = ['authorization', 'basic_auth', 'oauth2', 'bearer_token', 'bearer_token_file', 'http_headers'];
const CERTIFICATES = ['cert', 'cert_file', 'key', 'key_file'];

const without = (section: Section, keys: readonly string[]): Section =>
  Object.fromEntries(Object.entries(section).filter(([key]) => !keys.includes(key)));

/**
 * The HTTP client of `global` for an address that a tenant has chosen: its proxy and its CA, none of its credentials.
 * `undefined` where it has none.
 */
function plainClient(global: Section): Section | undefined {
  const client = inner(global, 'http_config');
  const tls = inner(client, 'tls_config');
  if (![...CREDENTIALS.map((key) => client[key]), ...CERTIFICATES.map((key) => tls[key])].some(Boolean))
    return undefined;
  const plain = without(client, CREDENTIALS);
  return isRecord(client['tls_config']) ? { ...plain, tls_config: without(tls, CERTIFICATES) } : plain;
}

/**
 * The receivers of one AlertmanagerConfig, with a client of their own where that of `global` would bring credentials to
 * an address of the tenant's.
 */
export function withPlainClients(receivers: readonly Section[], global: Section): readonly Section[] {
  const client = plainClient(global);
  if (!client) return receivers;
  const entryWith = (row: Row, entry: Section): Section =>
    !entry['http_config'] && ownAddress(row, entry, global) ? { ...entry, http_config: client } : entry;
  return receivers.map((receiver) =>
    Object.fromEntries(
      Object.entries(receiver).map(([key, value]) => {
        const row = ROWS[key as IntegrationKey];
        return [key, row && key !== 'email_configs' ? sections(value).map((entry) => entryWith(row, entry)) : value];
      }),
    ),
  );
}
