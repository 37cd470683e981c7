// The state that peers of Alertmanager exchange (clusterpb.FullState) -> its silences and notifications. Formats:
// clusterpb/cluster.proto, silencepb/silence.proto and nflogpb/nflog.proto of Alertmanager. Only what the versions of
// entries tell is read: no matcher, no comment, no alert.
import { cursor, left, Malformed, TooMuch } from './bytes.ts';
import type { Entries, Entry } from './mesh.ts';
import { bytesOf, delimited, fields, numberOf, timestamp } from './protobuf.ts';

interface Keyed extends Entry {
  readonly key: string;
}

/** Each costs memory, and takes at least 100 bytes of the 20 MiB that peers give each other. */
const MOST_ENTRIES = 200_000;

const text = (value: number | Buffer): string => bytesOf(value).toString('utf8');

/** The wrapper around a silence or a notification: field 1 is the thing itself, field 2 when a peer may forget it. */
function wrapped(message: Buffer, what: string): { readonly inner: Buffer; readonly expires: number } {
  let inner: Buffer | undefined;
  let expires = 0;
  fields(message, (number, value) => {
    if (number === 1) inner = bytesOf(value);
    if (number === 2) expires = timestamp(bytesOf(value));
  });
  if (!inner) throw new Malformed(`an entry without its ${what}`);
  return { inner, expires };
}

function silence(message: Buffer): Keyed {
  const { inner, expires } = wrapped(message, 'silence');
  let [key, version] = ['', 0];
  fields(inner, (number, value) => {
    if (number === 1) key = text(value);
    if (number === 5) version = timestamp(bytesOf(value));
  });
  return { key, version, expires };
}

/** As Alertmanager names a receiver in its own keys: `group/integration/index`. */
function receiver(message: Buffer): string {
  let [group, integration, index] = ['', '', 0];
  fields(message, (number, value) => {
    if (number === 1) group = text(value);
    if (number === 2) integration = text(value);
    if (number === 3) index = numberOf(value);
  });
  return `${group}/${integration}/${index}`;
}

function notification(message: Buffer): Keyed {
  const { inner, expires } = wrapped(message, 'notification');
  let [group, version] = ['', 0];
  let to: string | undefined;
  fields(inner, (number, value) => {
    if (number === 1) group = text(value);
    if (number === 2) to = receiver(bytesOf(value));
    if (number === 5) version = timestamp(bytesOf(value));
  });
  if (to === undefined) throw new Malformed('a notification without its receiver');
  return { key: `${group}:${to}`, version, expires };
}

/** Messages one after the other, each after its length. Of one key the newest counts, as for the peers. */
function entries(part: Buffer, read: (message: Buffer) => Keyed): Entries {
  const from = cursor(part);
  const found = new Map<string, Entry>();
  while (left(from) > 0) {
    const { key, version, expires } = read(delimited(from));
    const known = found.get(key);
    if (found.size === MOST_ENTRIES) throw new TooMuch(`more than ${MOST_ENTRIES} entries`);
    if (!known || known.version < version) found.set(key, { version, expires });
  }
  return found;
}

/** Parts of the state: `sil` and `nfl`. Another one, of a later release, is passed over. */
function parts(state: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  fields(state, (number, value) => {
    if (number !== 1) return;
    let key = '';
    let data: Buffer = Buffer.alloc(0);
    fields(bytesOf(value), (inner, content) => {
      if (inner === 1) key = text(content);
      if (inner === 2) data = bytesOf(content);
    });
    found.set(key, data);
  });
  return found;
}

/**
 * A peer that has just started answers before it has loaded both parts: then it does not hold them, which is not the
 * same as holding nothing.
 */
export function gossiped(state: Buffer): { readonly silences: Entries; readonly notifications: Entries } {
  const found = parts(state);
  const [sil, nfl] = [found.get('sil'), found.get('nfl')];
  if (!sil) throw new Malformed('no silences in the state');
  if (!nfl) throw new Malformed('no notifications in the state');
  return { silences: entries(sil, silence), notifications: entries(nfl, notification) };
}
