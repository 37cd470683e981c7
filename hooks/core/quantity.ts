// Kubernetes quantities in the canonical form of the API server: 1024Mi is 1Gi, 0.5 is 500m.

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const UNIT = DECIMAL.indexOf('');
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The value in billionths, the smallest unit of a quantity, rounded up like Kubernetes. */
function billionths(whole: string, fraction: string, exponent: number, factor: bigint): bigint {
  const digits = BigInt(`${whole}${fraction}` || '0') * factor;
  const shift = 9 + exponent - fraction.length;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor - 1n) / divisor;
}

/** The number with the largest suffix that leaves it an integer. */
function withSuffix(value: bigint, base: bigint, suffixes: readonly string[]): string {
  let [rest, i] = [value, 0];
  while (i < suffixes.length - 1 && rest !== 0n && rest % base === 0n) [rest, i] = [rest / base, i + 1];
  return rest === 0n ? '0' : `${rest}${suffixes[i]}`;
}

function exponential(value: bigint): string {
  let [rest, exponent] = [value, -9];
  while (rest !== 0n && rest % 1000n === 0n) [rest, exponent] = [rest / 1000n, exponent + 3];
  return rest === 0n || exponent === 0 ? `${rest}` : `${rest}e${exponent}`;
}

/** Limit of digits and powers of ten. The largest quantity of Kubernetes has 19 digits. */
const MAX_DIGITS = 100;

/**
 * The canonical form. Other values and quantities of more than 100 digits are returned unchanged, for the API server to
 * reject.
 */
export function canonicalQuantity(quantity: unknown): unknown {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return quantity;
  const [matched, sign, whole = '', fraction = '', exponent, suffix = ''] = PATTERN.exec(String(quantity)) ?? [];
  if (matched === undefined || whole + fraction === '' || whole.length + fraction.length > MAX_DIGITS) return quantity;
  const minus = sign === '-' ? '-' : '';
  const binary = suffix.endsWith('i') ? BINARY.indexOf(suffix) : -1;
  if (binary > 0) {
    const value = billionths(whole, fraction, 0, 1024n ** BigInt(binary));
    const billion = 10n ** 9n;
    // Kubernetes writes a value below 1024, or one that is no integer, in decimal form.
    if (value % billion === 0n && value >= 1024n * billion)
      return `${minus}${withSuffix(value / billion, 1024n, BINARY)}`;
    return `${minus}${withSuffix(value, 1000n, DECIMAL)}`;
  }
  const power = exponent === undefined ? 3 * (DECIMAL.indexOf(suffix) - UNIT) : Number(exponent.slice(1));
  if (Math.abs(power) > MAX_DIGITS) return quantity;
  const value = billionths(whole, fraction, power, 1n);
  if (value === 0n) return '0';
  return `${minus}${exponent === undefined ? withSuffix(value, 1000n, DECIMAL) : exponential(value)}`;
}
