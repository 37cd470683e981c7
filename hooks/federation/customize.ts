// What a consumer has to see beside all else. Only objects with the label ask for it, so that nobody else is synced
// when a member changes.

import type { RelatedRule } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { ASSET_KINDS, ASSETS_LABEL } from '../references/assetsecret.ts';
import { FEDERATE, isConsumer } from '../scrape/job/federationlabels.ts';
import { MULTICLUSTER } from './imports.ts';

/**
 * The rules of a consumer; none for others. Members of all sets are in it, since loops go through several and the label
 * may change. Metacontroller remembers the answer until `spec` changes or
 * 20 minutes have gone (metacontroller.github.io: customize hook), so a label that comes later is seen later:
 * `federation` tells it.
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
