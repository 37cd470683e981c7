// Parses the state that Alertmanager peers exchange (clusterpb.FullState): silences and notifications. Formats:
// clusterpb/cluster.proto, silencepb/silence.proto and nflogpb/nflog.proto of Alertmanager. Only keys, versions and
// expiry are read: no matchers, comments or alerts.
import { cursor, left, Malformed, TooMuch } from './bytes.ts';
import type { Entries, Entry } from './mesh.ts';
import { bytesOf, delimited, fields, numberOf, timestamp } from './protobuf.ts';

interface Keyed extends Entry {
  readonly key: string;
}

/** Limit of entries, because each needs memory. An entry has at least 100 bytes, and peers exchange 20 MiB. */
const MAX_ENTRIES = 200_000;

const text = (value: number | Buffer): string => bytesOf(value).toString('utf8');

/** The wrapper of a silence or a notification: field 1 is the entry, field 2 its expiry. */
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

/** The receiver as Alertmanager writes it in keys: `group/integration/index`. */
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

/** Messages with length prefixes. Of several with the same key, the newest one is used, as in the peers. */
function entries(part: Buffer, read: (message: Buffer) => Keyed): Entries {
  const from = cursor(part);
  const found = new Map<string, Entry>();
  while (left(from) > 0) {
    const { key, version, expires } = read(delimited(from));
    const known = found.get(key);
    if (found.size === MAX_ENTRIES) throw new TooMuch(`more than ${MAX_ENTRIES} entries`);
    if (!known || known.version < version) found.set(key, { version, expires });
  }
  return found;
}

/** Parts of the state: `sil` and `nfl`. Parts of later releases are skipped. */
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
 * The silences and notifications of a state. A peer that has just started can answer before it has loaded both parts.
 * A missing part is an error, unlike an empty part.
 */
export function gossiped(state: Buffer): { readonly silences: Entries; readonly notifications: Entries } {
  const found = parts(state);
  const [sil, nfl] = [found.get('sil'), found.get('nfl')];
  if (!sil) throw new Malformed('no silences in the state');
  if (!nfl) throw new Malformed('no notifications in the state');
  return { silences: entries(sil, silence), notifications: entries(nfl, notification) };
}
