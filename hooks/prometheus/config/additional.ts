// Additional configuration that users write as YAML in their own Secrets: scrape jobs, Alertmanagers, alert
// relabelings.

import type { SecretKeySelector } from '../../api/shared/selectors.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { parsePlainYaml } from '../../core/plainyaml.ts';
import type { Section } from '../../core/section.ts';
import { isRecord } from '../../core/yaml.ts';
import { loadSecret, type SecretResolver, secretValue } from '../../references/resolver.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { scraping, shardingOf, shardingRules } from '../../scrape/job/sharding.ts';

/**
 * A parsed list of mappings, or the issues. `list` is absent without a reference and for an optional key that is
 * missing.
 */
export interface AdditionalList {
  readonly list?: readonly Section[];
  readonly issues: readonly Issue[];
}

/**
 * Reads a YAML list from a Secret. Issues: those of `loadSecret` unless the reference is optional, and `InvalidYaml`.
 */
export function additionalList(
  resolver: SecretResolver,
  namespace: string,
  ref: SecretKeySelector | undefined,
  path: string,
): AdditionalList {
  if (!ref) return { issues: [] };
  const missing = loadSecret(resolver, namespace, ref, path);
  if (missing.length > 0) return { issues: missing.filter((found) => !ref.optional || found.reason === 'NotBuiltYet') };
  const parsed = parsePlainYaml(secretValue(resolver, namespace, ref) ?? '', path);
  if ('issue' in parsed) return { issues: [parsed.issue] };
  if (parsed.value === null) return { list: [], issues: [] };
  if (!Array.isArray(parsed.value) || !parsed.value.every(isRecord))
    return { issues: [issue('InvalidYaml', path, 'must be a YAML list of mappings')] };
  return { list: parsed.value, issues: [] };
}

const isHashed = (rules: readonly unknown[]): boolean =>
  rules.some((rule) => isRecord(rule) && rule['action'] === 'hashmod');

/**
 * Removes the hash label. With one shard these jobs have no sharding rules. A label that appears only with several
 * shards would change the identity of every target, and so the moment of its scrapes.
 */
const unmarked = ({ options }: ScrapeContext): Section[] =>
  options.parity ? [] : [{ regex: '__tmp_hash', action: 'labeldrop' }];

/** Additional scrape jobs with sharding rules, unless a job has its own `hashmod` rule. */
export function additionalJobs(jobs: readonly Section[], context: ScrapeContext): Section[] {
  if (scraping(shardingOf(context)) === 1 || context.mode === 'daemonset') return [...jobs];
  return jobs.map(({ relabel_configs: rules, ...job }) => {
    const own = Array.isArray(rules) ? rules : [];
    return {
      ...job,
      relabel_configs: isHashed(own) ? own : [...own, ...shardingRules(context, '__address__'), ...unmarked(context)],
    };
  });
}
