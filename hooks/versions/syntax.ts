// Syntax of PromQL that needs a release of Prometheus or a feature flag (prometheus.io: feature_flags, CHANGELOG.md).

export interface SyntaxRow {
  /** First release that accepts it without a flag; `undefined` if none does. */
  readonly since?: string;
  readonly flag?: string;
  readonly what: string;
}

/** In alphabetical order. `what` begins a message. */
export const SYNTAX = {
  at: { since: '2.33.0', flag: 'promql-at-modifier', what: 'the @ modifier' },
  atan2: { since: '2.31.0', what: 'the operator atan2' },
  durationArithmetic: { since: '3.14.0', flag: 'promql-duration-expr', what: 'arithmetic on durations' },
  durationAsNumber: { since: '2.54.0', what: 'a duration in place of a number' },
  extendedRange: { since: '3.16.0', flag: 'promql-extended-range-selectors', what: 'anchored or smoothed' },
  fill: { flag: 'promql-binop-fill-modifiers', what: 'fill, fill_left or fill_right' },
  negativeOffset: { since: '2.33.0', flag: 'promql-negative-offset', what: 'a negative offset' },
  numberAsDuration: { since: '2.54.0', what: 'a number in place of a duration' },
  quotedName: { since: '3.0.0', what: 'a quoted metric or label name' },
  trim: { since: '3.11.0', what: 'the operator </ or >/' },
  underscores: { since: '2.54.0', what: 'a number with underscores' },
} as const satisfies Record<string, SyntaxRow>;

export type Syntax = keyof typeof SYNTAX;
