// Pod fields that are copied from the spec.
import { type Section, section } from '../core/section.ts';

/** Pod fields of a spec. */
export interface PodFields {
  readonly serviceAccountName?: string | undefined;
  readonly automountServiceAccountToken?: boolean | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly schedulerName?: string | undefined;
  readonly priorityClassName?: string | undefined;
  readonly tolerations?: readonly unknown[] | undefined;
  readonly affinity?: unknown;
  readonly hostAliases?: readonly unknown[] | undefined;
  readonly hostNetwork?: boolean | undefined;
  readonly enableServiceLinks?: boolean | undefined;
  readonly hostUsers?: boolean | undefined;
  readonly dnsPolicy?: string | undefined;
  readonly dnsConfig?: unknown;
  readonly imagePullSecrets?: readonly unknown[] | undefined;
  readonly securityContext?: unknown;
  readonly topologySpreadConstraints?: readonly unknown[] | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
}

const list = <T>(items: readonly T[] | undefined): readonly T[] | undefined =>
  items && items.length > 0 ? items : undefined;

/** The pod fields of the spec. With host networking the default DNS policy is `ClusterFirstWithHostNet`. */
export const podFields = (spec: PodFields): Section =>
  section({
    serviceAccountName: spec.serviceAccountName || undefined,
    automountServiceAccountToken: spec.automountServiceAccountToken,
    nodeSelector: spec.nodeSelector,
    schedulerName: spec.schedulerName || undefined,
    priorityClassName: spec.priorityClassName || undefined,
    tolerations: list(spec.tolerations),
    affinity: spec.affinity ?? undefined,
    hostAliases: list(spec.hostAliases),
    hostNetwork: spec.hostNetwork || undefined,
    enableServiceLinks: spec.enableServiceLinks,
    hostUsers: spec.hostUsers,
    dnsPolicy: spec.dnsPolicy || (spec.hostNetwork ? 'ClusterFirstWithHostNet' : undefined),
    dnsConfig: spec.dnsConfig ?? undefined,
    imagePullSecrets: list(spec.imagePullSecrets),
    securityContext: spec.securityContext ?? undefined,
    topologySpreadConstraints: list(spec.topologySpreadConstraints),
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
  });
