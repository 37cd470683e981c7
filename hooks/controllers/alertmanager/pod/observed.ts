// The StatefulSet of an Alertmanager as it is in the cluster.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { KindMap } from '../../../core/hook.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { prefixOf } from './names.ts';

/** The StatefulSet among the observed children; `undefined` before it is made. */
export const observedSet = (alertmanager: Alertmanager, children: KindMap): KubernetesObject | undefined =>
  children['StatefulSet.apps/v1']?.[`${alertmanager.metadata.namespace}/${prefixOf(alertmanager)}`];
