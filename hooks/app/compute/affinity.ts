// The parent of a call, without parsing its JSON. Calls for one parent go to the same thread, which has cached results.

/** The place of the object in requests of Metacontroller: after the controller, before the related objects. */
const TARGETS = ['"parent":{', '"object":{'];
/** Limit of the search for metadata, in bytes. */
const SEARCH_BYTES = 64 * 1024;
const UID = /"uid":"([^"\\]{1,64})"/;

/**
 * The same text for all calls of one object; `undefined` for a body that Metacontroller does not write. It affects only
 * performance.
 */
export function targetOf(path: string, body: Buffer<ArrayBufferLike>): string | undefined {
  for (const target of TARGETS) {
    const at = body.subarray(0, SEARCH_BYTES).indexOf(target);
    if (at < 0) continue;
    const uid = UID.exec(body.toString('latin1', at, at + SEARCH_BYTES))?.[1];
    if (uid) return `${path.split('/').slice(0, -1).join('/')} ${uid}`;
  }
  return undefined;
}
