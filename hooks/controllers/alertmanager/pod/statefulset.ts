// The StatefulSet of an Alertmanager.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import { type KubernetesObject, OWN } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import type { Section } from '../../../core/section.ts';
import { immutableChanges } from '../../../workload/immutable.ts';
import { workloadMeta } from '../../../workload/meta.ts';
import { observedClaims, statefulSet } from '../../../workload/statefulset.ts';
import { dataStorage } from '../../../workload/storage.ts';
import { podLabels, selectorLabels } from './labels.ts';
import { generatedSecretName, prefixOf } from './names.ts';
import { type PodParts, podSpec } from './pod.ts';
import { replicaCount } from './replicas.ts';

/** Annotation of an Alertmanager: a changed immutable field may replace all pods at once, which loses an emptyDir. */
const RECREATE = `${OWN}/recreate`;

export type SetParts = Omit<PodParts, 'storage' | 'generatedSecret'>;

/** The wanted StatefulSet. `observed`: the existing one. */
export function alertmanagerSet(
  alertmanager: Alertmanager,
  parts: SetParts,
  observed: KubernetesObject | undefined,
  options: Options,
): KubernetesObject {
  const { metadata, spec } = alertmanager;
  const parent = alertmanager as unknown as KubernetesObject;
  const prefix = prefixOf(alertmanager);
  const selector = selectorLabels(metadata.name, options.labels);
  const storage = dataStorage(spec.storage, `${prefix}-db`, observedClaims(observed));
  return statefulSet(spec, {
    metadata: workloadMeta(parent, prefix, { selector }, options),
    replicas: replicaCount(spec),
    selector,
    podLabels: podLabels(parts.version, spec.podMetadata?.labels, selector),
    podAnnotations: {
      ...spec.podMetadata?.annotations,
      'kubectl.kubernetes.io/default-container': 'alertmanager',
      ...options.annotations,
    },
    podSpec: podSpec(alertmanager, { ...parts, storage, generatedSecret: generatedSecretName(alertmanager) }, options),
    claimTemplates: storage.claimTemplate ? [storage.claimTemplate] : [],
    governingService: 'alertmanager-operated',
    observed,
  });
}

/** The StatefulSet of the response. */
export interface Placed {
  readonly statefulSets: readonly KubernetesObject[];
  /** Immutable fields that stay as they are. */
  readonly held: readonly string[];
}

/**
 * The StatefulSet with the immutable fields of the existing one. With the annotation `recreate` it is left out of one
 * response, so that Metacontroller deletes and creates it again.
 */
export function placeSet(
  alertmanager: Alertmanager,
  wanted: KubernetesObject,
  observed: KubernetesObject | undefined,
): Placed {
  const fields = immutableChanges(observed, wanted);
  if (!observed || fields.length === 0) return { statefulSets: [wanted], held: [] };
  if (alertmanager.metadata.annotations?.[RECREATE] === 'true') return { statefulSets: [], held: [] };
  const before = observed['spec'] as Section;
  const spec = { ...(wanted['spec'] as Section), ...Object.fromEntries(fields.map((field) => [field, before[field]])) };
  return { statefulSets: [{ ...wanted, spec }], held: fields };
}

/** The message about held fields. */
export const howToRecreate = (held: readonly string[]): string =>
  `StatefulSet fields ${held.join(', ')} cannot change in place; ` +
  `annotate this object with ${RECREATE}="true" to replace all pods at once`;
