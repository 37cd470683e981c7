// The Alertmanager data source of a Prometheus, so that Grafana shows silences beside alerts.

import type { Prometheus } from '../../api/prometheus.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { type Org, orgKey } from '../../grafana/organizations.ts';
import { governingServiceName } from '../alertmanager/pod/args.ts';
import { prefixOf } from '../alertmanager/pod/names.ts';
import type { Identity } from './identity.ts';

interface Candidate {
  readonly object: KubernetesObject;
  readonly identity: Identity;
  readonly org: Org;
}

/** Services of an Alertmanager: the governing one, and the one of kube-prometheus and Helm charts. */
const servicesOf = ({ metadata, spec }: KubernetesObject): readonly string[] => [
  governingServiceName(spec as { readonly serviceName?: string }),
  prefixOf({ metadata }),
  metadata.name,
];

/**
 * The UID of the data source of an Alertmanager: the first in spec.alerting of the Prometheus with a data source in the
 * same organization.
 */
export function alertmanagerUid(
  prometheus: KubernetesObject,
  org: Org,
  alertmanagers: readonly Candidate[],
): string | undefined {
  const { metadata, spec } = prometheus as unknown as Prometheus;
  for (const { namespace = metadata.namespace, name } of spec.alerting?.alertmanagers ?? []) {
    const found = alertmanagers.find(
      (one) =>
        one.object.metadata.namespace === namespace &&
        orgKey(one.org) === orgKey(org) &&
        servicesOf(one.object).includes(name),
    );
    if (found) return found.identity.uid;
  }
  return undefined;
}
