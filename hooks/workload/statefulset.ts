// The common part of all StatefulSets.
import type { KubernetesObject } from '../core/meta.ts';
import { type Section, section } from '../core/section.ts';
import type { ChildMeta } from './meta.ts';
import { typed } from './typed.ts';

type Texts = Readonly<Record<string, string>>;

/** Fields of a spec for its StatefulSet. */
export interface StatefulSetFields {
  readonly podManagementPolicy?: string | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly serviceName?: string | undefined;
  readonly updateStrategy?:
    | {
        readonly type: string;
        readonly rollingUpdate?: { readonly maxUnavailable?: string | number | undefined } | undefined;
      }
    | undefined;
  readonly persistentVolumeClaimRetentionPolicy?: unknown;
}

/** Generated parts of a StatefulSet. */
export interface StatefulSetParts {
  readonly metadata: ChildMeta;
  readonly replicas: number | undefined;
  readonly selector: Texts;
  readonly podLabels: Texts;
  readonly podAnnotations: Texts;
  readonly podSpec: Section;
  readonly claimTemplates: readonly Section[];
  readonly governingService: string;
  /** The existing StatefulSet: kubectl's annotations of its pods stay, so that `kubectl rollout restart` works. */
  readonly observed?: KubernetesObject | undefined;
}

/** `RollingUpdate` with `maxUnavailable`, or `OnDelete`. */
export function updateStrategy(given: StatefulSetFields['updateStrategy']): Section {
  if (given?.type === 'OnDelete') return { type: 'OnDelete' };
  const maxUnavailable = given?.rollingUpdate?.maxUnavailable;
  return section({
    type: 'RollingUpdate',
    rollingUpdate: maxUnavailable === undefined ? undefined : { maxUnavailable },
  });
}

interface PodTemplate {
  readonly spec?: {
    readonly template?: { readonly metadata?: { readonly annotations?: Texts } };
    readonly volumeClaimTemplates?: readonly Section[];
  };
}

/** Annotations of kubectl in an observed pod template. They stay, so that `kubectl rollout restart` works. */
export function kubectlAnnotations(observed: KubernetesObject | undefined): Texts {
  const annotations = (observed as PodTemplate | undefined)?.spec?.template?.metadata?.annotations ?? {};
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith('kubectl.kubernetes.io/')));
}

/** The claim templates of an observed StatefulSet. */
export const observedClaims = (observed: KubernetesObject | undefined): readonly Section[] =>
  (observed as PodTemplate | undefined)?.spec?.volumeClaimTemplates ?? [];

const nonEmptyMap = (map: Texts): Texts | undefined => (Object.keys(map).length > 0 ? map : undefined);

/** The StatefulSet in the order kubectl prints. */
export function statefulSet(fields: StatefulSetFields, parts: StatefulSetParts): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: parts.metadata,
    spec: section({
      replicas: parts.replicas,
      selector: { matchLabels: parts.selector },
      template: {
        metadata: section({
          labels: parts.podLabels,
          annotations: nonEmptyMap({ ...kubectlAnnotations(parts.observed), ...parts.podAnnotations }),
        }),
        spec: typed(parts.podSpec),
      },
      volumeClaimTemplates: parts.claimTemplates.length > 0 ? parts.claimTemplates : undefined,
      serviceName: fields.serviceName || parts.governingService,
      podManagementPolicy: fields.podManagementPolicy || 'Parallel',
      updateStrategy: updateStrategy(fields.updateStrategy),
      minReadySeconds: fields.minReadySeconds || undefined,
      persistentVolumeClaimRetentionPolicy: fields.persistentVolumeClaimRetentionPolicy ?? undefined,
    }),
  };
}
