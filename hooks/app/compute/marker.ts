// What a thread works on, in memory that it shares with the server: readable while the thread is busy, and after it has
// died.

import type { KubernetesObject } from '../../core/meta.ts';

/** An object in work. */
export interface InWork {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly digest: string;
}

/** The object that the call is for, and the one among many that is examined. */
export interface Work {
  readonly target?: InWork | undefined;
  readonly object?: InWork | undefined;
}

export const inWork = ({ kind, metadata }: KubernetesObject, digest: string): InWork => ({
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  digest,
});

export interface Marked {
  /** Changes with every step. */
  readonly step: number;
  /** The call whose work goes on; 0 for none. */
  readonly call: number;
  /** Bytes of the heap in use when the object was begun. */
  readonly heap: number;
  readonly work: Work;
}

const [STEP, CALL, LENGTH, HEAP] = [0, 1, 2, 3];
const HEADER = 4 * Int32Array.BYTES_PER_ELEMENT;
/** Twice a kind, a namespace, a name and a digest in JSON. */
const TEXT = 4096;
const HEAP_UNIT = 1024;

export const newMarker = (): SharedArrayBuffer => new SharedArrayBuffer(HEADER + TEXT);

/** For the thread itself. */
export function markerWriter(shared: SharedArrayBuffer): (call: number, work: Work, heap: number) => void {
  const header = new Int32Array(shared, 0, HEADER / Int32Array.BYTES_PER_ELEMENT);
  const bytes = Buffer.from(shared, HEADER);
  return (call, work, heap) => {
    const text = JSON.stringify(work);
    Atomics.add(header, STEP, 1);
    Atomics.store(header, LENGTH, bytes.write(text, 'utf8'));
    Atomics.store(header, HEAP, Math.round(heap / HEAP_UNIT));
    Atomics.store(header, CALL, call);
    Atomics.add(header, STEP, 1);
  };
}

function workIn(text: string): Work {
  try {
    return JSON.parse(text) as Work;
  } catch {
    // Empty, cut off, or caught while it was being written.
    return {};
  }
}

/** For the server. */
export function readMarker(shared: SharedArrayBuffer): Marked {
  const header = new Int32Array(shared, 0, HEADER / Int32Array.BYTES_PER_ELEMENT);
  const text = Buffer.from(shared, HEADER, Atomics.load(header, LENGTH)).toString('utf8');
  return {
    step: Atomics.load(header, STEP),
    call: Atomics.load(header, CALL),
    heap: Atomics.load(header, HEAP) * HEAP_UNIT,
    work: workIn(text),
  };
}
