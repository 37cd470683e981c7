// Limits fields of a monitor that are repeated for each of its endpoints: a few kilobytes can expand to gigabytes.
import { type Issue, issue } from '../../core/issue.ts';

/** Limit of repeated characters. */
const MAX_CHARACTERS = 1_000_000;
/** Characters of a rule for a copied label, besides the name. */
const LABEL_CHARACTERS = 20;

interface Repeated {
  readonly targetLabels?: readonly string[] | undefined;
  readonly podTargetLabels?: readonly string[] | undefined;
}

/**
 * A `TooExpensive` issue if the endpoints repeat too much of the other fields of the spec. `field`: name of the field
 * with the endpoints.
 */
export function checkRepetition(spec: Repeated, field: 'endpoints' | 'podMetricsEndpoints'): Issue[] {
  const { [field]: endpoints, ...rest } = spec as Repeated & {
    readonly [name: string]: readonly unknown[] | undefined;
  };
  const copies = (endpoints?.length ?? 0) - 1;
  if (copies <= 0) return [];
  const labels = (spec.targetLabels?.length ?? 0) + (spec.podTargetLabels?.length ?? 0);
  if (copies * (JSON.stringify(rest).length + LABEL_CHARACTERS * labels) <= MAX_CHARACTERS) return [];
  return [
    issue(
      'TooExpensive',
      `spec.${field}`,
      `${copies + 1} endpoints repeat all other fields: use fewer endpoints, or split the object`,
    ),
  ];
}
