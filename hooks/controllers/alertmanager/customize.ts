// Related objects of an Alertmanager. They depend on name, namespace and spec only: Metacontroller caches the response
// per generation.

import type { Alertmanager } from '../../api/alertmanager.ts';
import type { CustomizeRequest, CustomizeResponse, RelatedRule } from '../../core/hook.ts';
import { namedRule } from '../../core/namedrule.ts';
import type { Options } from '../../core/options.ts';
import { credentialRule } from '../../grafana/annotations.ts';
import { ASSETS_LABEL } from '../../references/assetsecret.ts';
import { listReferences } from '../../references/references.ts';
import { budgetRule } from '../../workload/disruption.ts';
import { storageClassRules } from '../../workload/prerequisites.ts';
import { selectionRules } from '../../workload/select.ts';
import { selectionOf } from './config/select.ts';
import { clusterClient } from './pod/clustertls.ts';
import { selectorLabels } from './pod/labels.ts';
import { sourceSecretName } from './pod/names.ts';
import { hasRolloutPolicy } from './pod/replicas.ts';

const API = 'monitoring.coreos.com/v1alpha1';

/** The AlertmanagerConfig of `spec.alertmanagerConfiguration`, and the asset Secrets of its namespace. */
function baseRules(alertmanager: Alertmanager, namespace: string): RelatedRule[] {
  const name = alertmanager.spec.alertmanagerConfiguration?.name;
  if (!name) return [];
  const resource = 'alertmanagerconfigs';
  return [
    ...namedRule(API, resource, namespace, [name]),
    { apiVersion: 'v1', resource: 'secrets', namespace, labelSelector: { matchLabels: { [ASSETS_LABEL]: resource } } },
  ];
}

/** Secrets and ConfigMaps: references of `global`, client certificates of the mesh, and the user's configuration. */
function referenceRules(alertmanager: Alertmanager, namespace: string, options: Options): RelatedRule[] {
  const mesh = hasRolloutPolicy(alertmanager, options) ? clusterClient(alertmanager.spec) : undefined;
  const spec = { global: alertmanager.spec.alertmanagerConfiguration?.global, mesh };
  const references = listReferences({ apiVersion: '', kind: '', metadata: { name: '' }, spec });
  const names = (kind: string) => references.filter((reference) => reference.kind === kind).map(({ name }) => name);
  return [
    ...namedRule('v1', 'secrets', namespace, [sourceSecretName(alertmanager), ...names('Secret')]),
    ...namedRule('v1', 'configmaps', namespace, [alertmanager.metadata.name, ...names('ConfigMap')]),
  ];
}

export function customizeAlertmanager(request: CustomizeRequest, options: Options): CustomizeResponse {
  const alertmanager = request.parent as unknown as Alertmanager;
  const { metadata, spec } = alertmanager;
  const namespace = metadata.namespace ?? '';
  const selection = selectionOf(alertmanager);
  return {
    relatedResources: [
      ...(selection.selector && selection.namespaceSelector ? [{ apiVersion: 'v1', resource: 'namespaces' }] : []),
      ...selectionRules(API, 'alertmanagerconfigs', selection, ASSETS_LABEL),
      ...baseRules(alertmanager, namespace),
      ...referenceRules(alertmanager, namespace, options),
      ...(options.parity ? [] : [credentialRule(namespace)]),
      ...storageClassRules(spec.storage),
      ...namedRule('v1', 'services', namespace, ['alertmanager-operated', spec.serviceName ?? '']),
      {
        apiVersion: 'v1',
        resource: 'pods',
        namespace,
        labelSelector: { matchLabels: selectorLabels(metadata.name, options.labels) },
      },
      ...(hasRolloutPolicy(alertmanager, options) ? [budgetRule(namespace)] : []),
    ],
  };
}
