// A member for other clusters: a Service with a name of its own in each cluster, and its ServiceExport
// (multicluster.x-k8s.io, KEP-1645).

import { createHash } from 'node:crypto';
import type { Prometheus } from '../api/prometheus.ts';
import type { DecoratorRequest, DecoratorResponse, RelatedRule } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { namedRule } from '../core/namedrule.ts';
import type { Options } from '../core/options.ts';
import { trimEnd } from '../core/trim.ts';
import { replicaLabel } from '../prometheus/config/global.ts';
import { routePrefix } from '../prometheus/server/pod.ts';
import { queryName } from '../prometheus/sharding/tier.ts';
import { FEDERATE, FEDERATION_OF, gives, isMember, takes } from '../scrape/job/federationlabels.ts';
import { childMeta } from '../workload/meta.ts';
import { ownedOrAbsent, type Services } from '../workload/services.ts';
import { urlScheme } from '../workload/webconfig.ts';
import { FEDERATION_SOURCE, MULTICLUSTER, type Source } from './imports.ts';
import { checkReachable } from './members.ts';

const MAX_NAME_LENGTH = 63;

/**
 * `prometheus-<name>-<cluster>`. A name that two clusters share would be one Service that balances over both. A long
 * name ends in a hash.
 */
export function exportName(name: string, options: Options): string {
  const whole = `prometheus-${name}-${options.clusterName}`;
  if (whole.length <= MAX_NAME_LENGTH) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${trimEnd(whole.slice(0, MAX_NAME_LENGTH - hash.length - 1), '-.')}-${hash}`;
}

/** Whether a Prometheus is exported to other clusters. */
export const isExported = (parent: Prometheus, options: Options): boolean =>
  options.multiclusterServices !== 'none' && isMember(parent, options) && checkReachable(parent, options).length === 0;

function source(parent: Prometheus, options: Options): string {
  const { metadata, spec } = parent;
  return JSON.stringify({
    cluster: options.clusterName,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    scheme: urlScheme(parent.spec.web),
    prefix: routePrefix(spec),
    replicaLabel: replicaLabel(parent.spec),
  } satisfies Source);
}

function serviceExport(parent: Prometheus, options: Options): KubernetesObject {
  const object = parent as unknown as KubernetesObject;
  const consumes = takes(parent) ? { [FEDERATION_OF]: takes(parent) } : {};
  return {
    apiVersion: `${MULTICLUSTER}/${options.multiclusterServices}`,
    kind: 'ServiceExport',
    metadata: childMeta(object, exportName(parent.metadata.name, options), options),
    spec: {
      exportedLabels: { [FEDERATE]: gives(parent), ...consumes },
      exportedAnnotations: { [FEDERATION_SOURCE]: source(parent, options) },
    },
  };
}

/**
 * The Service to export: the query Service of the Prometheus, found in `children`, with another name. None without a
 * query Service. A user's Service of that name is not changed.
 */
export function exportedServices(
  parent: Prometheus,
  children: readonly KubernetesObject[],
  services: Services,
  options: Options,
): KubernetesObject[] {
  const { name } = parent.metadata;
  const service = children.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name === queryName(`prometheus-${name}`),
  );
  if (!service || !isExported(parent, options)) return [];
  const exported = { ...service, metadata: { ...service.metadata, name: exportName(name, options) } };
  return ownedOrAbsent(parent as unknown as KubernetesObject, exported, services);
}

/** The related Service with the exported name. */
export const exportRules = ({ metadata }: Prometheus, options: Options): RelatedRule[] =>
  options.multiclusterServices === 'none' || options.parity
    ? []
    : namedRule('v1', 'services', metadata.namespace ?? '', [exportName(metadata.name, options)]);

/**
 * The sync hook of the decorator that exports members. The Service is a child of the Prometheus, because Metacontroller
 * lets only one controller own a kind of child.
 */
export function syncExports(
  request: DecoratorRequest,
  _facts: unknown,
  _now: Date,
  options: Options,
): DecoratorResponse {
  const parent = request.object as unknown as Prometheus;
  return { status: null, attachments: isExported(parent, options) ? [serviceExport(parent, options)] : [] };
}
