// The options of the hooks as values of the chart: `--query-tier` is `options.queryTier`.
import type { Row } from '../hooks/core/flags.ts';
import { choices, featureGates, rows } from '../hooks/core/options.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Flags that other values of the chart set. */
export const SET_BY_OTHERS: Readonly<Record<string, string>> = {
  serve: 'admission.enabled',
  'listen-address': 'tls.existingSecret',
  'metrics-address': 'metrics.enabled',
  'bearer-token-file': 'token.existingSecret',
  'tls-cert-file': 'tls.existingSecret',
  'tls-key-file': 'tls.existingSecret',
  'tls-client-ca-file': 'tls.clientSecret',
};

/** Texts with a form. */
const PATTERNS: Readonly<Record<string, string>> = {
  'kubelet-service': '^([^/]+/[^/]+)?$',
  'cluster-name': '^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$',
};

/** The name of an option in values: camel case. The template turns it back into the flag. */
export const optionName = (flag: string): string => flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function schemaOf(name: string, row: Row): Schema {
  if (row.flag === 'feature-gates') {
    const gates = Object.keys(featureGates).map((gate) => [gate, { type: 'boolean' }]);
    return { type: 'object', additionalProperties: false, properties: Object.fromEntries(gates) };
  }
  const allowed = (choices as Readonly<Record<string, readonly string[]>>)[name];
  const pattern = PATTERNS[row.flag];
  switch (row.kind) {
    case 'flag':
      return { type: 'boolean' };
    case 'number':
      return { type: 'integer', minimum: 0 };
    case 'list':
      return { type: 'array', items: { type: 'string', pattern: '^[^,]+$' } };
    case 'map':
      return { type: 'object', additionalProperties: { type: 'string', pattern: '^[^,]*$' } };
    default:
      return { type: 'string', ...(allowed ? { enum: allowed } : {}), ...(pattern ? { pattern } : {}) };
  }
}

export interface OptionValue {
  readonly name: string;
  readonly row: Row;
  readonly schema: Schema;
}

/** Every option that can be set under `options`, in the order of `--help`. */
export const optionValues: readonly OptionValue[] = Object.entries(rows as Readonly<Record<string, Row>>)
  .filter(([, row]) => !(row.flag in SET_BY_OTHERS))
  .map(([name, row]) => ({
    name: optionName(row.flag),
    row,
    schema: { description: `--${row.flag}: ${row.help}`, ...schemaOf(name, row) },
  }));
