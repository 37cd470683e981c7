// Whether a server runs the rules of the mounted ConfigMaps. A server prints expressions in their normal form.
import type { RuleGroup as FileGroup, Rule as FileRule } from '../api/prometheusrule.ts';
import { parseDuration } from '../core/duration.ts';
import { memo, textBytes } from '../core/memo.ts';
import type { ConfigMap } from '../core/meta.ts';
import type { LoadedGroup, LoadedRule } from '../probe/prometheus/rules.ts';
import { PROMQL_FEATURES } from '../promql/dialect.ts';
import { parseExpr } from '../promql/parse.ts';
import { printExpr } from '../promql/print.ts';
import { readRuleFile } from '../rules/read.ts';

type Texts = Readonly<Record<string, string>>;

/** A rule of a file, as a server prints it. */
type Rule = Omit<LoadedRule, 'query'> & { readonly expr: string };
interface Group {
  /** In seconds; 0 for the default of the server. */
  readonly interval: number;
  readonly limit: number;
  readonly rules: readonly Rule[];
}
type Groups = ReadonlyMap<string, Group>;

/** The newest expressions: what a server has loaded was valid for it. */
const DIALECT = { release: { major: 99, minor: 0, patch: 0, pre: [], build: '' }, features: PROMQL_FEATURES };
const normalForms = memo<string | undefined>((text) => textBytes(text));

/** An expression in its normal form; `undefined` where it is not valid in the newest release. */
const normalForm = (expr: string): string | undefined =>
  normalForms.get(expr, '', () => {
    const parsed = parseExpr(expr, DIALECT);
    return 'expr' in parsed ? printExpr(parsed.expr) : undefined;
  });

const seconds = (text: string | undefined): number => (parseDuration(text ?? '') ?? 0) / 1000;
const textsOf = (values: object | undefined): Texts =>
  Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, String(value)]));

const ruleOf = (rule: FileRule, labels: FileGroup['labels']): Rule => ({
  isAlert: rule.alert !== undefined,
  name: rule.alert ?? rule.record ?? '',
  expr: String(rule.expr),
  duration: seconds(rule.for),
  keepFiringFor: seconds(rule.keep_firing_for),
  labels: textsOf({ ...labels, ...rule.labels }),
  annotations: textsOf(rule.annotations),
});

/** The groups of a file by name. */
const groupsOf = (text: string): Groups =>
  new Map(
    (readRuleFile(text).spec.groups ?? []).map(({ name, interval, limit = 0, labels, rules = [] }) => [
      name,
      { interval: seconds(interval), limit, rules: rules.map((rule) => ruleOf(rule, labels)) },
    ]),
  );

/** Bytes of a parsed rule, approximately. */
const RULE_BYTES = 600;
const files = memo<Groups>(
  (groups) => [...groups.values()].reduce((sum, { rules }) => sum + rules.length, 1) * RULE_BYTES,
);

/** Whether two maps have the same texts. Servers leave out empty ones; a ruler of Thanos adds its external labels. */
function areSame(loaded: Texts, wanted: Texts, addsLabels: boolean): boolean {
  const names = Object.keys(addsLabels ? wanted : { ...loaded, ...wanted });
  return names.every((name) => (loaded[name] ?? '') === (wanted[name] ?? ''));
}

function isSameQuery(query: string, expr: string): boolean {
  if (query === expr) return true;
  const wanted = normalForm(expr);
  return wanted === undefined || wanted === query || wanted === normalForm(query);
}

const isSameRule = (loaded: LoadedRule, rule: Rule, addsLabels: boolean): boolean =>
  loaded.isAlert === rule.isAlert &&
  loaded.name === rule.name &&
  loaded.duration === rule.duration &&
  loaded.keepFiringFor === rule.keepFiringFor &&
  areSame(loaded.labels, rule.labels, addsLabels) &&
  areSame(loaded.annotations, rule.annotations, false) &&
  isSameQuery(loaded.query, rule.expr);

const isSameGroup = (loaded: LoadedGroup, { interval, limit, rules }: Group, addsLabels: boolean): boolean =>
  (interval === 0 || loaded.interval === interval) &&
  loaded.limit === limit &&
  loaded.rules.length === rules.length &&
  rules.every((rule, i) => isSameRule(loaded.rules[i] as LoadedRule, rule, addsLabels));

/**
 * Whether the groups of a server are those of the ConfigMaps. Only groups whose files are in a folder of these
 * ConfigMaps count: a user can mount further files. `addsLabels`: the server adds external labels to rules.
 */
export function areLoaded(groups: readonly LoadedGroup[], maps: readonly ConfigMap[], addsLabels: boolean): boolean {
  const names = new Set(maps.map(({ metadata }) => metadata.name));
  const loaded = new Map<string, LoadedGroup>();
  for (const group of groups) {
    const [folder = '', key = ''] = group.file.split('/').slice(-2);
    if (names.has(folder)) loaded.set(`${folder}/${key};${group.name}`, group);
  }
  let count = 0;
  for (const { metadata, data = {} } of maps) {
    for (const [key, text] of Object.entries(data)) {
      const slot = `${metadata.namespace}/${metadata.name}/${key}`;
      for (const [name, group] of files.get(slot, text, () => groupsOf(text))) {
        const found = loaded.get(`${metadata.name}/${key};${name}`);
        // Prometheus does not list a group without rules.
        if (!found && group.rules.length === 0) continue;
        if (!found || !isSameGroup(found, group, addsLabels)) return false;
        count++;
      }
    }
  }
  return count === loaded.size;
}
