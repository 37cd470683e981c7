// Checks an Alertmanager without its configuration. An issue here stops the sync.

import type { Alertmanager } from '../../api/alertmanager.ts';
import type { Lister, Listers } from '../../core/inputs.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { Options } from '../../core/options.ts';
import { checkLabelTexts, checkSelector } from '../../core/selector.ts';
import { alertmanagerVersion } from '../../versions/alertmanager.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, checkAdditionalArgs } from '../../workload/args.ts';
import { checkNullCharacters } from '../../workload/fieldvalues.ts';
import { checkImage } from '../../workload/image.ts';
import { checkGoverningService, checkStorageClass } from '../../workload/prerequisites.ts';
import { checkServerTls, type ServerTls } from '../../workload/webconfig.ts';
import { alertmanagerArgs } from './pod/args.ts';
import { checkClusterTls } from './pod/clustertls.ts';
import { checkAlertmanagerFields } from './pod/fieldvalues.ts';
import { podLabels, selectorLabels } from './pod/labels.ts';
import { observedSet } from './pod/observed.ts';
import { checkPeerName, checkReplicas, effectiveAlertmanager } from './pod/replicas.ts';

/** The checked Alertmanager. */
export interface Prepared {
  readonly version: Version;
  readonly args: readonly Argument[];
}

/** Version and arguments, or the issues that stop the sync. */
export function prepare(
  alertmanager: Alertmanager,
  statefulSets: Lister,
  related: Pick<Listers, 'storageClasses' | 'services'>,
  options: Options,
): Prepared | { readonly issues: readonly Issue[] } {
  const { metadata, spec } = alertmanager;
  const version = alertmanagerVersion(spec.version);
  if (!version) {
    return {
      issues: [
        issue(
          'InvalidVersion',
          'spec.version',
          `${quoted(spec.version)} is not a version of Alertmanager (0.15 or later, below 1.0)`,
        ),
      ],
    };
  }
  const tooMany = checkReplicas(spec);
  if (tooMany.length > 0) return { issues: tooMany };
  const args = alertmanagerArgs(
    effectiveAlertmanager(alertmanager, observedSet(alertmanager, statefulSets), options),
    version,
    options,
  );
  const labels = podLabels(version, spec.podMetadata?.labels, selectorLabels(metadata.name, options.labels));
  const issues = [
    ...checkStorageClass(spec.storage, related.storageClasses),
    ...checkImage(spec, 'spec'),
    ...checkSelector(spec.alertmanagerConfigSelector, 'spec.alertmanagerConfigSelector'),
    ...checkSelector(spec.alertmanagerConfigNamespaceSelector, 'spec.alertmanagerConfigNamespaceSelector'),
    ...checkServerTls(spec.web?.tlsConfig as ServerTls | undefined, 'spec.web.tlsConfig'),
    ...checkClusterTls(spec),
    ...checkPeerName(spec, version, options),
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, metadata.namespace ?? '', labels, related.services),
    ...checkAlertmanagerFields(spec, version, options),
    ...checkNullCharacters([...args, ...(spec.additionalArgs ?? [])], 'spec', options),
    ...checkAdditionalArgs(args, spec.additionalArgs, 'spec.additionalArgs'),
  ];
  return issues.length > 0 ? { issues } : { version, args };
}
