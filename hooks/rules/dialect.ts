// Which PromQL the rules of a workload may use.
import type { Dialect } from '../promql/dialect.ts';
import { COMPILED_IN } from '../versions/prometheus.ts';
import { parseVersion, type Version } from '../versions/version.ts';
import type { RuleContext } from './context.ts';

/** The release whose parser the Go operator has compiled in: it knows no other, whatever runs in the pod. */
function compiledIn(): Version {
  const version = parseVersion(COMPILED_IN);
  if (!version) throw new Error(`"${COMPILED_IN}" is not a version`);
  return version;
}

/** PromQL of the workload: its release where that is a Prometheus and we may be right on our own; its feature flags. */
export const dialectOf = ({ flavour, version, enableFeatures, readsOthers, options }: RuleContext): Dialect => ({
  release: flavour === 'prometheus' && !options.parity ? version : compiledIn(),
  features: enableFeatures,
  readsOthers,
});

/** PromQL of expressions that get a label enforced: the Go operator forgets the feature flags here. */
export const enforcedDialect = (context: RuleContext): Dialect =>
  context.options.parity ? { release: compiledIn(), features: [] } : dialectOf(context);
