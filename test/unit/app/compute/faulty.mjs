// A thread that does what the path of a call says: for tests of the pool. It uses the protocol of
// hooks/app/worker.ts.
import { readlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { marker } = workerData;
const header = new Int32Array(marker, 0, 4);
const bytes = Buffer.from(marker, 16);
const mark = (call, work, heap = 0) => {
  Atomics.add(header, 0, 1);
  Atomics.store(header, 2, bytes.write(JSON.stringify(work)));
  Atomics.store(header, 3, heap);
  Atomics.store(header, 1, call);
  Atomics.add(header, 0, 1);
};
const target = { kind: 'Prometheus', namespace: 'n', name: 'p', digest: 'target' };
const object = { kind: 'ServiceMonitor', namespace: 'n', name: 'm', digest: 'object' };
const forever = () => {
  for (;;);
};

const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

const DEEDS = {
  '/object': (id, tooExpensive) => {
    if (tooExpensive.includes('object')) return 'without the object';
    mark(id, { target, object });
    return forever();
  },
  /** Waits for a while as on a busy machine: without a processor. */
  '/blocked': (id, tooExpensive) => {
    if (tooExpensive.includes('object')) return 'without the object';
    mark(id, { target, object });
    Atomics.wait(nothing, 0, 0, 600);
    return 'done';
  },
  '/target': (id, tooExpensive) => {
    if (tooExpensive.includes('target')) return 'refused';
    mark(id, { target });
    return forever();
  },
  '/read': (id) => {
    mark(id, {});
    return forever();
  },
  '/memory': (id, tooExpensive) => {
    if (tooExpensive.includes('object')) return 'without the object';
    mark(id, { target, object });
    // Little by little: for one large piece that finds no room, V8 ends the whole process.
    let held;
    for (;;) held = { held };
  },
  '/crash': () => {
    throw new Error('a bug');
  },
  '/busy': () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    return 'done';
  },
  '/fine': (_id, _tooExpensive, calls) => `fine ${calls}`,
};

let calls = 0;
parentPort.on('message', ({ id, path, tooExpensive }) => {
  const body = DEEDS[path](id, tooExpensive, ++calls);
  mark(0, {});
  parentPort.postMessage({ id, is: 'done', computed: { code: 200, body } });
});
parentPort.postMessage({ id: 0, is: 'ready', nativeId: Number(readlinkSync('/proc/thread-self').split('/').at(-1)) });
