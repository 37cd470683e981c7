// The hooks of ThanosRuler: check, rules, workload, status.

import type { ThanosRuler } from '../../api/thanosruler.ts';
import { type NewCondition, stamp } from '../../core/conditions.ts';
import type { CustomizeRequest, CustomizeResponse, SyncResponse } from '../../core/hook.ts';
import type { Inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { namedRule } from '../../core/namedrule.ts';
import type { Options } from '../../core/options.ts';
import { remoteWriteFile } from '../../prometheus/thanosruler/remotewrite.ts';
import { rulerLabels, rulerStatefulSet } from '../../prometheus/thanosruler/statefulset.ts';
import { paddedKeys } from '../../references/whitespace.ts';
import { rulesValid } from '../../rules/condition.ts';
import { ruleConfigMapNames, ruleConfigMaps } from '../../rules/configmaps.ts';
import { type SelectedRule, selectRules } from '../../rules/select.ts';
import { credentialsTrimmed, reconciled, resourcesAccepted } from '../../workload/conditions.ts';
import { imageMatchesVersion } from '../../workload/imageversion.ts';
import { immutableChanges } from '../../workload/immutable.ts';
import { storageClassRules } from '../../workload/prerequisites.ts';
import { reconcile } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { namespaceLabels, selectionRules } from '../../workload/select.ts';
import { selectedFigures } from '../../workload/selectedcount.ts';
import { governingService, governingServices } from '../../workload/services.ts';
import { availability, progress } from '../../workload/status.ts';
import { teardown } from '../../workload/teardown.ts';
import { tlsAssetSecrets } from '../../workload/tlsassets.ts';
import { webConfig } from '../../workload/webconfig.ts';
import { referenceRules } from '../prometheus/customize.ts';
import { type Prepared, prepare } from './prepare.ts';
import { prefixOf, rulerRuleContext, rulerSelection } from './selection.ts';

const SERVICE = 'thanos-ruler-operated';

export function customizeThanosRuler(request: CustomizeRequest, options: Options): CustomizeResponse {
  const ruler = request.parent as unknown as ThanosRuler;
  const namespace = ruler.metadata.namespace ?? '';
  const { remoteWrite } = ruler.spec;
  return {
    relatedResources: [
      ...(ruler.spec.ruleSelector && ruler.spec.ruleNamespaceSelector
        ? [{ apiVersion: 'v1', resource: 'namespaces' }]
        : []),
      ...selectionRules('monitoring.coreos.com/v1', 'prometheusrules', rulerSelection(ruler)),
      ...referenceRules({ remoteWrite }, namespace),
      ...storageClassRules(ruler.spec.storage),
      ...namedRule('v1', 'services', namespace, [SERVICE, ruler.spec.serviceName ?? '']),
      { apiVersion: 'v1', resource: 'pods', namespace, labelSelector: { matchLabels: rulerLabels(ruler, options) } },
    ],
  };
}

const rulerService = (ruler: KubernetesObject, options: Options): KubernetesObject =>
  governingService(
    ruler,
    {
      app: 'thanos-ruler',
      operated: 'thanos-ruler',
      ports: (web) => [
        { name: web, port: 10902, protocol: 'TCP', targetPort: web },
        { name: 'grpc', port: 10901, protocol: 'TCP', targetPort: 'grpc' },
      ],
    },
    options,
  );

interface RulerInputs extends Inputs {
  readonly ruler: ThanosRuler;
  readonly now: Date;
  readonly options: Options;
}

function status(
  { ruler, observed, related, now, options }: RulerInputs,
  conditions: readonly NewCondition[],
): Record<string, unknown> {
  const set = observed.statefulSets.get(ruler.metadata.namespace, prefixOf(ruler));
  const { counts, condition } = progress(availability(set, related.pods), conditions, options);
  return { ...counts, conditions: stamp(ruler, [condition, ...conditions], now), paused: ruler.spec.paused ?? false };
}

/** The rules that the ruler selects, with their issues. */
const selectedRules = ({ ruler, related, options }: RulerInputs, { version }: Prepared): readonly SelectedRule[] =>
  selectRules(
    related.prometheusRules,
    namespaceLabels(related.namespaces),
    rulerSelection(ruler),
    rulerRuleContext(ruler, version, options),
  );

function reconciledCondition(ruler: ThanosRuler, rules: readonly SelectedRule[]): NewCondition {
  if (ruler.spec.prometheusRulesExcludedFromEnforce?.length) {
    return reconciled(
      'DeprecatedFieldsInUse',
      'spec.prometheusRulesExcludedFromEnforce is deprecated; use spec.excludedFromEnforcement',
    );
  }
  return rules.length === 0
    ? reconciled('NoSelectedResources', 'no PrometheusRule matches the selectors')
    : reconciled();
}

const ruleObjects = (rules: readonly SelectedRule[]) => rules.map((rule) => ({ kind: 'PrometheusRule', ...rule }));

const rejectedOf = (rules: readonly SelectedRule[]) => ruleObjects(rules.filter(({ issues }) => issues.length > 0));

/** The conditions of the ruler, but for those of its pods. */
function conditions(
  ruler: ThanosRuler,
  { version, assets }: Prepared,
  rules: readonly SelectedRule[],
  options: Options,
): NewCondition[] {
  return [
    reconciledCondition(ruler, rules),
    resourcesAccepted(rejectedOf(rules)),
    ...imageMatchesVersion(ruler.spec, version, options),
    ...(options.parity ? [] : [rulesValid([], rules), ...credentialsTrimmed(paddedKeys(assets))]),
  ];
}

function render(inputs: RulerInputs, prepared: Prepared): SyncResponse {
  const { ruler, parent: object, observed, options } = inputs;
  const { version, args } = prepared;
  const prefix = prefixOf(ruler);
  const rules = selectedRules(inputs, prepared);
  const files = rules.flatMap(({ key: name, text }) => (text === undefined ? [] : [{ key: name, text }]));
  const named = { prefix, labelName: 'thanos-ruler-name', observed: observed.configMaps } as const;
  const ruleMaps = ruleConfigMaps(object, named, files, options);
  const tlsAssets = tlsAssetSecrets(object, prefix, prepared.assets.files, options);
  const web = webConfig(ruler.spec.web, `${prefix}-web-config`, '/etc/thanos/web_config');
  const before = observed.statefulSets.get(ruler.metadata.namespace, prefix);
  const set = rulerStatefulSet(
    ruler,
    { prefix, version, args, tlsAssets, ruleConfigMaps: ruleConfigMapNames(prefix, ruleMaps), web },
    before,
    options,
  );
  return {
    status: status(inputs, conditions(ruler, prepared, rules, options)),
    children: [
      ...ruleMaps,
      textSecret(
        object,
        `${prefix}-config`,
        { 'remote-write.yaml': remoteWriteFile(ruler, prepared.assets, version) },
        options,
      ),
      ...tlsAssets,
      textSecret(object, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      ...governingServices(object, rulerService(object, options), inputs),
      // With a changed immutable field one response has no StatefulSet. Metacontroller deletes it; the next sync
      // creates it.
      ...(immutableChanges(before, set).length > 0 ? [] : [set]),
    ],
    figures: selectedFigures(ruleObjects(rules), rejectedOf(rules)),
  };
}

/**
 * The sync hook of ThanosRuler. A mistake in the object stops the sync, and the children stay. A mistake in a
 * PrometheusRule rejects that object only.
 */
export function syncThanosRuler(given: Inputs, _facts: unknown, now: Date, options: Options): SyncResponse {
  const ruler = given.parent as unknown as ThanosRuler;
  const inputs: RulerInputs = { ...given, ruler, now, options };
  const steps = {
    namespaces: options.thanosRulerInstanceNamespaces,
    selector: options.thanosRulerInstanceSelector,
    status: (conditions: readonly NewCondition[]) => status(inputs, conditions),
    prepare: () => prepare(ruler, inputs.related, options),
    render: (prepared: Prepared) => render(inputs, prepared),
  };
  return reconcile(inputs, steps, options);
}

export const finalizeThanosRuler = (inputs: Inputs): SyncResponse => teardown(inputs);
