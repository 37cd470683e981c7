// The byte budget of rule files. A ConfigMap holds 1 MiB; half of it is used. Dynamic apply keeps a copy of the
// ConfigMap in an annotation of 256 KiB, as JSON with <, > and & escaped.
import { textKey } from '../core/digest.ts';
import { memo } from '../core/memo.ts';
import type { Options } from '../core/options.ts';

/** The byte budget of ConfigMaps with rule files. */
export interface ByteBudget {
  /** Bytes up to which one ConfigMap is filled. */
  readonly capacity: number;
  /** Maximum bytes of a file, which then has its own ConfigMap. */
  readonly largest: number;
  readonly measure: (text: string) => number;
}

/** Bytes of the text as a JSON string of Go. */
export function jsonSize(text: string): number {
  let size = Buffer.byteLength(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22 || code === 0x5c || code === 0x0a || code === 0x0d || code === 0x09) size += 1;
    else if (code < 0x20 || code === 0x3c || code === 0x3e || code === 0x26) size += 5;
    else if (code === 0x2028 || code === 0x2029) size += 3;
  }
  return size;
}

const sizes = memo<number>(() => 0);
const cachedSize = (text: string): number => sizes.get(textKey(text), '', () => jsonSize(text));

const HALF_MIB = 524_288;
const SERVER_SIDE: ByteBudget = { capacity: HALF_MIB, largest: HALF_MIB, measure: (text) => Buffer.byteLength(text) };
const DYNAMIC: ByteBudget = { capacity: 200 * 1024, largest: 235_000, measure: cachedSize };

/** The byte budget by apply strategy. */
export const byteBudget = ({ applyStrategy, parity }: Options): ByteBudget =>
  applyStrategy === 'dynamic-apply' && !parity ? DYNAMIC : SERVER_SIDE;
