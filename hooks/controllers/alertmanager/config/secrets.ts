// The Secrets of an Alertmanager: configuration with what it refers to, and what stays of them while there is nothing
// new to write.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { Lister } from '../../../core/inputs.ts';
import { keepChild } from '../../../core/lastapplied.ts';
import { type KubernetesObject, OWN, type Secret } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import { alertmanagerRevision, REVISION } from '../../../core/revision.ts';
import { gzip } from '../../../workload/gzip.ts';
import { childMeta } from '../../../workload/meta.ts';
import { tlsAssetSecrets } from '../../../workload/tlsassets.ts';
import { generatedSecretName, prefixOf } from '../pod/names.ts';
import type { ConfigAnswer, Ready } from './answer.ts';

/** On the generated Secret: where its configuration came from. */
const ORIGIN = `${OWN}/config-source`;

const observedSecret = (alertmanager: Alertmanager, secrets: Lister, name: string): KubernetesObject | undefined =>
  secrets.get(alertmanager.metadata.namespace, name);

/**
 * Where the configuration in use came from: `Secret ns/name`, `none` for the default one; `undefined` before the first.
 */
export const originInUse = (alertmanager: Alertmanager, secrets: Lister): string | undefined => {
  const observed = observedSecret(alertmanager, secrets, generatedSecretName(alertmanager));
  return observed && (observed.metadata.annotations?.[ORIGIN] ?? 'unknown');
};

function generatedSecret(alertmanager: Alertmanager, ready: Ready, options: Options): Secret {
  const meta = childMeta(alertmanager as unknown as KubernetesObject, generatedSecretName(alertmanager), options);
  const origin = { [ORIGIN]: ready.origin || 'none', [REVISION]: alertmanagerRevision(ready.content) };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: options.parity ? meta : { ...meta, annotations: { ...meta.annotations, ...origin } },
    data: { ...ready.extra, 'alertmanager.yaml.gz': gzip(ready.content).toString('base64') },
    type: 'Opaque',
  };
}

/** An observed Secret as last applied; with its data even if it cannot be reconstructed, because pods depend on it. */
function kept(observed: KubernetesObject): KubernetesObject {
  const child = keepChild(observed);
  return child['data'] || !observed['data'] ? child : { ...child, data: observed['data'], type: observed['type'] };
}

export interface ConfigSecrets {
  /** Absent before there is a configuration: then pods wait for it. */
  readonly generated: readonly KubernetesObject[];
  readonly tls: readonly KubernetesObject[];
}

/** The Secrets for an answer: new ones, or those that are in use as long as there is nothing to replace them with. */
export function configSecrets(
  alertmanager: Alertmanager,
  answer: ConfigAnswer,
  secrets: Lister,
  options: Options,
): ConfigSecrets {
  const parent = alertmanager as unknown as KubernetesObject;
  const prefix = prefixOf(alertmanager);
  if (answer.kind === 'ready') {
    return {
      generated: [generatedSecret(alertmanager, answer, options)],
      tls: tlsAssetSecrets(parent, prefix, answer.files, options),
    };
  }
  const observed = observedSecret(alertmanager, secrets, generatedSecretName(alertmanager));
  const assets = secrets
    .list()
    .filter(({ metadata: { name } }) => name.startsWith(`${prefix}-tls-assets-`))
    .map(kept);
  return {
    generated: observed ? [kept(observed)] : [],
    tls: observed && assets.length > 0 ? assets : tlsAssetSecrets(parent, prefix, new Map(), options),
  };
}
