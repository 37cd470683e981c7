// Checks each response: no observed child is dropped by accident, and Metacontroller and the API server accept all
// children.
import { type KindMap, kindKey } from '../../core/hook.ts';
import { keepChild } from '../../core/lastapplied.ts';
import { type KubernetesObject, keyOf } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { boundedStatus } from '../../core/status.ts';
import { isRecord } from '../../core/yaml.ts';

/** Limit of all annotations of an object in bytes. Dynamic apply stores a copy of the child in one. */
const ANNOTATIONS = 256 * 1024;
const RESERVE = 16 * 1024;
/** Limit of an object in bytes with the default settings of etcd, minus a reserve. */
const OBJECT = 1536 * 1024;

/**
 * Bytes of the values. Their JSON has at most twice as many, because configurations have no control characters.
 */
function valuesOf(child: KubernetesObject): number {
  const data = child['data'];
  if (!isRecord(data)) return 0;
  let sum = 0;
  for (const value of Object.values(data)) sum += typeof value === 'string' ? value.length : 0;
  return sum;
}

/**
 * Limit of all values of a Secret or ConfigMap in bytes, for both apply strategies (k8s.io/api: MaxSecretSize).
 */
const VALUES = 1024 * 1024;

/** Bytes of the values as in the API server: decoded, without keys. */
function storedBytes(child: KubernetesObject): number {
  const bytes = (field: string, encoding: 'base64' | 'utf8'): number =>
    Object.values(isRecord(child[field]) ? child[field] : {}).reduce<number>(
      (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value, encoding) : 0),
      0,
    );
  return child.kind === 'Secret' ? bytes('data', 'base64') : bytes('data', 'utf8') + bytes('binaryData', 'base64');
}

/** Bytes of a child for the limit: as Go escapes it in the annotation of dynamic apply, or as JSON. */
export function sizeOf(child: KubernetesObject, options: Options): number {
  const text = JSON.stringify(child);
  if (options.applyStrategy !== 'dynamic-apply') return text.length;
  const escaped = text.replace(/[<>&\u2028\u2029]/g, '\\u0000');
  return Buffer.byteLength(escaped) + (escaped.match(/["\\]/g)?.length ?? 0);
}

/** The largest factor of escaping. Below the limit divided by it, a child need not be measured. */
const SPREAD = 2.5;

const limitOf = (options: Options): number =>
  options.applyStrategy === 'dynamic-apply' ? ANNOTATIONS - RESERVE : OBJECT;

/** Only these kinds can be large. */
const isBulky = ({ kind }: KubernetesObject): boolean => kind === 'Secret' || kind === 'ConfigMap';

/** Why a child cannot be stored, or `undefined`. */
function largeness(child: KubernetesObject, options: Options): string | undefined {
  const [size, stored] = [sizeOf(child, options), storedBytes(child)];
  if (size > limitOf(options))
    return `would have ${size} bytes; ${options.applyStrategy} can store ${limitOf(options)}`;
  return stored > VALUES ? `would have ${stored} bytes of data; the limit of a ${child.kind} is ${VALUES}` : undefined;
}

export interface Checked {
  readonly children: readonly KubernetesObject[];
  /** Messages about children that are too large, for the status. */
  readonly tooLarge: readonly string[];
}

/**
 * Checks the children of a response. Throws for bugs: null, a child without kind or name, two with the same name. A
 * child that is too large is replaced by the observed one, so that pods keep running.
 */
export function checkChildren(children: readonly KubernetesObject[], observed: KindMap, options: Options): Checked {
  const seen = new Set<string>();
  const tooLarge: string[] = [];
  const out: KubernetesObject[] = [];
  for (const child of children) {
    if (!isRecord(child) || !child.kind || !child.apiVersion || !child.metadata?.name)
      throw new Error('a response has a child without kind or name');
    const id = `${kindKey(child)}/${keyOf(child)}`;
    if (seen.has(id)) throw new Error(`a response has ${child.kind} ${child.metadata.name} twice`);
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

/** The checked response for a parent, with a status of limited size. */
export function respond<T extends ParentAnswer>(answer: T, observed: KindMap, options: Options): T {
  const { children, tooLarge } = checkChildren(answer.children, observed, options);
  if (!isRecord(answer.status)) throw new Error('a response has no status');
  const status = tooLarge.length > 0 ? withTooLarge(answer.status, tooLarge) : answer.status;
  return { ...answer, children, status: boundedStatus(status) };
}
