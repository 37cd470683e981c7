// Organizations of a Grafana: each has data sources of its own, and they are told by number or by name.
import type { KubernetesObject } from '../kube/meta.ts';
import { ORG } from './terms.ts';

export type Org = { readonly orgId: number } | { readonly orgName: string };

/** The organization that every Grafana has. */
export const FIRST_ORG: Org = { orgId: 1 };

/** The organization of an object's data source: its annotation, a number or else a name. */
export function orgOf({ metadata }: KubernetesObject): Org {
  const text = metadata.annotations?.[ORG]?.trim();
  if (!text) return FIRST_ORG;
  return /^[1-9]\d{0,8}$/.test(text) ? { orgId: Number(text) } : { orgName: text };
}

/** Equal text for equal organizations. */
export const orgKey = (org: Org): string => ('orgId' in org ? `#${org.orgId}` : org.orgName);
