// Whether a Prometheus reports its targets.
import type { Prometheus } from '../../api/prometheus.ts';
import { OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';

/** Annotation of a Prometheus: `false` turns the reports off in a namespace of `--target-health-namespaces`. */
const TARGET_HEALTH = `${OWN}/target-health`;

/** `notListed`: the user wants it, and the namespace is not in `--target-health-namespaces`. */
export type Reporting = 'on' | 'off' | 'notListed' | 'listensLocally';

/**
 * Whether a Prometheus reports its targets. Only in listed namespaces: the decorators of all monitors read ConfigMaps
 * from there, so whoever can write ConfigMaps there causes a call for each monitor.
 */
export function reporting({ metadata, spec }: Pick<Prometheus, 'metadata' | 'spec'>, options: Options): Reporting {
  const wanted = metadata.annotations?.[TARGET_HEALTH];
  if (options.parity || wanted === 'false') return 'off';
  if (!options.targetHealthNamespaces.includes(metadata.namespace ?? ''))
    return wanted === 'true' ? 'notListed' : 'off';
  return spec.listenLocal ? 'listensLocally' : 'on';
}
