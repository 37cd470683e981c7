// ThanosRuler -> its children and status: check, rules, workload, status.

import type { ThanosRuler } from '../../api/thanosruler.ts';
import { type NewCondition, stamp } from '../../core/conditions.ts';
import type { CustomizeRequest, CustomizeResponse, SyncRequest, SyncResponse } from '../../core/hook.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { namedRule } from '../../core/namedrule.ts';
import type { Options } from '../../core/options.ts';
import { checkLabelTexts } from '../../core/selector.ts';
import { relatedLookup } from '../../references/lookup.ts';
import { type Material, material } from '../../references/resolver.ts';
import { rulesValid } from '../../rules/condition.ts';
import { ruleConfigMapNames, ruleConfigMaps } from '../../rules/configmaps.ts';
import type { RuleContext } from '../../rules/context.ts';
import { type SelectedRule, selectRules } from '../../rules/select.ts';
import { isExcluded, isRuleExcluded } from '../../scrape/job/enforce.ts';
import { rulerArgs } from '../../thanos/args.ts';
import { checkRulerRemoteWrite, remoteWriteFile } from '../../thanos/remotewrite.ts';
import { rulerLabels, rulerStatefulSet } from '../../thanos/statefulset.ts';
import { thanosVersion } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg, checkAdditionalArgs } from '../../workload/args.ts';
import { reconciled, resourcesAccepted } from '../../workload/conditions.ts';
import { immutableChanges } from '../../workload/immutable.ts';
import { checkGoverningService, checkStorageClass, storageClassRules } from '../../workload/prerequisites.ts';
import { type Frame, framed } from '../../workload/reconcile.ts';
import { textSecret } from '../../workload/secrets.ts';
import { namespaceLabels, type Selection, selectionRules } from '../../workload/select.ts';
import { governingService, governingServices } from '../../workload/services.ts';
import { availability } from '../../workload/status.ts';
import { teardown } from '../../workload/teardown.ts';
import { tlsAssetSecrets } from '../../workload/tlsassets.ts';
import { checkServerTls, webConfig } from '../../workload/webconfig.ts';
import { referenceRules } from '../prometheus/customize.ts';
import { checkSelections } from '../prometheus/prepare.ts';

const SERVICE = 'thanos-ruler-operated';
const prefixOf = (ruler: ThanosRuler): string => `thanos-ruler-${ruler.metadata.name}`;

/** Where its PrometheusRules come from. */
export const rulerSelection = ({ spec, metadata }: ThanosRuler): Selection => ({
  selector: spec.ruleSelector,
  namespaceSelector: spec.ruleNamespaceSelector,
  namespace: metadata.namespace ?? '',
});

/** What its rules depend on beside themselves. */
export const rulerRuleContext = ({ spec }: ThanosRuler, version: Version, options: Options): RuleContext => ({
  flavour: 'thanos',
  version,
  enforcedNamespaceLabel: spec.enforcedNamespaceLabel || undefined,
  isExcluded: (namespace, name) =>
    isExcluded(spec, 'prometheusrules', namespace, name) ||
    isRuleExcluded(spec.prometheusRulesExcludedFromEnforce, namespace, name),
  enableFeatures: spec.enableFeatures ?? [],
  options,
});

/** The customize hook of ThanosRuler. */
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

interface Prepared {
  readonly version: Version;
  readonly material: Material;
  readonly args: readonly Argument[];
}

/** What the rest of the sync works with, or the issues that stop it. */
function prepare(
  request: SyncRequest,
  ruler: ThanosRuler,
  options: Options,
): Prepared | { readonly issues: readonly Issue[] } {
  const { spec } = ruler;
  const namespace = ruler.metadata.namespace ?? '';
  const version = thanosVersion(spec.version);
  if (!version)
    return { issues: [issue('InvalidVersion', 'spec.version', `${quoted(spec.version)} is not a version`)] };
  const own = material(relatedLookup(request.related), undefined, options.parity);
  const args = rulerArgs(ruler, prefixOf(ruler), version);
  const queries =
    spec.queryConfig || spec.queryEndpoints?.length
      ? []
      : [
          issue(
            'InvalidConfiguration',
            'spec.queryEndpoints',
            'set queryConfig or queryEndpoints: rules need somewhere to query',
          ),
        ];
  const issues = [
    ...checkStorageClass(spec.storage, request.related),
    ...checkSelections([['rule', rulerSelection(ruler)]]),
    ...queries,
    ...checkRulerRemoteWrite(ruler, own, version),
    ...checkServerTls(spec.web?.tlsConfig, 'spec.web.tlsConfig'),
    ...checkLabelTexts(spec.podMetadata?.labels, 'spec.podMetadata.labels'),
    ...checkGoverningService(spec.serviceName, namespace, rulerLabels(ruler, options), request.related),
    ...checkAdditionalArgs([arg('rule'), ...args], spec.additionalArgs, 'spec.additionalArgs'),
  ];
  return issues.length > 0 ? { issues } : { version, material: own, args };
}

