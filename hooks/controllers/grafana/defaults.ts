// The default data source. Grafana has one per organization, and rejects all files if two claim it. It is the oldest
// object with the annotation.
import { type Issue, issue } from '../../core/issue.ts';
import { byText, type KubernetesObject, keyOf } from '../../core/meta.ts';
import { annotation, DEFAULT } from '../../grafana/labels.ts';
import { type Org, orgKey } from '../../grafana/organizations.ts';
import type { Identity } from './identity.ts';

export interface Claim {
  readonly object: KubernetesObject;
  readonly identity: Identity;
  readonly org: Org;
}

export interface DefaultResult {
  readonly wins: boolean;
  readonly issues: readonly Issue[];
}

const older = (a: Claim, b: Claim): number =>
  byText(a.object.metadata.creationTimestamp ?? '', b.object.metadata.creationTimestamp ?? '') ||
  byText(keyOf(a.object), keyOf(b.object));

/** The result for each object with the annotation. Issues: `DefaultTaken` for all but the oldest. */
export function winners(all: readonly Claim[]): ReadonlyMap<KubernetesObject, DefaultResult> {
  const out = new Map<KubernetesObject, DefaultResult>();
  const holders = new Map<string, string>();
  for (const { object, identity, org } of [...all].sort(older)) {
    if (object.metadata.annotations?.[DEFAULT] !== 'true') continue;
    const holder = holders.get(orgKey(org));
    const taken = `${holder} is older and is already the default of this organization; remove one annotation`;
    out.set(object, {
      wins: holder === undefined,
      issues: holder ? [issue('DefaultTaken', annotation(DEFAULT), taken)] : [],
    });
    if (holder === undefined) holders.set(orgKey(org), identity.name);
  }
  return out;
}
