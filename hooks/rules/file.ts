// A rule file as YAML: fields sorted by name, without empty values.
import type { PrometheusRuleSpec, Rule, RuleGroup } from '../api/prometheusrule.ts';
import { byText } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../core/section.ts';
import { dumpYaml } from '../core/yaml.ts';
import { RULE_DURATIONS } from './fields.ts';

type Texts = Readonly<Record<string, string>>;

const texts = (map: Texts | undefined): Texts | undefined => {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => byText(a, b));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

/** A duration without empty text, which Prometheus rejects. The Go operator writes it; parity does the same. */
const duration = (text: string | undefined, options: Options): string | undefined =>
  options.parity ? text : nonEmpty(text);

const rule = (of: Rule, options: Options): Section =>
  section({
    alert: nonEmpty(of.alert),
    annotations: texts(of.annotations),
    expr: of.expr,
    ...Object.fromEntries(
      RULE_DURATIONS.map(({ key, mayBeEmpty }) => [key, mayBeEmpty ? duration(of[key], options) : of[key]]),
    ),
    labels: texts(of.labels),
    record: nonEmpty(of.record),
  });

const group = (of: RuleGroup, options: Options): Section =>
  section({
    interval: duration(of.interval, options),
    labels: texts(of.labels),
    limit: of.limit,
    name: of.name,
    partial_response_strategy: nonEmpty(of.partial_response_strategy),
    query_offset: of.query_offset,
    rules: nonEmptyList(of.rules)?.map((item) => rule(item, options)),
  });

/** The text of the rule file. */
export const ruleFile = (spec: PrometheusRuleSpec, options: Options): string =>
  dumpYaml(section({ groups: nonEmptyList(spec.groups)?.map((item) => group(item, options)) }));
