// Which Alertmanager data source belongs to a Prometheus, so that Grafana shows its silences beside its alerts.

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

/** Services that lead to an Alertmanager: its own, and the one that kube-prometheus and Helm charts name after it. */
const servicesOf = ({ metadata, spec }: KubernetesObject): readonly string[] => [
  governingServiceName(spec as { readonly serviceName?: string }),
  prefixOf({ metadata }),
  metadata.name,
];

/**
 * The uid of the first Alertmanager that the Prometheus sends its alerts to and whose data source is in the same
 * organization.
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
