// The hooks of Alertmanager: check, select, configuration, workload, status.

import type { Alertmanager } from '../../api/alertmanager.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { Figures, SyncResponse } from '../../core/hook.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { grafanaCondition } from '../../grafana/annotations.ts';
import type { MeshFacts } from '../../probe/alertmanager/mesh.ts';
import { knows } from '../../versions/alertmanager.ts';
import { credentialsTrimmed, resourcesAccepted } from '../../workload/conditions.ts';
import { imageMatchesVersion } from '../../workload/imageversion.ts';
import { isOverdue, referencesRead } from '../../workload/overdue.ts';
import { type Reconciler, reconcile } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { governingServices } from '../../workload/services.ts';
import { teardown } from '../../workload/teardown.ts';
import { webConfig } from '../../workload/webconfig.ts';
import type { ConfigAnswer } from './config/answer.ts';
import { configOf } from './config/config.ts';
import { configSecrets, originInUse } from './config/secrets.ts';
import { CLUSTER_TLS_FILE, clusterTls } from './pod/clustertls.ts';
import { prefixOf } from './pod/names.ts';
import { observedSet } from './pod/observed.ts';
import { alertmanagerService } from './pod/services.ts';
import { delayTooLong } from './pod/startdelay.ts';
import { alertmanagerSet, howToRecreate, placeSet } from './pod/statefulset.ts';
import { type Prepared, prepare } from './prepare.ts';
import { reconcileRollout } from './rollout/reconcile.ts';
import { alertmanagerStatus, configLoaded, reconciledCondition } from './status.ts';

/** Seconds until the next sync while an asset Secret is pending. */
const ASSET_RETRY_SECONDS = 2;

interface AlertmanagerInputs extends Inputs {
  readonly alertmanager: Alertmanager;
  /** Facts of the peers; `undefined` without a probe. */
  readonly facts: MeshFacts | undefined;
  readonly now: Date;
  readonly options: Options;
}

const status = (
  { alertmanager, observed: { statefulSets }, related: { pods }, now, options }: AlertmanagerInputs,
  conditions: readonly NewCondition[],
) => alertmanagerStatus(alertmanager, { statefulSets, pods, now }, conditions, options);

/** The conditions of the Alertmanager, but for those of its pods. */
function conditions(
  { alertmanager, parent, observed, related, options }: AlertmanagerInputs,
  { version }: Prepared,
  answer: ConfigAnswer,
  parts: { readonly held: readonly string[]; readonly rollout: readonly NewCondition[] },
): NewCondition[] {
  const inUse = originInUse(alertmanager, observed.secrets) !== undefined;
  const held = parts.held.length > 0 ? howToRecreate(parts.held) : undefined;
  const rejected = answer.rejected.map(({ object, issues }) => ({
    kind: 'AlertmanagerConfig',
    object: object as unknown as KubernetesObject,
    issues,
  }));
  return [
    reconciledCondition(alertmanager, answer, held, delayTooLong(alertmanager, version, options)),
    configLoaded(answer, inUse),
    resourcesAccepted(rejected),
    ...imageMatchesVersion(alertmanager.spec, version, options),
    ...referencesRead(answer.unread, options),
    ...credentialsTrimmed(answer.padded),
    ...parts.rollout,
    ...grafanaCondition(parent, related.secrets, options),
  ];
}

function figures({ accepted, rejected }: ConfigAnswer): Figures {
  const resource = { kind: 'AlertmanagerConfig', selected: accepted, rejected: rejected.length };
  return accepted + rejected.length > 0 ? { resources: [resource] } : {};
}

function render(inputs: AlertmanagerInputs, prepared: Prepared, answer: ConfigAnswer): SyncResponse {
  const { alertmanager, parent, observed, related, facts, now, options } = inputs;
  const { spec } = alertmanager;
  const { version, args } = prepared;
  const prefix = prefixOf(alertmanager);
  const { generated, tls } = configSecrets(alertmanager, answer, observed.secrets, options);
  const web = webConfig(spec.web, `${prefix}-web-config`, '/etc/alertmanager/web_config');
  const cluster = clusterTls(spec, `${prefix}-cluster-tls-config`);
  const parts = {
    version,
    args,
    tlsAssets: tls,
    web: knows(version, '--web.config.file') ? web : undefined,
    cluster: knows(version, '--cluster.tls-config') ? cluster : undefined,
  };
  const before = observedSet(alertmanager, observed.statefulSets);
  const set = placeSet(alertmanager, alertmanagerSet(alertmanager, parts, before, options), before);
  const view = { observed: observed.statefulSets, pods: related.pods, budgets: related.podDisruptionBudgets };
  const rollout = reconcileRollout(alertmanager, set.statefulSets, { ...view, parent, facts, now }, options);
  const reported = conditions(inputs, prepared, answer, { held: set.held, rollout: rollout.conditions });
  return {
    status: status(inputs, reported),
    children: [
      ...generated,
      ...tls,
      textSecret(parent, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      textSecret(parent, `${prefix}-cluster-tls-config`, { [CLUSTER_TLS_FILE]: cluster.text }, options),
      ...governingServices(parent, alertmanagerService(parent, options), inputs),
      ...rollout.children,
    ],
    ...(answer.kind === 'unread' ? { resyncAfterSeconds: ASSET_RETRY_SECONDS } : rollout.resync),
    figures: figures(answer),
  };
}

/**
 * The sync hook of Alertmanager. A mistake in the object stops the sync: the children stay, and Reconciled has the
 * reason. With a missing or invalid configuration only the configuration stays as it is; without any, pods wait. A
 * mistake in a selected AlertmanagerConfig rejects that object only.
 */
export function syncAlertmanager(given: Inputs, facts: unknown, now: Date, options: Options): SyncResponse {
  const alertmanager = given.parent as unknown as Alertmanager;
  const inputs: AlertmanagerInputs = { ...given, alertmanager, facts: facts as MeshFacts | undefined, now, options };
  const { observed, related } = inputs;
  const steps: Reconciler<Prepared> = {
    namespaces: options.alertmanagerInstanceNamespaces,
    selector: options.alertmanagerInstanceSelector,
    status: (conditions) => status(inputs, conditions),
    prepare: () => prepare(alertmanager, observed.statefulSets, related, options),
    render: (prepared, stop) => {
      const answer = configOf({ alertmanager, version: prepared.version, options }, related, {
        inUse: originInUse(alertmanager, observed.secrets),
        overdue: isOverdue(given.parent, now, options),
      });
      const isFailed = answer.kind === 'invalid' && options.parity;
      return isFailed ? stop(reconciledCondition(alertmanager, answer, undefined)) : render(inputs, prepared, answer);
    },
  };
  return reconcile(inputs, steps, options);
}

export const finalizeAlertmanager = (inputs: Inputs): SyncResponse => teardown(inputs);
