// `remote-write.yaml` of a Thanos Ruler: the format of Prometheus, with the parts that its release of Thanos does not
// know left out.

import type { ThanosRuler } from '../../api/thanosruler.ts';
import { type Issue, issue } from '../../core/issue.ts';
import type { Section } from '../../core/section.ts';
import { dumpYaml, isRecord } from '../../core/yaml.ts';
import type { AzureRules } from '../../httpclient/sigv4.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import { type ThanosKey, thanosKnows, thanosSince } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { checkRemoteWrite, remoteWrite } from '../config/remotewrite.ts';

/** Thanos follows Prometheus' format without its release numbers: everything is known, what is not is removed below. */
const NEWEST: Version = { major: 999, minor: 0, patch: 0, pre: [], build: '' };
const CERTS = '/etc/thanos/certs';

/** Keys by their place, and the release of Thanos that first understood each; without one, none does. */
const GATED: readonly (readonly [place: readonly string[], since: ThanosKey | undefined])[] = [
  [['azuread', 'oauth'], 'azuread.oauth'],
  [['azuread', 'scope'], undefined],
  [['azuread', 'sdk'], 'azuread.sdk'],
  [['azuread', 'workload_identity'], undefined],
  [['queue_config', 'sample_age_limit'], 'queue_config.sample_age_limit'],
  [['sigv4', 'external_id'], undefined],
  [['tls_config', 'max_version'], 'tls.max_version'],
  [['tls_config', 'min_version'], 'tls.min_version'],
];

function without(entry: Section, place: readonly string[]): Section {
  const [first = '', ...rest] = place;
  const inner = entry[first];
  if (rest.length === 0) return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== first));
  return isRecord(inner) ? { ...entry, [first]: without(inner, rest) } : entry;
}

/** The keys of the methods. */
const AZURE = {
  managedIdentity: 'managed_identity',
  oauth: 'oauth',
  sdk: 'sdk',
  workloadIdentity: 'workload_identity',
} as const;

const azureRules = (version: Version): AzureRules => ({
  tooOld: (method) => {
    const gate = GATED.find(([[part, key]]) => part === 'azuread' && key === AZURE[method]);
    return gate && !(gate[1] && thanosKnows(version, gate[1]))
      ? gate[1]
        ? `Thanos ${thanosSince(gate[1])}`
        : 'what no release of Thanos has'
      : undefined;
  },
  clientIdOptional: thanosKnows(version, 'azuread.client_id_optional'),
});

/** Issues of all remote writes, and one where this Thanos has no remote write at all; loads what they refer to. */
export function checkRulerRemoteWrite(ruler: ThanosRuler, resolver: SecretResolver, version: Version): Issue[] {
  const remotes = ruler.spec.remoteWrite ?? [];
  if (remotes.length > 0 && !thanosKnows(version, 'rule.remote_write')) {
    return [issue('VersionTooOld', 'spec.remoteWrite', `needs Thanos ${thanosSince('rule.remote_write')}`)];
  }
  const namespace = ruler.metadata.namespace ?? '';
  return remotes.flatMap((remote, i) =>
    checkRemoteWrite(
      remote,
      { resolver, namespace, version: NEWEST, azure: azureRules(version) },
      `spec.remoteWrite[${i}]`,
    ),
  );
}

/** The file. */
export function remoteWriteFile(ruler: ThanosRuler, resolver: SecretResolver, version: Version): string {
  const namespace = ruler.metadata.namespace ?? '';
  const entries = (ruler.spec.remoteWrite ?? []).map((remote) =>
    GATED.reduce(
      (entry, [place, since]) => (since && thanosKnows(version, since) ? entry : without(entry, place)),
      remoteWrite(remote, { namespace, resolver, version: NEWEST, certs: CERTS }),
    ),
  );
  return dumpYaml({ remote_write: entries });
}
