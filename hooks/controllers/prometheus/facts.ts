// The probes of one sync of a Prometheus.
import type { Inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { reshardingFacts } from '../../prometheus/sharding/probes.ts';
import { targetFacts } from '../../prometheus/targets/facts.ts';
import type { PrometheusFacts } from './inputs.ts';

/** What servers report while targets move, and their targets. Never rejects; takes four seconds at most. */
export async function prometheusFacts(inputs: Inputs, now: Date, options: Options): Promise<PrometheusFacts> {
  const [servers, targets] = await Promise.all([
    reshardingFacts(inputs, now, options),
    targetFacts(inputs, now, options),
  ]);
  return { servers, targets };
}
