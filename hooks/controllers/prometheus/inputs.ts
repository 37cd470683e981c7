// The inputs of one sync of a Prometheus.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import type { ServersFacts } from '../../probe/prometheus/servers.ts';

/** The inputs of one sync, and values that all parts of it use. */
export interface PrometheusInputs extends Inputs {
  /** The parent, typed. */
  readonly prometheus: Prometheus;
  /** `prometheus-<name>`: the name of its workload and of most children. */
  readonly prefix: string;
  /** Facts of its servers; empty without a probe. */
  readonly facts: ServersFacts;
  /** The time of the request. */
  readonly now: Date;
  readonly options: Options;
}

/** The inputs of a sync. `facts`: the result of the probe, `undefined` without one. */
export function prometheusInputs(inputs: Inputs, facts: unknown, now: Date, options: Options): PrometheusInputs {
  const prometheus = inputs.parent as unknown as Prometheus;
  const prefix = `prometheus-${prometheus.metadata.name}`;
  return { ...inputs, prometheus, prefix, facts: (facts ?? new Map()) as ServersFacts, now, options };
}
