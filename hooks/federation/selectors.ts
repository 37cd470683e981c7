// The series that a consumer reads from its members: `match[]` of /federate (prometheus.io: federation).
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Dialect } from '../promql/dialect.ts';
import { parseExpr, problemText } from '../promql/parse.ts';
import { FEDERATION_MATCH } from '../scrape/job/federationlabels.ts';

/** Recorded series, whose names have a colon by convention, and `up`. All raw series would be too many. */
export const DEFAULT_SELECTORS: readonly string[] = ['{__name__=~".+:.+"}', 'up'];

/** Selectors and the issues of invalid lines. */
export interface Selectors {
  readonly selectors: readonly string[];
  readonly issues: readonly Issue[];
}

/** Why a line is not a valid selector; `undefined` where it is. */
function mistake(line: string, dialect: Dialect): string | undefined {
  const parsed = parseExpr(line, dialect);
  if ('problem' in parsed) return problemText(parsed.problem);
  const { expr } = parsed;
  if (expr.kind !== 'selector') return 'is not a selector: write a name, or matchers in braces';
  return Object.keys(expr.modifiers).length > 0 ? 'offset and @ cannot be federated' : undefined;
}

/**
 * The selectors of a consumer's annotation. A line that is not a selector, or that selects every series, gives an
 * `InvalidExpression` issue and is left out. Without any valid line the default selectors are used.
 */
export function federationSelectors({ metadata }: Pick<KubernetesObject, 'metadata'>, dialect: Dialect): Selectors {
  const given = metadata.annotations?.[FEDERATION_MATCH];
  const selectors: string[] = [];
  const issues: Issue[] = [];
  for (const [i, raw] of (given ?? '').split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const wrong = mistake(line, dialect);
    if (wrong === undefined) selectors.push(line);
    else
      issues.push(
        issue(
          'InvalidExpression',
          `metadata.annotations[${quoted(FEDERATION_MATCH)}]`,
          `line ${i + 1} ${quoted(line)}: ${wrong}`,
        ),
      );
  }
  return { selectors: selectors.length > 0 ? [...new Set(selectors)] : DEFAULT_SELECTORS, issues };
}
