// The push/pull exchange of a mesh, in which peers exchange their whole state (github.com/hashicorp/memberlist,
// net.go). `question` requests the state and sends none, so the peer merges nothing. `answered` parses the response,
// which includes the state of Alertmanager.
import { isIPv6 } from 'node:net';
import type { Outcome } from '../io/outcome.ts';
import { byte, type Cursor, cursor, EndsEarly, Malformed, TooMuch, take } from './bytes.ts';
import { gossiped } from './gossip.ts';
import { decompressed } from './lzw.ts';
import type { PeerState } from './mesh.ts';
import { type PackedMap, raw, unpackedMap, wholeNumber } from './msgpack.ts';

/** Limit in bytes of a response, compressed and decompressed. The limit of peers is 20 MiB. */
export const MAX_STATE_BYTES = 32 * 1024 * 1024;

const [PUSH_PULL, COMPRESSED, FAILURE, LABEL] = [6, 9, 13, 244];
/** A TLS server answers other data with a record of this type. */
const TLS_ALERT = 21;
const MAX_LABEL_BYTES = 255;
/** Limit of members, because each needs memory. */
const MAX_MEMBERS = 10_000;

/** A push/pull message whose header is `{Nodes: 0, UserStateLen: 0, Join: false}`. */
const NOTHING_TO_GIVE = Buffer.from('\x06\x83\xa5Nodes\x00\xacUserStateLen\x00\xa4Join\xc2', 'latin1');

/**
 * The bytes to send to a peer with this `--cluster.label`, or '' without a label. `undefined` if the label is too long.
 */
export function question(label: string): Buffer | undefined {
  const name = Buffer.from(label);
  if (name.length > MAX_LABEL_BYTES) return undefined;
  return name.length === 0
    ? NOTHING_TO_GIVE
    : Buffer.concat([Buffer.from([LABEL, name.length]), name, NOTHING_TO_GIVE]);
}

type Member = PeerState['members'] extends ReadonlyMap<string, infer M> ? M : never;
const STATES: readonly Member['state'][] = ['alive', 'suspect', 'dead', 'left'];

function address(bytes: Buffer, port: number): string {
  if (bytes.length === 4) return `${bytes.join('.')}:${port}`;
  if (bytes.length !== 16) throw new Malformed(`an address of ${bytes.length} bytes`);
  if (bytes.readUIntBE(0, 6) === 0 && bytes.readUIntBE(6, 6) === 0xffff)
    return `${bytes.subarray(12).join('.')}:${port}`;
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16)).join(':');
  return `[${shortened(groups)}]:${port}`;
}

/** An IPv6 address as Go prints it: `::` for the longest run of zeros. */
function shortened(ip: string): string {
  const short = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  return isIPv6(short) ? short : ip;
}

function member(node: PackedMap): [name: string, member: Member] {
  const state = STATES[wholeNumber(node, 'State')];
  if (!state) throw new Malformed(`a member in state ${wholeNumber(node, 'State')}`);
  return [
    raw(node, 'Name').toString('utf8'),
    { state, address: address(raw(node, 'Addr'), wholeNumber(node, 'Port')) },
  ];
}

/** A push/pull message after its type. */
function pushed(from: Cursor): PeerState {
  const header = unpackedMap(from);
  const count = wholeNumber(header, 'Nodes');
  if (count > MAX_MEMBERS) throw new TooMuch(`${count} members`);
  const members = new Map(Array.from({ length: count }, () => member(unpackedMap(from))));
  const state = take(from, wholeNumber(header, 'UserStateLen'));
  return { members, ...inner(() => gossiped(state)) };
}

/** Turns `EndsEarly` into `Malformed`, for data that is complete. */
function inner<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof EndsEarly ? new Malformed(error.message) : error;
  }
}

/** The message in a compressed message. */
function content(from: Cursor): Cursor {
  const map = unpackedMap(from);
  const algorithm = wholeNumber(map, 'Algo');
  if (algorithm !== 0) throw new Malformed(`compressed by algorithm ${algorithm}`);
  return cursor(inner(() => decompressed(raw(map, 'Buf'), MAX_STATE_BYTES)));
}

/** Text of a peer, shortened for a condition. */
const said = (message: Buffer): string =>
  message
    .subarray(0, 200)
    .toString('utf8')
    .replaceAll(/[^ -~]/g, '?');

function read(from: Cursor, compressed: boolean): Outcome<PeerState> {
  const type = byte(from);
  if (type === PUSH_PULL) return { is: 'ok', value: compressed ? inner(() => pushed(from)) : pushed(from) };
  if (type === FAILURE) return { is: 'bad', reason: `error of the peer: ${said(raw(unpackedMap(from), 'Error'))}` };
  if (type === COMPRESSED && !compressed) return read(content(from), true);
  if (type === TLS_ALERT && !compressed) return { is: 'unknown', reason: 'the mesh uses TLS' };
  return { is: 'bad', reason: `a message of type ${type} instead of the state` };
}

/** The state of a peer from all its bytes. Never throws. */
export function answered(bytes: Buffer): Outcome<PeerState> {
  if (bytes.length === 0)
    return { is: 'unknown', reason: 'closed without a response: another cluster label, or too many requests' };
  if (bytes.length > MAX_STATE_BYTES)
    return { is: 'unknown', reason: `a response of more than ${MAX_STATE_BYTES} bytes` };
  try {
    return read(cursor(bytes), false);
  } catch (error) {
    if (error instanceof EndsEarly) return { is: 'unknown', reason: 'the response was cut off' };
    if (error instanceof TooMuch) return { is: 'unknown', reason: `above a limit: ${error.message}` };
    return { is: 'bad', reason: error instanceof Malformed ? `not a state: ${error.message}` : 'not a state' };
  }
}
