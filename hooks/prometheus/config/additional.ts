// Configuration that users bring as YAML in Secrets of their own: scrape jobs, Alertmanagers, alert relabelings.

import type { SecretKeySelector } from '../../api/shared/selectors.ts';
import { type Issue, issue } from '../../core/issue.ts';
import type { Section } from '../../core/section.ts';
import { isRecord, parseYaml } from '../../core/yaml.ts';
import { loadSecret, type SecretResolver, secretValue } from '../../references/resolver.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { scraping, shardingOf, shardingRules } from '../../scrape/job/sharding.ts';

/**
 * A list of mappings, or why there is none. Without a reference, or where it is optional and missing, `list` is absent.
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
  const parsed = parseYaml(secretValue(resolver, namespace, ref) ?? '', path);
  if ('issue' in parsed) return { issues: [parsed.issue] };
  if (parsed.value === null) return { list: [], issues: [] };
  if (!Array.isArray(parsed.value) || !parsed.value.every(isRecord))
    return { issues: [issue('InvalidYaml', path, 'must be a YAML list of mappings')] };
  return { list: parsed.value, issues: [] };
}

const isHashed = (rules: readonly unknown[]): boolean =>
  rules.some((rule) => isRecord(rule) && rule['action'] === 'hashmod');

/**
 * With one shard these jobs have no rules of ours. A target that stays where it is must not get a label: it would be
 * another to Prometheus, scraped at another moment.
 */
const unmarked = ({ options }: ScrapeContext): Section[] =>
  options.parity ? [] : [{ regex: '__tmp_hash', action: 'labeldrop' }];

/** Additional scrape jobs, spread over the shards unless they hash by themselves. */
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
