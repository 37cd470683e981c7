// The parents: each kind with its hooks.
import { agentFacts, customizeAgent, finalizeAgent, syncAgent } from '../../controllers/agent/sync.ts';
import { customizeAlertmanager } from '../../controllers/alertmanager/customize.ts';
import { meshFacts } from '../../controllers/alertmanager/rollout/probes.ts';
import { finalizeAlertmanager, syncAlertmanager } from '../../controllers/alertmanager/sync.ts';
import { customizePrometheus } from '../../controllers/prometheus/customize.ts';
import { prometheusFacts } from '../../controllers/prometheus/facts.ts';
import { finalizePrometheus, syncPrometheus } from '../../controllers/prometheus/sync.ts';
import { customizeThanosRuler, finalizeThanosRuler, syncThanosRuler } from '../../controllers/thanosruler/sync.ts';
import type { CustomizeRequest, CustomizeResponse, SyncResponse } from '../../core/hook.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';

export interface Workload {
  /** First part of the paths. */
  readonly controller: string;
  readonly customize: (request: CustomizeRequest, options: Options) => CustomizeResponse;
  readonly sync: (inputs: Inputs, facts: unknown, now: Date, options: Options) => SyncResponse;
  readonly finalize: (inputs: Inputs) => SyncResponse;
  /** Probes for the sync hook. Limited in time; never rejects. */
  readonly facts?: (inputs: Inputs, now: Date, options: Options) => Promise<unknown>;
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  Alertmanager: {
    controller: 'alertmanager',
    customize: customizeAlertmanager,
    sync: syncAlertmanager,
    finalize: finalizeAlertmanager,
    facts: meshFacts,
  },
  Prometheus: {
    controller: 'prometheus',
    customize: customizePrometheus,
    sync: syncPrometheus,
    finalize: finalizePrometheus,
    facts: prometheusFacts,
  },
  PrometheusAgent: {
    controller: 'agent',
    customize: customizeAgent,
    sync: syncAgent,
    finalize: finalizeAgent,
    facts: agentFacts,
  },
  ThanosRuler: {
    controller: 'thanosruler',
    customize: customizeThanosRuler,
    sync: syncThanosRuler,
    finalize: finalizeThanosRuler,
  },
};
