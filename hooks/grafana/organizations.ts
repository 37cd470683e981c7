// Organizations of a Grafana: each has data sources of its own, and they are told by number or by name.
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { annotation, ORG } from './labels.ts';

export type Org = { readonly orgId: number } | { readonly orgName: string };

/** The organization that every Grafana has. */
export const FIRST_ORG: Org = { orgId: 1 };

/** Characters of an organization's name in Grafana. */
const LONGEST = 190;

const textOf = ({ metadata }: KubernetesObject): string => metadata.annotations?.[ORG]?.trim() ?? '';

/** An `InvalidConfiguration` issue for a name that no organization can have. */
export const checkOrg = (object: KubernetesObject): Issue[] =>
  textOf(object).length > LONGEST
    ? [
        issue(
          'InvalidConfiguration',
          annotation(ORG),
          `${quoted(textOf(object))} has more than ${LONGEST} characters; the data source goes to the first organization`,
        ),
      ]
    : [];

/** The organization of an object's data source: its annotation, a number or else a name. */
export function orgOf(object: KubernetesObject): Org {
  const text = textOf(object);
  if (!text || text.length > LONGEST) return FIRST_ORG;
  return /^[1-9]\d{0,8}$/.test(text) ? { orgId: Number(text) } : { orgName: text };
}

/** Equal text for equal organizations. */
export const orgKey = (org: Org): string => ('orgId' in org ? `#${org.orgId}` : org.orgName);
