// What a monitor says once for all its endpoints is written once for each of them: a few kilobytes may stand for
// gigabytes.
import { type Issue, issue } from '../../core/issue.ts';

/** Characters that are written again for the other endpoints. */
const LARGEST = 1_000_000;
/** What a label to copy takes beside its name. */
const LABEL = 20;

interface Repeated {
  readonly targetLabels?: readonly string[] | undefined;
  readonly podTargetLabels?: readonly string[] | undefined;
}

/**
 * A `TooExpensive` issue where `endpoints` would repeat too much of the spec's other fields. `field` holds the
 * endpoints.
 */
export function checkRepetition(spec: Repeated, field: 'endpoints' | 'podMetricsEndpoints'): Issue[] {
  const { [field]: endpoints, ...rest } = spec as Repeated & {
    readonly [name: string]: readonly unknown[] | undefined;
  };
  const copies = (endpoints?.length ?? 0) - 1;
  if (copies <= 0) return [];
  const labels = (spec.targetLabels?.length ?? 0) + (spec.podTargetLabels?.length ?? 0);
  if (copies * (JSON.stringify(rest).length + LABEL * labels) <= LARGEST) return [];
  return [
    issue(
      'TooExpensive',
      `spec.${field}`,
      `${copies + 1} endpoints repeat all other fields: make them fewer, or split the object`,
    ),
  ];
}
