// Which AlertmanagerConfigs belong to an Alertmanager, which of them are rejected and why, and what the others add.

import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import { checkShape } from '../../../api/shape.ts';
import { digestOf } from '../../../core/digest.ts';
import type { Lister, Listers } from '../../../core/inputs.ts';
import { alone } from '../../../core/isolation.ts';
import type { Issue } from '../../../core/issue.ts';
import { issueBytes, memo, textBytes } from '../../../core/memo.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import { assetLookup, assetSecretName } from '../../../references/assetsecret.ts';
import { notLoaded, resolver, type SecretResolver } from '../../../references/resolver.ts';
import { paddedReferences } from '../../../references/whitespace.ts';
import { formatVersion, type Version } from '../../../versions/version.ts';
import { namespaceLabels, type Selection, selectFrom } from '../../../workload/select.ts';
import { NO_FILES } from '../receivers/integration.ts';
import { fileFields, placeInObject } from '../receivers/table.ts';
import { configTable } from '../schema/sections.ts';
import { fit } from '../schema/walk.ts';
import { readAlertmanagerConfig } from './check.ts';
import { filesDenied, mayNameFiles, type Role } from './filemode.ts';
import type { Part } from './merge.ts';

/** What selected AlertmanagerConfigs come from. */
export type ConfigSources = Pick<Listers, 'alertmanagerConfigs' | 'secrets' | 'configMaps' | 'namespaces'>;

/** An AlertmanagerConfig after its check. */
export interface Examined {
  /** Why it is rejected. */
  readonly issues: readonly Issue[];
  /** What would make Alertmanager refuse the whole configuration, found in what the object adds. */
  readonly late: readonly Issue[];
  readonly files: ReadonlyMap<string, string>;
  /** Its fields that name a file of the Alertmanager, at most ten. */
  readonly fileFields: readonly string[];
  /** The keys of its credentials that end in white space. */
  readonly padded: readonly string[];
  readonly part: Part | undefined;
}

export interface Selected extends Examined {
  readonly object: AlertmanagerConfig;
}

const MAX_FILE_FIELDS = 10;

/** A part has a few objects for each line of it. */
const examined = memo<Examined>(
  ({ issues, late, files, fileFields: fields, padded, part }) =>
    issueBytes(issues) +
    issueBytes(late) +
    textBytes(...files.keys(), ...files.values(), ...fields, ...padded) +
    4 * textBytes(JSON.stringify(part)),
);

function examineWith(own: SecretResolver, object: AlertmanagerConfig, version: Version, parity: boolean): Examined {
  const context = { namespace: own.namespace, version, resolver: own, parity };
  const malformed = checkShape(object as unknown as KubernetesObject);
  const read = malformed.length > 0 ? { issues: malformed, files: NO_FILES } : readAlertmanagerConfig(object, context);
  const fields =
    malformed.length > 0 ? [] : fileFields(object.spec.receivers ?? [], 'spec.receivers').slice(0, MAX_FILE_FIELDS);
  const { files } = read;
  const padded = parity || malformed.length > 0 ? [] : paddedReferences(object.spec, own);
  const found = { files, fileFields: fields, padded };
  if (!('part' in read)) return { ...found, issues: read.issues, late: [], part: undefined };
  const fitted = fit(configTable, { ...read.part }, version, !parity);
  const none = { route: undefined, inhibit_rules: [], receivers: [], mute_time_intervals: [] };
  const late = fitted.issues.map((found) => ({ ...found, path: placeInObject(found.path) }));
  return { ...found, issues: [], late, part: { ...none, ...fitted.config } };
}

const examineNow = (
  object: AlertmanagerConfig,
  asset: KubernetesObject | undefined,
  version: Version,
  parity: boolean,
): Examined =>
  examineWith(
    resolver(assetLookup(object as unknown as KubernetesObject, asset), object.metadata.namespace ?? ''),
    object,
    version,
    parity,
  );

/**
 * What is wrong with an object for a release of Alertmanager, whatever the Secrets and ConfigMaps it refers to hold.
 */
export function issuesUnread(object: AlertmanagerConfig, version: Version): readonly Issue[] {
  const { issues, late } = examineWith(notLoaded(object.metadata.namespace ?? ''), object, version, false);
  return issues.length > 0 ? issues : late;
}

/** The result for one object and a release of Alertmanager, remembered by what it depends on. */
export function examine(
  object: AlertmanagerConfig,
  asset: KubernetesObject | undefined,
  version: Version,
  parity: boolean,
): Examined {
  const config = object as unknown as KubernetesObject;
  const { namespace, name } = config.metadata;
  const digest = `${digestOf(config)} ${asset ? digestOf(asset) : ''}`;
  return examined.get(`${formatVersion(version)}|${parity}|${namespace}/${name}`, digest, () =>
    alone(
      config,
      () => examineNow(object, asset, version, parity),
      (issue) => ({ issues: [issue], late: [], files: new Map(), fileFields: [], padded: [], part: undefined }),
    ),
  );
}

/** The result for an Alertmanager. An object with files that it may not name is rejected without its references. */
export function examineFor(
  alertmanager: Alertmanager,
  object: AlertmanagerConfig,
  role: Role,
  found: Examined,
): Examined {
  const { fileFields: fields } = found;
  if (fields.length === 0 || mayNameFiles(alertmanager, object.metadata.namespace ?? '', role)) return found;
  return { issues: filesDenied(fields), late: [], files: new Map(), fileFields: fields, padded: [], part: undefined };
}

/** The asset Secret beside an AlertmanagerConfig. */
export const assetOf = ({ metadata }: AlertmanagerConfig, secrets: Lister): KubernetesObject | undefined =>
  secrets.get(metadata.namespace, assetSecretName('AlertmanagerConfig', metadata.name));

/** How an Alertmanager selects AlertmanagerConfigs. */
export const selectionOf = (alertmanager: Alertmanager): Selection => ({
  selector: alertmanager.spec.alertmanagerConfigSelector,
  namespaceSelector: alertmanager.spec.alertmanagerConfigNamespaceSelector,
  namespace: alertmanager.metadata.namespace ?? '',
});

/**
 * All selected objects with their results, by namespace and name; the one that is the base itself is not among them.
 */
export function selectConfigs(
  alertmanager: Alertmanager,
  related: ConfigSources,
  version: Version,
  options: Options,
): Selected[] {
  const base = alertmanager.spec.alertmanagerConfiguration?.name;
  const watched = options.alertmanagerConfigNamespaces;
  return selectFrom<KubernetesObject>(
    related.alertmanagerConfigs,
    selectionOf(alertmanager),
    namespaceLabels(related.namespaces),
    options,
  )
    .map((object) => object as unknown as AlertmanagerConfig)
    .filter(({ metadata }) => watched.length === 0 || watched.includes(metadata.namespace ?? ''))
    .filter(({ metadata }) => !(metadata.name === base && metadata.namespace === alertmanager.metadata.namespace))
    .map((object) => {
      const found = examine(object, assetOf(object, related.secrets), version, options.parity);
      return { object, ...examineFor(alertmanager, object, 'merged', found) };
    });
}
