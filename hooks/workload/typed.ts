// Pod parts in the form in which the API server stores them: canonical quantities, no empty optional fields. Any other
// form would be a change in every sync.
import { canonicalQuantity } from '../core/quantity.ts';
import { isRecord } from '../core/yaml.ts';

/** Fields for which an empty value equals absence. */
const EMPTY_TEXTS: ReadonlySet<string> = new Set([
  'apiVersion',
  'containerName',
  'effect',
  'fsType',
  'host',
  'hostIP',
  'image',
  'imagePullPolicy',
  'medium',
  'prefix',
  'protocol',
  'pullPolicy',
  'request',
  'scheme',
  'subPath',
  'subPathExpr',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'workingDir',
]);
const FALSE: ReadonlySet<string> = new Set(['readOnly', 'stdin', 'stdinOnce', 'tty']);
const ZERO: ReadonlySet<string> = new Set([
  'failureThreshold',
  'hostPort',
  'initialDelaySeconds',
  'periodSeconds',
  'successThreshold',
  'timeoutSeconds',
]);
/** Lists whose items may omit an empty `value`. */
const WITH_VALUE: ReadonlySet<string> = new Set(['env', 'tolerations']);
const QUANTITIES: ReadonlySet<string> = new Set(['divisor', 'sizeLimit']);
const QUANTITY_MAPS: ReadonlySet<string> = new Set(['limits', 'requests']);
const MAPS: ReadonlySet<string> = new Set(['matchLabels']);

function isAbsent(field: string, value: unknown, list: string): boolean {
  if (value === '') return EMPTY_TEXTS.has(field) || (field === 'value' && WITH_VALUE.has(list));
  if (value === false) return FALSE.has(field);
  if (value === 0) return ZERO.has(field);
  return MAPS.has(field) && isRecord(value) && Object.keys(value).length === 0;
}

function member(field: string, value: unknown): unknown {
  if (QUANTITIES.has(field)) return canonicalQuantity(value);
  if (QUANTITY_MAPS.has(field) && isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, quantity]) => [name, canonicalQuantity(quantity)]));
  return typed(value, field);
}

/** Adds the default divisor of a `resourceFieldRef`. */
const completed = (part: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, unknown>> =>
  field === 'resourceFieldRef' ? { ...part, divisor: part['divisor'] ?? '0' } : part;

/** The part as the API server returns it. `field`: the name of the field that contains it. */
export function typed<T>(part: T, field = ''): T {
  if (Array.isArray(part)) return part.map((item) => typed(item, field)) as T;
  if (!isRecord(part)) return part;
  const kept = Object.entries(completed(part, field)).filter(([name, value]) => !isAbsent(name, value, field));
  return Object.fromEntries(kept.map(([name, value]) => [name, member(name, value)])) as T;
}
