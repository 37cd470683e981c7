// The probes of one sync of a Prometheus.
import type { Inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { loadFacts } from '../../prometheus/autoscaling/facts.ts';
import { followed, inForce } from '../../prometheus/autoscaling/parent.ts';
import { reshardingFacts } from '../../prometheus/sharding/probes.ts';
import { targetFacts } from '../../prometheus/targets/facts.ts';
import type { PrometheusFacts } from './inputs.ts';

/**
 * What servers report while targets move, their targets, and their load. Never rejects; takes four seconds at most.
 */
export async function prometheusFacts(observed: Inputs, now: Date, all: Options): Promise<PrometheusFacts> {
  const found = followed(observed, now, all);
  const { inputs, options } = inForce(observed, found, all);
  const [servers, targets, load] = await Promise.all([
    reshardingFacts(inputs, now, options),
    targetFacts(inputs, now, options),
    loadFacts(inputs, found, now),
  ]);
  return { servers, targets, load };
}
