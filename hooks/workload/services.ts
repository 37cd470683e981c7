// Services shared by all parents of a kind in a namespace: the first parent makes it, and the next takes over when that
// one goes.
import type { Lister } from '../core/inputs.ts';
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

/** Services as they are: of any owner, and those that are children of the parent. */
export interface Services {
  readonly related: Lister;
  readonly observed: Lister;
}

/**
 * The Service in a list when this parent may return it: it does not exist, or this parent controls it. Else nothing, so
 * that a sibling's or a user's Service is left alone.
 */
export function ownedOrAbsent(
  parent: KubernetesObject,
  service: KubernetesObject,
  { related, observed }: Services,
): KubernetesObject[] {
  const { namespace, name } = service.metadata;
  const found = related.get(namespace, name) ?? observed.get(namespace, name);
  if (!found) return [service];
  const controller = found.metadata.ownerReferences?.find((owner) => owner.controller);
  return controller?.uid === parent.metadata.uid ? [service] : [];
}

/**
 * The governing Service to answer with. Where the user named another one, ours is not made, but one that is there
 * stays: pods of before still use its names.
 */
export function governingServices(
  parent: KubernetesObject,
  service: KubernetesObject,
  services: Services,
): KubernetesObject[] {
  const { serviceName } = (parent as { readonly spec?: { readonly serviceName?: string } }).spec ?? {};
  if (!serviceName) return ownedOrAbsent(parent, service, services);
  const mine = services.observed.get(service.metadata.namespace, service.metadata.name);
  return mine ? [keepChild(mine)] : [];
}
