// What a peer would write: the counterparts of the decoders, as simple as they can be.
import type { PeerState } from '../../../../hooks/probe/alertmanager/mesh.ts';

/** Big-endian. */
const sized = (value: number, bytes: number): Buffer => {
  const made = Buffer.alloc(bytes);
  made.writeUIntBE(value, 0, bytes);
  return made;
};

export type Plain = null | boolean | number | Buffer | string | readonly Plain[] | { readonly [key: string]: Plain };

function lengthPrefixed(value: Buffer): Buffer {
  if (value.length < 32) return Buffer.concat([Buffer.from([0xa0 | value.length]), value]);
  if (value.length < 65_536) return Buffer.concat([Buffer.from([0xda]), sized(value.length, 2), value]);
  return Buffer.concat([Buffer.from([0xdb]), sized(value.length, 4), value]);
}

function numberOf(value: number): Buffer {
  if (!Number.isInteger(value)) {
    const made = Buffer.alloc(9, 0xcb);
    made.writeDoubleBE(value, 1);
    return made;
  }
  if (value >= 0 && value < 128) return Buffer.from([value]);
  if (value >= 0) return Buffer.concat([Buffer.from([0xce]), sized(value, 4)]);
  const made = Buffer.alloc(5, 0xd2);
  made.writeInt32BE(value, 1);
  return made;
}

/** With the old raw types, as memberlist writes it. */
export function msgpack(value: Plain): Buffer {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') return numberOf(value);
  if (typeof value === 'string') return lengthPrefixed(Buffer.from(value));
  if (Buffer.isBuffer(value)) return lengthPrefixed(value);
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([0xdc]), sized(value.length, 2), ...value.map(msgpack)]);
  const rows = Object.entries(value);
  return Buffer.concat([
    Buffer.from([0xde]),
    sized(rows.length, 2),
    ...rows.flatMap(([key, of]) => [msgpack(key), msgpack(of)]),
  ]);
}

/** Codes with the width that a reader expects at each place, least significant bit first. */
export function lzwCodes(codes: Iterable<number>): Buffer {
  const bytes: number[] = [];
  let [bits, held, width, free] = [0, 0, 9, 257];
  for (const code of codes) {
    bits |= code << held;
    held += width;
    for (; held >= 8; held -= 8, bits >>>= 8) bytes.push(bits & 0xff);
    if (code === 256) [width, free] = [9, 257];
    else if (free < 4096) free += 1;
    if (free === 1 << width && width < 12) width += 1;
  }
  return Buffer.from([...bytes, bits & 0xff]);
}

/** `clears`: empties its table when that is full, as Go does; else it goes on with the full one. */
export function lzw(plain: Buffer, clears = true): Buffer {
  const codes = [256];
  let table = new Map<string, number>();
  let known = '';
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (table.get(text) as number));
  for (const letter of plain.toString('latin1')) {
    const longer = known + letter;
    if (longer.length === 1 || table.has(longer)) {
      known = longer;
      continue;
    }
    codes.push(codeOf(known));
    if (table.size < 4096 - 258) table.set(longer, 258 + table.size);
    else if (clears) {
      codes.push(256);
      table = new Map();
    }
    known = letter;
  }
  if (known) codes.push(codeOf(known));
  return lzwCodes([...codes, 257]);
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field of a protobuf message: a number as a varint, all else after its length. */
export const field = (number: number, value: number | bigint | string | Buffer): Buffer => {
  if (typeof value === 'number' || typeof value === 'bigint') return Buffer.concat([varint(8 * number), varint(value)]);
  return Buffer.concat([varint(8 * number + 2), delimited(Buffer.from(value as string))]);
};

export const delimited = (message: Buffer): Buffer => Buffer.concat([varint(message.length), message]);

export const time = (milliseconds: number): Buffer => {
  const seconds = Math.floor(milliseconds / 1000);
  return Buffer.concat([field(1, seconds), field(2, Math.round((milliseconds - seconds * 1000) * 1e6))]);
};

export const silence = (id: string, updated: number, expires: number): Buffer => {
  const matcher = Buffer.concat([field(1, 0), field(2, 'alertname'), field(3, 'Down')]);
  const inner = [
    field(1, id),
    field(2, matcher),
    field(3, time(updated)),
    field(5, time(updated)),
    field(9, 'a comment'),
  ];
  return delimited(Buffer.concat([field(1, Buffer.concat(inner)), field(2, time(expires))]));
};

/** `key`: `group key:group/integration/index`; `firing`: the hash of an alert. */
export const notification = (key: string, at: number, expires: number, firing = 0xffff_ffff_ffff_ffffn): Buffer => {
  const [, group, name, integration, index] = /^(.*):([^/]*)\/([^/]*)\/(\d+)$/s.exec(key) as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  const receiver = Buffer.concat([field(1, name), field(2, integration), field(3, Number(index))]);
  const entry = [field(1, group), field(2, receiver), field(5, time(at)), field(6, firing)];
  return delimited(Buffer.concat([field(1, Buffer.concat(entry)), field(2, time(expires))]));
};

export const part = (key: string, entries: readonly Buffer[]): Buffer =>
  field(1, Buffer.concat([field(1, key), ...(entries.length > 0 ? [field(2, Buffer.concat(entries))] : [])]));

export const userState = ({ silences, notifications }: PeerState): Buffer =>
  Buffer.concat([
    part(
      'nfl',
      [...notifications].map(([key, { version, expires }]) => notification(key, version, expires)),
    ),
    part(
      'sil',
      [...silences].map(([key, { version, expires }]) => silence(key, version, expires)),
    ),
  ]);

/** A push/pull message; `state` and `header` overrule what belongs there. Members have IPv4 addresses. */
export function pushPull(
  of: PeerState,
  { state = userState(of), header = {} }: { state?: Buffer; header?: Record<string, Plain> } = {},
): Buffer {
  const nodes = [...of.members].map(([name, member]) => {
    const [, ip, port] = /^(.*):(\d+)$/.exec(member.address) as unknown as [string, string, string];
    const at = ['alive', 'suspect', 'dead', 'left'].indexOf(member.state);
    const addr = Buffer.from(ip.split('.').map(Number));
    const versions = Buffer.from([1, 5, 2, 2, 5, 4]);
    return msgpack({
      Name: name,
      Addr: addr,
      Port: Number(port),
      Meta: null,
      Incarnation: 1,
      State: at,
      Vsn: versions,
    });
  });
  const head = msgpack({ Nodes: nodes.length, UserStateLen: state.length, Join: false, ...header });
  return Buffer.concat([Buffer.from([6]), head, ...nodes, state]);
}

export const compressed = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([9]), msgpack({ Algo: 0, Buf: lzw(message) })]);
