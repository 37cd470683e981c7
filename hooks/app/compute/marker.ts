// The current work of a thread, in memory that it shares with the server. The server can read it while the thread is
// busy, and after its end.

import type { KubernetesObject } from '../../core/meta.ts';

/** The object of the current work. */
export interface InWork {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly digest: string;
}

/** The object of the call, and the configuration object of the current step. */
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
  /** Changes with each step. */
  readonly step: number;
  /** The current call; 0 without one. */
  readonly call: number;
  /** Used heap in bytes at the beginning of the object. */
  readonly heap: number;
  readonly work: Work;
}

const [STEP, CALL, LENGTH, HEAP] = [0, 1, 2, 3];
const HEADER = 4 * Int32Array.BYTES_PER_ELEMENT;
/** Bytes for two objects in JSON: kind, namespace, name, digest. */
const TEXT = 4096;
const HEAP_UNIT = 1024;

export const newMarker = (): SharedArrayBuffer => new SharedArrayBuffer(HEADER + TEXT);

/** Writes the current work, in the thread. */
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
    // Empty, cut off, or read during a write.
    return {};
  }
}

/** Reads the current work of a thread, in the server. */
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
