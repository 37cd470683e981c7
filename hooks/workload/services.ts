// Services that all parents of a kind in a namespace share. The first parent owns it; after its deletion the next
// creates it again.
import type { Lister } from '../core/inputs.ts';
import { keepChild } from '../core/lastapplied.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import type { Section } from '../core/section.ts';
import { childMeta } from './meta.ts';

/** What differs between governing Services. */
export interface GoverningService {
  /** `app.kubernetes.io/name` of the pods. */
  readonly app: string;
  /** Name in the Service's label `operated-<name>`. */
  readonly operated: string;
  /** The ports. `web`: name of the web port. */
  readonly ports: (web: string) => readonly Section[];
  /** More fields of the spec. */
  readonly more?: Section;
}

/** The headless governing Service `<app>-operated`, which gives every pod its DNS name. */
export function governingService(
  parent: KubernetesObject,
  { app, operated, ports, more = {} }: GoverningService,
  options: Options,
): KubernetesObject {
  const { portName } = (parent as { readonly spec?: { readonly portName?: string } }).spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: childMeta(parent, `${app}-operated`, options, { [`operated-${operated}`]: 'true' }),
    spec: { clusterIP: 'None', ports: ports(portName || 'web'), ...more, selector: { 'app.kubernetes.io/name': app } },
  };
}

/** The existing Services: related ones of any owner, and children of the parent. */
export interface Services {
  readonly related: { readonly services: Lister };
  readonly observed: { readonly services: Lister };
}

/**
 * The Service in a list, if it does not exist or this parent controls it. A Service of another owner is not changed.
 */
export function ownedOrAbsent(
  parent: KubernetesObject,
  service: KubernetesObject,
  { related, observed }: Services,
): KubernetesObject[] {
  const { namespace, name } = service.metadata;
  const found = related.services.get(namespace, name) ?? observed.services.get(namespace, name);
  if (!found) return [service];
  const controller = found.metadata.ownerReferences?.find((owner) => owner.controller);
  return controller?.uid === parent.metadata.uid ? [service] : [];
}

/**
 * The governing Service in a list. With `spec.serviceName` it is not created; an existing one stays, because existing
 * pods use its names.
 */
export function governingServices(
  parent: KubernetesObject,
  service: KubernetesObject,
  services: Services,
): KubernetesObject[] {
  const { serviceName } = (parent as { readonly spec?: { readonly serviceName?: string } }).spec ?? {};
  if (!serviceName) return ownedOrAbsent(parent, service, services);
  const mine = services.observed.services.get(service.metadata.namespace, service.metadata.name);
  return mine ? [keepChild(mine)] : [];
}
