// Services shared by all parents of a kind in a namespace: the first parent makes it, and the next takes over when that
// one goes.
import type { SyncRequest } from '../core/hook.ts';
import { keepChild } from '../core/lastapplied.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { Section } from '../core/section.ts';
import { childMeta } from './meta.ts';

/**
 * The governing Service `<app>-operated`, headless: gives every pod its DNS name. `app` is the pods'
 * `app.kubernetes.io/name`, `operated` what the Service's own label names; `ports` is given the name of the web port.
 */
export function governingService(
  parent: KubernetesObject,
  app: string,
  operated: string,
  ports: (web: string) => readonly Section[],
  options: Options,
  more: Section = {},
): KubernetesObject {
  const { portName } = (parent as { readonly spec?: { readonly portName?: string } }).spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(parent, `${app}-operated`, options, { [`operated-${operated}`]: 'true' }),
    spec: { clusterIP: 'None', ports: ports(portName || 'web'), ...more, selector: { 'app.kubernetes.io/name': app } },
  };
}

/**
 * The Service in a list when this parent may return it: it does not exist (as far as `related` shows), or this parent
 * controls it. Else nothing, so that a sibling's or a user's Service is left alone.
 */
export function ownedOrAbsent(request: SyncRequest, service: KubernetesObject): KubernetesObject[] {
  const key = `${service.metadata.namespace}/${service.metadata.name}`;
  const found = request.related['Service.v1']?.[key] ?? request.children['Service.v1']?.[key];
  if (!found) return [service];
  const controller = found.metadata.ownerReferences?.find((owner) => owner.controller);
  return controller?.uid === request.parent.metadata.uid ? [service] : [];
}

/**
 * The governing Service to answer with. Where the user named another one, ours is not made, but one that is there
 * stays: pods of before still use its names.
 */
export function governingServices(
  request: SyncRequest,
  service: KubernetesObject,
  userService: string | undefined,
): KubernetesObject[] {
  if (!userService) return ownedOrAbsent(request, service);
  const mine = request.children['Service.v1']?.[`${service.metadata.namespace}/${service.metadata.name}`];
  return mine ? [keepChild(mine)] : [];
}
