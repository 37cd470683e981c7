// Additional configuration that users write as YAML in their own Secrets: scrape jobs, Alertmanagers, alert
// relabelings.

import type { SecretKeySelector } from '../../api/shared/selectors.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { parsePlainYaml } from '../../core/plainyaml.ts';
import type { Section } from '../../core/section.ts';
import { isRecord } from '../../core/yaml.ts';
import { type Resolved, secretValue, unresolved } from '../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../references/resolver.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { scraping, shardingOf, shardingRules } from '../../scrape/job/sharding.ts';

/**
 * A parsed list of mappings, or the issues. `list` is absent without a reference and for an optional key that is
 * missing.
 */
export interface AdditionalList extends Resolved {
  readonly list?: readonly Section[];
}

function parsedList(text: string, path: string): { readonly list: readonly Section[] } | { readonly issue: Issue } {
  const parsed = parsePlainYaml(text, path);
  if ('issue' in parsed) return parsed;
  if (parsed.value === null) return { list: [] };
  if (!Array.isArray(parsed.value) || !parsed.value.every(isRecord))
    return { issue: issue('InvalidYaml', path, 'must be a YAML list of mappings') };
  return { list: parsed.value };
}

/**
 * Reads a YAML list from a Secret. Issues: those of `resolveSecret` unless the reference is optional, and
 * `InvalidYaml`.
 */
export function resolveAdditionalList(
  resolver: SecretResolver,
  ref: SecretKeySelector | undefined,
  path: string,
): AdditionalList {
  const { assets, issues } = resolveSecret(resolver, ref, path);
  if (issues.length > 0) return unresolved(issues.filter((found) => !ref?.optional || found.reason === 'NotBuiltYet'));
  const text = secretValue(assets, resolver.namespace, ref);
  if (text === undefined) return { assets, issues };
  const read = parsedList(text, path);
  return 'issue' in read ? { assets, issues: [read.issue] } : { assets, issues, list: read.list };
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
