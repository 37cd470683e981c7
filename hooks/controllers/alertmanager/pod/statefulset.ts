// The StatefulSet of an Alertmanager.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import { type KubernetesObject, OWN } from '../../../core/meta.ts';
import type { Options } from '../../../core/options.ts';
import type { Section } from '../../../core/section.ts';
import { immutableChanges } from '../../../workload/immutable.ts';
import { workloadMeta } from '../../../workload/meta.ts';
import { observedClaims, statefulSet } from '../../../workload/statefulset.ts';
import { storageOf } from '../../../workload/storage.ts';
import { podLabels, selectorLabels } from './labels.ts';
import { generatedSecretName, prefixOf } from './names.ts';
import { type PodParts, podSpec } from './pod.ts';
import { replicasOf } from './replicas.ts';

/**
 * On an Alertmanager: a changed field that cannot change in place may cost all pods at once, and what they hold in an
 * emptyDir.
 */
const RECREATE = `${OWN}/recreate`;

export type SetParts = Omit<PodParts, 'storage' | 'generatedSecret'>;

/** The StatefulSet as the spec says. `observed`: the one that exists. */
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
  const storage = storageOf(spec.storage, `${prefix}-db`, observedClaims(observed));
  return statefulSet(spec, {
    metadata: workloadMeta(parent, prefix, options, selector),
    replicas: replicasOf(spec),
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

export interface Placed {
  readonly statefulSets: readonly KubernetesObject[];
  /** Fields that cannot change in place and therefore stay as they are. */
  readonly held: readonly string[];
}

/**
 * The set with immutable fields as they are, or no set at all for one sync, so that it is made anew: where the
 * annotation on the Alertmanager asks for it.
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

/** What to do about held fields. */
export const howToRecreate = (held: readonly string[]): string =>
  `StatefulSet fields ${held.join(', ')} cannot change in place; annotate this object with ${RECREATE}="true" to have all pods replaced at once`;
