// Everything about an Alertmanager that can be wrong by itself, its configuration aside. Nothing is rendered before this is clean.
import type { Alertmanager } from '../crds/alertmanager.ts';
import type { SyncRequest } from '../kube/hook.ts';
import { type Issue, issue } from '../kube/issue.ts';
import { quoted } from '../kube/message.ts';
import { checkLabelTexts, checkSelector } from '../kube/selector.ts';
import type { Options } from '../options.ts';
import { alertmanagerVersion } from '../versions/alertmanager.ts';
import type { Version } from '../versions/version.ts';
import { type Argument, checkAdditionalArgs } from '../workload/args.ts';
import { checkImage } from '../workload/image.ts';
import { checkGoverningService, checkStorageClass } from '../workload/prerequisites.ts';
import { checkServerTls, type ServerTls } from '../workload/webconfig.ts';
import { alertmanagerArgs } from './args.ts';
import { checkClusterTls } from './clustertls.ts';
import { podLabels, selectorLabels } from './labels.ts';
import { asPodsSeeIt, checkReplicas } from './replicas.ts';
import { observedSet } from './status.ts';

export interface Prepared {
  readonly version: Version;
  readonly args: readonly Argument[];
}

/** What the rest of the sync works with, or the issues that stop it. */
export function prepare(
  request: SyncRequest,
  alertmanager: Alertmanager,
  options: Options,
): Prepared | { readonly issues: readonly Issue[] } {
  const { metadata, spec } = alertmanager;
  const version = alertmanagerVersion(spec.version);
  if (!version) {
    return {
      issues: [
        issue('InvalidVersion', 'spec.version', `${quoted(spec.version)} is not a version of Alertmanager from 0.15 on and below 1.0`),
      ],
    };
  }
  const tooMany = checkReplicas(spec);
  if (tooMany.length > 0) return { issues: tooMany };
  const args = alertmanagerArgs(asPodsSeeIt(alertmanager, observedSet(alertmanager, request), options), version, options);
  const labels = podLabels(version, spec.podMetadata?.labels, selectorLabels(metadata.name, options.labels));
  const issues = [
    ...checkStorageClass(spec.storage, request.related),
    ...checkImage(spec, 'spec'),
    ...checkSelector(spec.alertmanagerConfigSelector, 'spec.alertmanagerConfigSelector'),
    ...checkSelector(spec.alertmanagerConfigNamespaceSelector, 'spec.alertmanagerConfigNamespaceSelector'),
    ...checkServerTls(spec.web?.tlsConfig as ServerTls | undefined, 'spec.web.tlsConfig'),
    ...checkClusterTls(spec.clusterTLS),
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, metadata.namespace ?? '', labels, request.related),
    ...checkAdditionalArgs(args, spec.additionalArgs, 'spec.additionalArgs'),
  ];
  return issues.length > 0 ? { issues } : { version, args };
}
