// The inputs of one sync of a Prometheus: read from the request once, then handed to each step in part.
import type { Prometheus } from '../../api/prometheus.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import type { ServersFacts } from '../../probe/prometheus/servers.ts';

export interface PrometheusInputs extends Inputs {
  /** The parent, typed. */
  readonly prometheus: Prometheus;
  /** `prometheus-<name>`: the name of its workload and of most children. */
  readonly prefix: string;
  /** What its servers reported; empty where nobody asked. */
  readonly facts: ServersFacts;
  /** The time of the request. */
  readonly now: Date;
  readonly options: Options;
}

/** The inputs of a sync. `facts`: the result of the probe, `undefined` where there was none. */
export function prometheusInputs(inputs: Inputs, facts: unknown, now: Date, options: Options): PrometheusInputs {
  const prometheus = inputs.parent as unknown as Prometheus;
  const prefix = `prometheus-${prometheus.metadata.name}`;
  return { ...inputs, prometheus, prefix, facts: (facts ?? new Map()) as ServersFacts, now, options };
}
