// The chain of a PrometheusRule: selected, accepted, written, loaded, evaluated.

import type { PrometheusRule } from '../api/prometheusrule.ts';
import type { ThanosRuler } from '../api/thanosruler.ts';
import { ruleSelection } from '../controllers/prometheus/customize.ts';
import { ruleContext } from '../controllers/prometheus/rules.ts';
import { rulerRuleContext, rulerSelection } from '../controllers/thanosruler/selection.ts';
import { listers } from '../core/inputs.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { existingTier } from '../prometheus/sharding/tier.ts';
import type { RuleContext } from '../rules/context.ts';
import { examineRule, ruleKey } from '../rules/examine.ts';
import { acceptance, workloadSteps } from './acceptance.ts';
import { alertingSteps } from './alerting.ts';
import { type Cluster, idOf } from './cluster.ts';
import { fieldsAt, listAt, textAt } from './fields.ts';
import { OPERATED } from './generated.ts';
import { reloaded } from './loaded.ts';
import { edit } from './repair.ts';
import { running } from './running.ts';
import { compare, type Selector, selecting, selectionStep } from './selection.ts';
import { broken, chain, ok, type Step, unknown } from './step.ts';
import { prometheusSpec, type Ruler, rulers, type Scraper, scrapers, type Workload } from './workloads.ts';
import { type Written, written } from './written.ts';

const NO_CHILDREN = listers({});
const FIELDS = { objects: 'ruleSelector', namespaces: 'ruleNamespaceSelector' };

type Evaluator = Scraper | Ruler;

/** Every Prometheus and ThanosRuler with its selection. An agent evaluates no rules. */
const selectors = (of: Cluster): readonly Selector<Evaluator>[] =>
  of.once('rule selectors', () => [
    ...scrapers(of)
      .filter(({ object }) => object.kind === 'Prometheus')
      .map((workload) => ({
        workload,
        selection: ruleSelection(prometheusSpec(workload) ?? {}, workload.namespace),
        fields: FIELDS,
      })),
    ...rulers(of).map((workload) => ({
      workload,
      selection: rulerSelection({
        ...(workload.object as unknown as ThanosRuler),
        spec: (workload.object['spec'] ?? {}) as ThanosRuler['spec'],
      }),
      fields: FIELDS,
    })),
  ]);

/** The context in which a workload checks rules. */
function contextOf(workload: Evaluator, of: Cluster): RuleContext | undefined {
  if ('version' in workload)
    return (
      workload.version && rulerRuleContext(workload.object as unknown as ThanosRuler, workload.version, of.options)
    );
  const { context, object } = workload;
  if (!context) return undefined;
  const tier = existingTier(object as unknown as Parameters<typeof existingTier>[0], NO_CHILDREN, '', of.options);
  return ruleContext(context, prometheusSpec(workload), tier);
}

/** The beginning of the keys of an object's rule file. A uid and `.yaml` follow. */
const keyStart = ({ metadata }: KubernetesObject): string =>
  ruleKey(metadata.namespace ?? '', metadata.name, '').replace(/\.yaml$/, '');

/** The keys of rule files in the ConfigMaps of a workload; `undefined` without any. */
function ruleFiles(workload: Workload, of: Cluster): ReadonlySet<string> | undefined {
  const start = `${OPERATED[workload.object.kind]?.prefix ?? ''}${workload.name}-rulefiles-`;
  return of.once(`rule files ${workload.id}`, () => {
    const maps = of.of('ConfigMap', workload.namespace).filter(({ metadata }) => metadata.name.startsWith(start));
    return maps.length > 0 ? new Set(maps.flatMap((map) => Object.keys(fieldsAt(map, 'data')))) : undefined;
  });
}

const UID = /^[0-9a-f-]*\.yaml$/;

/** The key of the object's rule file in the ConfigMaps of a workload. */
function fileOf(object: KubernetesObject, workload: Workload, of: Cluster): string | undefined {
  const start = keyStart(object);
  return [...(ruleFiles(workload, of) ?? [])].find((key) => key.startsWith(start) && UID.test(key.slice(start.length)));
}

