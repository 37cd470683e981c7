// Checks of one configuration object: for the workloads that select it, or for default ones where none does.
import type { PrometheusRule } from '../../api/prometheusrule.ts';
import { checkFor as alertmanagerCheck, configChecks } from '../../controllers/admission/alertmanagerconfig.ts';
import { ruleChecks } from '../../controllers/admission/prometheusrule.ts';
import { checked, type Result } from '../../controllers/admission/validate.ts';
import { selectionOf } from '../../controllers/alertmanager/config/select.ts';
import { ruleSelection } from '../../controllers/prometheus/customize.ts';
import { ruleContext } from '../../controllers/prometheus/rules.ts';
import { rulerRuleContext, rulerSelection } from '../../controllers/thanosruler/selection.ts';
import { listers } from '../../core/inputs.ts';
import type { Issue } from '../../core/issue.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { existingTier } from '../../prometheus/sharding/tier.ts';
import { NO_ASSETS } from '../../references/assets.ts';
import { type AssetKind, assetSecret } from '../../references/assetsecret.ts';
import { examineRule } from '../../rules/examine.ts';
import { examine } from '../../scrape/examine.ts';
import { jobContexts, type ScrapeContext } from '../../scrape/job/context.ts';
import { SCRAPE_KINDS, type ScrapeKind } from '../../scrape/kinds.ts';
import { alertmanagerVersion } from '../../versions/alertmanager.ts';
import { prometheusVersion } from '../../versions/prometheus.ts';
import { thanosVersion } from '../../versions/thanos.ts';
import { isSelected } from '../../workload/select.ts';
import type { Environment } from './environment.ts';

/** Versions newer than all releases, and the last one before the removals of 3.0. */
const OTHER_VERSIONS = ['v3.999.0', 'v2.55.1'] as const;
const NO_CHILDREN = listers({});

/** The issues for all workloads that select the object, each once. */
const together = (lists: readonly (readonly Issue[])[]): Result => {
  const seen = new Map(lists.flat().map((found) => [`${found.path} ${found.message}`, found]));
  return { issues: [...seen.values()], isWarning: false };
};

function scrapeIssues(object: KubernetesObject, kind: ScrapeKind, context: ScrapeContext, env: Environment): Issue[] {
  const namespace = object.metadata.namespace ?? '';
  const asset = assetSecret(
    object.kind as AssetKind,
    object,
    (source, name) => env.read(source, namespace, name),
    env.options,
  );
  return [...examine(kind, { object, asset }, jobContexts(context)(namespace)).issues];
}

/** A Prometheus without any setting. Which scrape classes it has is not known. */
const unknownScraper = (version: string | undefined, { options }: Environment): ScrapeContext => {
  const found = prometheusVersion(version);
  if (!found) throw new Error(`${version} is not a version of Prometheus`);
  return { namespace: '', name: '', spec: {}, version: found, options, mode: 'server', assets: NO_ASSETS };
};

function checkScrapeObject(object: KubernetesObject, kind: ScrapeKind, env: Environment): Result {
  const by = env.scrapers.filter(({ spec, namespace }) =>
    isSelected(object, kind.selection(spec, namespace), env.namespaces, env.options),
  );
  if (by.length > 0) return together(by.map((context) => scrapeIssues(object, kind, context, env)));
  const check = (version: string | undefined) => (one: KubernetesObject) =>
    scrapeIssues(one, kind, unknownScraper(version, env), env).filter(({ reason }) => reason !== 'ScrapeClassMissing');
  return checked(object, { usual: check(undefined), others: OTHER_VERSIONS.map(check) });
}

function checkRule(object: KubernetesObject, env: Environment): Result {
  const { options, namespaces } = env;
  const rule = object as unknown as PrometheusRule;
  const byPrometheus = env.prometheuses.flatMap((parent) => {
    const { namespace = '' } = parent.metadata;
    const version = prometheusVersion(parent.spec.version);
    if (!version || !isSelected(object, ruleSelection(parent.spec, namespace), namespaces, options)) return [];
    const tier = existingTier(parent, NO_CHILDREN, '', options);
    return [examineRule(rule, ruleContext({ version, options }, parent.spec, tier)).issues];
  });
  const byRuler = env.rulers.flatMap((parent) => {
    const version = thanosVersion(parent.spec.version);
    if (!version || !isSelected(object, rulerSelection(parent), namespaces, options)) return [];
    return [examineRule(rule, rulerRuleContext(parent, version, options)).issues];
  });
  const all = [...byPrometheus, ...byRuler];
  return all.length > 0 ? together(all) : checked(object, ruleChecks(options));
}

function checkConfig(object: KubernetesObject, env: Environment): Result {
  const by = env.alertmanagers.filter(
    (parent) =>
      alertmanagerVersion(parent.spec.version) && isSelected(object, selectionOf(parent), env.namespaces, env.options),
  );
  if (by.length === 0) return checked(object, configChecks());
  return together(by.map(({ spec }) => alertmanagerCheck(spec.version)(object)));
}

const NOTHING: Result = { issues: [], isWarning: false };

/** The issues of a configuration object: none for other kinds. */
export function checkConfiguration(object: KubernetesObject, env: Environment): Result {
  if (object.kind === 'PrometheusRule') return checkRule(object, env);
  if (object.kind === 'AlertmanagerConfig') return checkConfig(object, env);
  const kind = SCRAPE_KINDS.find((one) => one.kind === object.kind && one.apiVersion === object.apiVersion);
  return kind ? checkScrapeObject(object, kind, env) : NOTHING;
}
