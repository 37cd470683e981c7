// The existing StatefulSet of an Alertmanager.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { Lister } from '../../../core/inputs.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { prefixOf } from './names.ts';

/** The StatefulSet among the children; `undefined` before it exists. */
export const observedSet = (alertmanager: Alertmanager, statefulSets: Lister): KubernetesObject | undefined =>
  statefulSets.get(alertmanager.metadata.namespace, prefixOf(alertmanager));