function inConfigMaps(object: KubernetesObject, workload: Workload, of: Cluster): Written {
  const own = fileOf(object, workload, of);
  const prefix = `${OPERATED[workload.object.kind]?.prefix ?? ''}${workload.name}`;
  return {
    names: [own ?? `${keyStart(object)}<uid>.yaml`],
    what: 'rule file',
    where: `ConfigMap ${workload.namespace}/${prefix}-rulefiles-0`,
    present: ruleFiles(workload, of),
  };
}

function configuration(object: KubernetesObject): Step[] {
  const groups = listAt(object, 'spec', 'groups');
  const rules = groups.flatMap((group) => listAt(group, 'rules'));
  if (rules.length > 0) return [ok('configuration', `it has ${rules.length} rules in ${groups.length} groups`)];
  return [
    broken('configuration', 'NoRules', 'spec.groups has no rules', {
      evidence: [{ object: idOf(object), field: 'spec.groups', expected: 'groups with rules' }],
      repair: [edit(object, 'Add rules.')],
    }),
  ];
}

function evaluation(object: KubernetesObject, workload: Workload, of: Cluster): Step[] {
  const { namespace, name } = workload;
  const answer = reloaded(workload, of);
  if (answer.length > 0) return answer;
  const groups = of.server(workload.object.kind, namespace, name)?.ruleGroups;
  if (!groups) return [unknown('loaded', 'NotAsked', `what ${workload.id} has loaded is not known`)];
  const start = keyStart(object);
  const mine = groups.filter(({ file }) => (file.split('/').at(-1) ?? '').startsWith(start));
  const wanted = listAt(object, 'spec', 'groups').map((group) => textAt(group, 'name') ?? '');
  const missing = wanted.find((group) => !mine.some((one) => one.name === group));
  if (missing !== undefined)
    return [
      broken('loaded', 'NotLoaded', `${workload.id} has not loaded group ${quoted(missing)}`, {
        evidence: [{ object: workload.id, field: 'rule groups', expected: missing }],
      }),
    ];
  const bad = mine
    .flatMap(({ rules = [] }) => rules)
    .find(({ health, lastError }) => health === 'err' || (lastError ?? '') !== '');
  const steps = [ok('loaded', `${workload.id} has loaded it`)];
  if (!bad) return [...steps, ok('evaluation', 'its rules are evaluated without errors')];
  return [
    ...steps,
    broken('evaluation', 'EvaluationFailed', `rule ${quoted(bad.name)} fails: ${bad.lastError ?? bad.health}`, {
      evidence: [{ object: workload.id, field: `rule ${bad.name}`, found: bad.lastError ?? bad.health ?? '' }],
      repair: [edit(object, 'Correct the expression.')],
    }),
  ];
}

const hasAlerts = (object: KubernetesObject): boolean =>
  listAt(object, 'spec', 'groups').some((group) => listAt(group, 'rules').some((rule) => textAt(rule, 'alert')));

function explainFor(object: KubernetesObject, workload: Evaluator, of: Cluster): Step[] {
  const context = contextOf(workload, of);
  return chain([
    () => workloadSteps(workload, of),
    () =>
      context
        ? acceptance(object, examineRule(object as unknown as PrometheusRule, context).issues, workload, {
            of,
            isWritten: fileOf(object, workload, of) !== undefined,
          })
        : [],
    () => configuration(object),
    () => written(workload, inConfigMaps(object, workload, of)),
    () => running(workload, of),
    () => evaluation(object, workload, of),
    () => (hasAlerts(object) ? alertingSteps(workload, of) : []),
  ]).map((step) => ({ ...step, workload: workload.id }));
}

/** The chain of a PrometheusRule. */
export function explainRule(object: KubernetesObject, of: Cluster): Step[] {
  const compared = compare(object, selectors(of), of);
  const selection = selectionStep(object, compared, 'Prometheus or ThanosRuler');
  const hasAgents = compared.length === 0 && of.of('PrometheusAgent').length > 0;
  if (hasAgents) return [{ ...selection, message: `${selection.message} (a PrometheusAgent evaluates no rules)` }];
  if (selection.status === 'broken') return [selection];
  return [selection, ...selecting(compared).flatMap((workload) => explainFor(object, workload, of))];
}