const rulerService = (ruler: KubernetesObject, options: Options): KubernetesObject =>
  governingService(
    ruler,
    'thanos-ruler',
    'thanos-ruler',
    (web) => [
      { name: web, port: 10902, protocol: 'TCP', targetPort: web },
      { name: 'grpc', port: 10901, protocol: 'TCP', targetPort: 'grpc' },
    ],
    options,
  );

function statusOf(
  request: SyncRequest,
  ruler: ThanosRuler,
  conditions: readonly NewCondition[],
  now: Date,
): Record<string, unknown> {
  const set = request.children['StatefulSet.apps/v1']?.[`${ruler.metadata.namespace}/${prefixOf(ruler)}`];
  const { counts, condition } = availability(set, request.related);
  return { ...counts, conditions: stamp(ruler, [condition, ...conditions], now), paused: ruler.spec.paused ?? false };
}

function conditionOf(ruler: ThanosRuler, rules: readonly SelectedRule[]): NewCondition {
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

function render(
  request: SyncRequest,
  ruler: ThanosRuler,
  prepared: Prepared,
  now: Date,
  options: Options,
): SyncResponse {
  const { version, args } = prepared;
  const object = request.parent;
  const namespace = ruler.metadata.namespace ?? '';
  const prefix = prefixOf(ruler);
  const rules = selectRules(
    request.related,
    namespaceLabels(request.related),
    rulerSelection(ruler),
    rulerRuleContext(ruler, version, options),
  );
  const files = rules.flatMap(({ key: name, text }) => (text === undefined ? [] : [{ key: name, text }]));
  const ruleMaps = ruleConfigMaps(object, prefix, 'thanos-ruler-name', files, options, request.children);
  const tlsAssets = tlsAssetSecrets(object, prefix, prepared.material.files, options);
  const web = webConfig(ruler.spec.web, `${prefix}-web-config`, '/etc/thanos/web_config');
  const observed = request.children['StatefulSet.apps/v1']?.[`${namespace}/${prefix}`];
  const set = rulerStatefulSet(
    ruler,
    { prefix, version, args, tlsAssets, ruleConfigMaps: ruleConfigMapNames(prefix, ruleMaps), web },
    observed,
    options,
  );
  const rejected = rules.filter(({ issues }) => issues.length > 0).map((rule) => ({ kind: 'PrometheusRule', ...rule }));
  const conditions = [
    conditionOf(ruler, rules),
    resourcesAccepted(rejected),
    ...(options.parity ? [] : [rulesValid([], rules)]),
  ];
  return {
    status: statusOf(request, ruler, conditions, now),
    children: [
      ...ruleMaps,
      textSecret(
        object,
        `${prefix}-config`,
        { 'remote-write.yaml': remoteWriteFile(ruler, prepared.material, version) },
        options,
      ),
      ...tlsAssets,
      textSecret(object, `${prefix}-web-config`, { 'web-config.yaml': web.text }, options),
      ...governingServices(request, rulerService(object, options), ruler.spec.serviceName),
      // A change of an immutable field leaves the set out once; the next sync makes it anew.
      ...(immutableChanges(observed, set).length > 0 ? [] : [set]),
    ],
  };
}

/**
 * The sync hook of ThanosRuler. A mistake in the object itself stops it and leaves the children as they are; a bad
 * PrometheusRule is rejected alone.
 */
export function syncThanosRuler(request: SyncRequest, _facts: unknown, now: Date, options: Options): SyncResponse {
  const ruler = request.parent as unknown as ThanosRuler;
  const frame: Frame<Prepared> = {
    namespaces: options.thanosRulerInstanceNamespaces,
    selector: options.thanosRulerInstanceSelector,
    status: (conditions) => statusOf(request, ruler, conditions, now),
    prepare: () => prepare(request, ruler, options),
    render: (prepared) => render(request, ruler, prepared, now, options),
  };
  return framed(request, frame, options);
}

/** The finalize hook of ThanosRuler. */
export const finalizeThanosRuler = (request: SyncRequest): SyncResponse => teardown(request);
