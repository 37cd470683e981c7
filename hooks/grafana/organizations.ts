// Organizations of a Grafana, by number or by name. Each has its own data sources.
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { annotation, ORG } from './labels.ts';

export type Org = { readonly orgId: number } | { readonly orgName: string };

/** The organization of every Grafana. */
export const FIRST_ORG: Org = { orgId: 1 };

/** Limit in characters of the name of an organization. */
const MAX_CHARACTERS = 190;

const textOf = ({ metadata }: KubernetesObject): string => metadata.annotations?.[ORG]?.trim() ?? '';

/** An `InvalidConfiguration` issue for a name that is too long. */
export const checkOrg = (object: KubernetesObject): Issue[] =>
  textOf(object).length > MAX_CHARACTERS
    ? [
        issue(
          'InvalidConfiguration',
          annotation(ORG),
          `${quoted(textOf(object))} has more than ${MAX_CHARACTERS} characters; it is ignored`,
        ),
      ]
    : [];

/** The organization of the data source, from the annotation: a number or a name. */
export function orgOf(object: KubernetesObject): Org {
  const text = textOf(object);
  if (!text || text.length > MAX_CHARACTERS) return FIRST_ORG;
  return /^[1-9]\d{0,8}$/.test(text) ? { orgId: Number(text) } : { orgName: text };
}

/** The same key for equal organizations. */
export const orgKey = (org: Org): string => ('orgId' in org ? `#${org.orgId}` : org.orgName);
