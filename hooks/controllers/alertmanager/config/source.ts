// Where users keep a configuration that they write themselves: a Secret, or else a ConfigMap.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { Listers } from '../../../core/inputs.ts';
import type { Options } from '../../../core/options.ts';
import { isRecord } from '../../../core/yaml.ts';
import { sourceSecretName } from '../pod/names.ts';

export const CONFIG_KEY = 'alertmanager.yaml';

type Texts = Readonly<Record<string, string>>;
type References = Pick<Listers, 'secrets' | 'configMaps'>;

export interface Source {
  /** `Secret ns/name`, as messages and the generated Secret name it; empty where there is none. */
  readonly origin: string;
  readonly content: Buffer | undefined;
  /** The other keys, base64: templates and the like, which the pods get beside the configuration. */
  readonly extra: Texts;
}

/** The default configuration: every alert goes to a receiver that does nothing. */
export const DEFAULT_CONFIG = `route:
  receiver: 'null'
receivers:
- name: 'null'
`;

function fromSecret(alertmanager: Alertmanager, related: References): Source | undefined {
  const id = `${alertmanager.metadata.namespace}/${sourceSecretName(alertmanager)}`;
  const data = related.secrets.get(alertmanager.metadata.namespace, sourceSecretName(alertmanager))?.data;
  if (!isRecord(data)) return undefined;
  const { [CONFIG_KEY]: config, ...extra } = data as Texts;
  const content = config ? Buffer.from(config, 'base64') : undefined;
  return { origin: `Secret ${id}`, content: content && content.length > 0 ? content : undefined, extra };
}

/**
 * Of the same name as the Alertmanager; only where no Secret has a configuration. The Go operator does not look there.
 */
function fromConfigMap(alertmanager: Alertmanager, related: References): Source | undefined {
  const id = `${alertmanager.metadata.namespace}/${alertmanager.metadata.name}`;
  const found = related.configMaps.get(alertmanager.metadata.namespace, alertmanager.metadata.name);
  const data = isRecord(found?.['data']) ? (found['data'] as Texts) : {};
  const binary = isRecord(found?.['binaryData']) ? (found['binaryData'] as Texts) : {};
  const key = [CONFIG_KEY, 'alertmanager.yml'].find((name) => data[name]);
  if (!key) return undefined;
  const extra = Object.entries(data).flatMap(([name, text]) =>
    name === key ? [] : [[name, Buffer.from(text).toString('base64')] as const],
  );
  return {
    origin: `ConfigMap ${id}`,
    content: Buffer.from(data[key] ?? ''),
    extra: { ...Object.fromEntries(extra), ...binary },
  };
}

/**
 * The source of the configuration; without content where there is none. The keys of a Secret without configuration
 * still count.
 */
export function sourceOf(alertmanager: Alertmanager, related: References, options: Options): Source {
  const secret = fromSecret(alertmanager, related);
  if (secret?.content) return secret;
  const configMap = options.parity ? undefined : fromConfigMap(alertmanager, related);
  return configMap ?? { origin: '', content: undefined, extra: secret?.extra ?? {} };
}

/** What to create where there is no configuration. */
export const howToConfigure = (alertmanager: Alertmanager): string =>
  `create Secret "${alertmanager.metadata.namespace}/${sourceSecretName(alertmanager)}" with key "${CONFIG_KEY}" ` +
  `(or ConfigMap "${alertmanager.metadata.name}" with the same key)`;
