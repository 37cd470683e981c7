// The last check of every answer before it leaves: nothing is dropped by accident, nothing goes out that Metacontroller
// or the API server would choke on.
import type { KindMap } from '../../core/hook.ts';
import { keepChild } from '../../core/lastapplied.ts';
import { type KubernetesObject, keyOf } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { boundedStatus } from '../../core/status.ts';
import { isRecord } from '../../core/yaml.ts';

/**
 * Bytes of all annotations of an object that the API server accepts; dynamic apply keeps a copy of the child in one.
 */
const ANNOTATIONS = 256 * 1024;
const RESERVE = 16 * 1024;
/** Bytes of an object that etcd takes with its default settings, less some reserve. */
const OBJECT = 1536 * 1024;

const kindKey = ({ kind, apiVersion }: KubernetesObject): string => `${kind}.${apiVersion}`;

/**
 * Bytes of the values alone. Their JSON takes at most twice as much, but for control characters, which configuration
 * does not hold.
 */
function valuesOf(child: KubernetesObject): number {
  const data = child['data'];
  if (!isRecord(data)) return 0;
  let sum = 0;
  for (const value of Object.values(data)) sum += typeof value === 'string' ? value.length : 0;
  return sum;
}

/**
 * Bytes that the values of a Secret or ConfigMap may have together, whatever the apply strategy (Kubernetes:
 * MaxSecretSize).
 */
const VALUES = 1024 * 1024;

/** Bytes of the values as the API server counts them: decoded, without keys. */
function storedBytes(child: KubernetesObject): number {
  const bytes = (field: string, encoding: 'base64' | 'utf8'): number =>
    Object.values(isRecord(child[field]) ? child[field] : {}).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value, encoding) : 0),
      0,
    );
  return child.kind === 'Secret' ? bytes('data', 'base64') : bytes('data', 'utf8') + bytes('binaryData', 'base64');
}

/** Bytes of a child as they count: as Go escapes it in dynamic apply's annotation, or as plain JSON. */
export function sizeOf(child: KubernetesObject, options: Options): number {
  const text = JSON.stringify(child);
  if (options.applyStrategy !== 'dynamic-apply') return text.length;
  const escaped = text.replace(/[<>&\u2028\u2029]/g, '\\u0000');
  return Buffer.byteLength(escaped) + (escaped.match(/["\\]/g)?.length ?? 0);
}

/** Below this part of the limit, a child need not be measured: escaping makes its text at most so many times longer. */
const SPREAD = 2.5;

const limitOf = (options: Options): number =>
  options.applyStrategy === 'dynamic-apply' ? ANNOTATIONS - RESERVE : OBJECT;

/** Only children whose text can be large are measured. */
const isBulky = ({ kind }: KubernetesObject): boolean => kind === 'Secret' || kind === 'ConfigMap';

/** Why a child cannot be stored, `undefined` where it can. */
function largeness(child: KubernetesObject, options: Options): string | undefined {
  const [size, stored] = [sizeOf(child, options), storedBytes(child)];
  if (size > limitOf(options))
    return `would take ${size} bytes; ${options.applyStrategy} can store ${limitOf(options)}`;
  return stored > VALUES ? `would hold ${stored} bytes; a ${child.kind} can hold ${VALUES}` : undefined;
}

export interface Checked {
  readonly children: readonly KubernetesObject[];
  /** What was too large to be written, in words for the status. */
  readonly tooLarge: readonly string[];
}

/**
 * Checks children before they are answered. Throws for what only a bug can cause: a null, a child without kind or name,
 * two of the same name. One that is too large to be stored is replaced by the observed one, so that what runs keeps
 * running.
 */
export function checkChildren(children: readonly KubernetesObject[], observed: KindMap, options: Options): Checked {
  const seen = new Set<string>();
  const tooLarge: string[] = [];
  const out: KubernetesObject[] = [];
  for (const child of children) {
    if (!isRecord(child) || !child.kind || !child.apiVersion || !child.metadata?.name)
      throw new Error('an answer holds a child without kind or name');
    const id = `${kindKey(child)}/${keyOf(child)}`;
    if (seen.has(id)) throw new Error(`an answer holds ${child.kind} ${child.metadata.name} twice`);
    seen.add(id);
    if (!isBulky(child) || valuesOf(child) * SPREAD < limitOf(options)) {
      out.push(child);
      continue;
    }
    const large = largeness(child, options);
    if (!large) {
      out.push(child);
      continue;
    }
    tooLarge.push(`${child.kind} ${child.metadata.name} ${large}`);
    const before = observed[kindKey(child)]?.[keyOf(child)];
    if (before) out.push(keepChild(before));
  }
  return { children: out, tooLarge };
}

interface ParentAnswer {
  readonly status: Readonly<Record<string, unknown>>;
  readonly children: readonly KubernetesObject[];
}

function withTooLarge(
  status: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): Readonly<Record<string, unknown>> {
  const conditions = Array.isArray(status['conditions']) ? status['conditions'] : [];
  const changed = conditions.map((condition) =>
    isRecord(condition) && condition['type'] === 'Reconciled'
      ? { ...condition, status: 'False', reason: 'ReconciliationFailed', message: lines.join('\n') }
      : condition,
  );
  return { ...status, conditions: changed };
}

/** A parent's answer after the check, with a status of bounded size. */
export function respond<T extends ParentAnswer>(answer: T, observed: KindMap, options: Options): T {
  const { children, tooLarge } = checkChildren(answer.children, observed, options);
  if (!isRecord(answer.status)) throw new Error('an answer has no status');
  const status = tooLarge.length > 0 ? withTooLarge(answer.status, tooLarge) : answer.status;
  return { ...answer, children, status: boundedStatus(status) };
}
