// Alertmanager -> its children and status: select, check, configuration, workload, status.

import type { Alertmanager } from '../../api/alertmanager.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { SyncRequest, SyncResponse } from '../../core/hook.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { grafanaCondition } from '../../grafana/annotations.ts';
import type { MeshFacts } from '../../probe/alertmanager/mesh.ts';
import { knows } from '../../versions/alertmanager.ts';
import { resourcesAccepted } from '../../workload/conditions.ts';
import { isOverdue, referencesRead } from '../../workload/overdue.ts';
import { type Frame, framed } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { governingServices } from '../../workload/services.ts';
import { teardown } from '../../workload/teardown.ts';
import { webConfig } from '../../workload/webconfig.ts';
import { type ConfigAnswer, configOf } from './config/config.ts';
import { configSecrets, originInUse } from './config/secrets.ts';
import { CLUSTER_TLS_FILE, clusterTls } from './pod/clustertls.ts';
import { prefixOf } from './pod/names.ts';
import { observedSet } from './pod/observed.ts';
import { alertmanagerService } from './pod/services.ts';
import { delayTooLong } from './pod/startdelay.ts';
import { alertmanagerSet, howToRecreate, placeSet } from './pod/statefulset.ts';
import { type Prepared, prepare } from './prepare.ts';
import { steeredSets } from './rollout/reconcile.ts';
import { alertmanagerStatus, configLoaded, reconciledOf } from './status.ts';

/** Seconds until the next look while an asset Secret is being built. */
const SOON = 2;

function render(
  request: SyncRequest,
  alertmanager: Alertmanager,
  prepared: Prepared,
  answer: ConfigAnswer,
  facts: MeshFacts | undefined,
  now: Date,
  options: Options,
): SyncResponse {
  const { spec } = alertmanager;
  const { version, args } = prepared;
  const parent = request.parent;
  const prefix = prefixOf(alertmanager);
  const inUse = originInUse(alertmanager, request.children) !== undefined;
  const { generated, tls } = configSecrets(alertmanager, answer, request.children, options);
  const web = webConfig(spec.web, `${prefix}-web-config`, '/etc/alertmanager/web_config');
  const cluster = clusterTls(spec.clusterTLS, `${prefix}-cluster-tls-config`);
  const parts = {
    version,
    args,
    tlsAssets: tls,
    web: knows(version, '--web.config.file') ? web : undefined,
    cluster: knows(version, '--cluster.tls-config') ? cluster : undefined,
  };
  const observed = observedSet(alertmanager, request.children);
  const set = placeSet(alertmanager, alertmanagerSet(alertmanager, parts, observed, options), observed);
  const steered = steeredSets(request, alertmanager, set.statefulSets, facts, now, options);
  const held = set.held.length > 0 ? howToRecreate(set.held) : undefined;
  const rejected = answer.rejected.map(({ object, issues }) => ({
    kind: 'AlertmanagerConfig',
    object: object as unknown as KubernetesObject,
    issues,
  }));
  const conditions: NewCondition[] = [
    reconciledOf(alertmanager, answer, held, delayTooLong(alertmanager, version, options)),
    configLoaded(answer, inUse),
    resourcesAccepted(rejected),
    ...referencesRead(answer.unread, options),
    ...steered.conditions,
    ...grafanaCondition(parent, request.related, options),
  ];
  return {
    status: alertmanagerStatus(request, alertmanager, conditions, now, options),
    children: [
      ...generated,
      ...tls,
      textSecret(parent, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      textSecret(parent, `${prefix}-cluster-tls-config`, { [CLUSTER_TLS_FILE]: cluster.text }, options),
      ...governingServices(request, alertmanagerService(request.parent, options), spec.serviceName),
      ...steered.children,
    ],
    ...(answer.kind === 'unread' ? { resyncAfterSeconds: SOON } : steered.resync),
  };
}

/**
 * The sync hook of Alertmanager. A mistake in the object itself stops it: the children stay as they are and Reconciled
 * says why. A configuration that is missing or wrong holds up nothing else: the one in use stays, and before the first
 * one pods wait. A mistake in a selected AlertmanagerConfig rejects that object alone.
 */
export function syncAlertmanager(request: SyncRequest, facts: unknown, now: Date, options: Options): SyncResponse {
  const alertmanager = request.parent as unknown as Alertmanager;
  const frame: Frame<Prepared> = {
    namespaces: options.alertmanagerInstanceNamespaces,
    selector: options.alertmanagerInstanceSelector,
    status: (conditions) => alertmanagerStatus(request, alertmanager, conditions, now, options),
    prepare: () => prepare(request, alertmanager, options),
    render: (prepared, stop) => {
      const answer = configOf(alertmanager, request.related, prepared.version, options, {
        inUse: originInUse(alertmanager, request.children),
        overdue: isOverdue(request.parent, now, options),
      });
      const isFailed = answer.kind === 'invalid' && options.parity;
      return isFailed
        ? stop(reconciledOf(alertmanager, answer, undefined))
        : render(request, alertmanager, prepared, answer, facts as MeshFacts | undefined, now, options);
    },
  };
  return framed(request, frame, options);
}

/** The finalize hook of Alertmanager. */
export const finalizeAlertmanager = (request: SyncRequest): SyncResponse => teardown(request);
