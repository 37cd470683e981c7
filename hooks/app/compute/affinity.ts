// Which parent a call is for, without reading its JSON: calls for one parent go to the same thread, which remembers
// what it has examined.

/** Where Metacontroller writes the object: after the controller, before the related objects. */
const TARGETS = ['"parent":{', '"object":{'];
/** Bytes in which the object's metadata is looked for. */
const NEAR = 64 * 1024;
const UID = /"uid":"([^"\\]{1,64})"/;

/**
 * A text that is the same for all calls about one object, or `undefined` where the body does not look as Metacontroller
 * writes it. Only speed depends on it.
 */
export function targetOf(path: string, body: Buffer<ArrayBufferLike>): string | undefined {
  for (const target of TARGETS) {
    const at = body.subarray(0, NEAR).indexOf(target);
    if (at < 0) continue;
    const uid = UID.exec(body.toString('latin1', at, at + NEAR))?.[1];
    if (uid) return `${path.split('/').slice(0, -1).join('/')} ${uid}`;
  }
  return undefined;
}
