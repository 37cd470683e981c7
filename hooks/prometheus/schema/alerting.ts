// `alerting` (prometheus.io: configuration, alertmanager_config).
import { clientConstraints, clientFields, oneCredential } from './client.ts';
import { discoveries } from './discovery.ts';
import { relabelConfigs } from './relabel.ts';
import { sigv4Config } from './remote.ts';
import type { Table } from './table.ts';
import { choice, duration, list, text } from './types.ts';
import { sectionOf } from './walk.ts';

/** One entry of `alertmanagers`. */
export const alertmanager: Table = {
  fields: {
    ...clientFields,
    ...discoveries,
    sigv4: [sigv4Config, 'alerting.sigv4'],
    scheme: text,
    path_prefix: text,
    timeout: duration,
    api_version: [choice('v2', 'v1'), 'alerting.api_version'],
    relabel_configs: relabelConfigs,
    alert_relabel_configs: [relabelConfigs, 'alerting.alert_relabel_configs'],
  },
  constraints: [...clientConstraints, oneCredential('sigv4')],
};

export const alerting: Table = {
  fields: {
    alert_relabel_configs: relabelConfigs,
    alertmanagers: list(sectionOf(() => alertmanager)),
  },
};
