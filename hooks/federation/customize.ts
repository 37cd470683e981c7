// Related objects of a consumer. Other Prometheus objects do not select them, so a change of a member syncs consumers
// only.

import type { RelatedRule } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { ASSET_KINDS, ASSETS_LABEL } from '../references/assetsecret.ts';
import { FEDERATE, isConsumer } from '../scrape/job/federationlabels.ts';
import { MULTICLUSTER } from './imports.ts';

/**
 * Related objects of a consumer; none for others. They include members of all sets: a loop may go through several sets,
 * and the label may change. Metacontroller caches the response until `spec` changes, for 20 minutes at most
 * (metacontroller.github.io: customize hook). Until then a new label has no effect; FederationHealthy reports it.
 */
export function federationRules(parent: KubernetesObject, options: Options): RelatedRule[] {
  if (!isConsumer(parent, options)) return [];
  const members = { labelSelector: { matchExpressions: [{ key: FEDERATE, operator: 'Exists' }] } };
  const scope = options.federationAcrossNamespaces ? {} : { namespace: parent.metadata.namespace ?? '' };
  const scrapeConfigs = ASSET_KINDS.ScrapeConfig;
  return [
    { apiVersion: 'monitoring.coreos.com/v1', resource: 'prometheuses', ...members },
    { apiVersion: 'monitoring.coreos.com/v1alpha1', resource: scrapeConfigs, ...members, ...scope },
    {
      apiVersion: 'v1',
      resource: 'secrets',
      labelSelector: { matchLabels: { [ASSETS_LABEL]: scrapeConfigs } },
      ...scope,
    },
    ...(options.multiclusterServices === 'none'
      ? []
      : [{ apiVersion: `${MULTICLUSTER}/${options.multiclusterServices}`, resource: 'serviceimports', ...members }]),
  ];
}
