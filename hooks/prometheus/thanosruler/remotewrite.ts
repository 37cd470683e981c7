// `remote-write.yaml` of a Thanos Ruler: the format of Prometheus without keys that the release of Thanos does not
// support.

import type { ThanosRuler } from '../../api/thanosruler.ts';
import { type Issue, issue } from '../../core/issue.ts';
import type { Section } from '../../core/section.ts';
import { dumpYaml, isRecord } from '../../core/yaml.ts';
import type { AzureRules } from '../../httpclient/sigv4.ts';
import { type Assets, mergeResults, type Resolved, unresolved } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import { type ThanosKey, thanosKnows, thanosSince } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { remoteWrite, resolveRemoteWrite } from '../config/remotewrite.ts';
import { file } from '../schema/file.ts';
import { problemsOf } from '../schema/walk.ts';

/** Thanos does not follow releases of Prometheus: all keys are written, then the unsupported ones are removed. */
const NEWEST: Version = { major: 999, minor: 0, patch: 0, pre: [], build: '' };
const CERTS = '/etc/thanos/certs';

/** Keys with the release of Thanos that added each; `undefined` where no release has it. */
const VERSIONED_KEYS: readonly (readonly [place: readonly string[], since: ThanosKey | undefined])[] = [
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

/** Keys of the Azure AD methods. */
const AZURE = {
  managedIdentity: 'managed_identity',
  oauth: 'oauth',
  sdk: 'sdk',
  workloadIdentity: 'workload_identity',
} as const;

const azureRules = (version: Version): AzureRules => ({
  tooOld: (method) => {
    const known = VERSIONED_KEYS.find(([[part, key]]) => part === 'azuread' && key === AZURE[method]);
    return known && !(known[1] && thanosKnows(version, known[1]))
      ? known[1]
        ? `Thanos ${thanosSince(known[1])}`
        : 'a later Thanos: no release supports it'
      : undefined;
  },
  clientIdOptional: thanosKnows(version, 'azuread.client_id_optional'),
});

/** Checks all remote writes and resolves their references. `VersionTooOld` where this Thanos has no remote write. */
export function resolveRulerRemoteWrite(ruler: ThanosRuler, resolver: SecretResolver, version: Version): Resolved {
  const remotes = ruler.spec.remoteWrite ?? [];
  if (remotes.length > 0 && !thanosKnows(version, 'rule.remote_write')) {
    return unresolved([issue('VersionTooOld', 'spec.remoteWrite', `needs Thanos ${thanosSince('rule.remote_write')}`)]);
  }
  const releases = { version: NEWEST, azure: azureRules(version) };
  return mergeResults(
    remotes.map((remote, i) => resolveRemoteWrite(remote, resolver, releases, `spec.remoteWrite[${i}]`)),
  );
}

/** The content of the file. */
function remoteWrites(ruler: ThanosRuler, assets: Assets, version: Version): Section {
  const namespace = ruler.metadata.namespace ?? '';
  const entries = (ruler.spec.remoteWrite ?? []).map((remote) =>
    VERSIONED_KEYS.reduce(
      (entry, [place, since]) => (since && thanosKnows(version, since) ? entry : without(entry, place)),
      remoteWrite(remote, { namespace, assets, version: NEWEST, certs: CERTS }),
    ),
  );
  return { remote_write: entries };
}

/** The file as YAML text. */
export const remoteWriteFile = (ruler: ThanosRuler, assets: Assets, version: Version): string =>
  dumpYaml(remoteWrites(ruler, assets, version));

/** `InvalidConfiguration` issues of what Thanos would refuse in the file. */
export const checkRemoteWriteFile = (ruler: ThanosRuler, assets: Assets, version: Version): Issue[] =>
  problemsOf(file, remoteWrites(ruler, assets, version), NEWEST).map(([path, message]) =>
    issue('InvalidConfiguration', 'spec', `Thanos would refuse the configuration: ${path} ${message}`),
  );
