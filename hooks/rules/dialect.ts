// The PromQL that the rules of a workload may use.
import type { Dialect } from '../promql/dialect.ts';
import { COMPILED_IN } from '../versions/operator.ts';
import { parseVersion, type Version } from '../versions/version.ts';
import type { RuleContext } from './context.ts';

/** The release of the parser in the Go operator. It uses this parser for all workloads. */
function compiledIn(): Version {
  const version = parseVersion(COMPILED_IN);
  if (!version) throw new Error(`"${COMPILED_IN}" is not a version`);
  return version;
}

/** PromQL of the workload: the release of Prometheus, else (Thanos, parity) that of the Go operator's parser. */
export const workloadDialect = ({ flavour, version, enableFeatures, readsOthers, options }: RuleContext): Dialect => ({
  release: flavour === 'prometheus' && !options.parity ? version : compiledIn(),
  features: enableFeatures,
  readsOthers,
});

/** PromQL of expressions with an enforced label. The Go operator ignores feature flags here; parity does the same. */
export const enforcedDialect = (context: RuleContext): Dialect =>
  context.options.parity ? { release: compiledIn(), features: [] } : workloadDialect(context);
