// The exchange in which peers of a mesh give each other their whole state, read from outside: `question` asks for it
// and brings nothing, so the peer merges nothing;
// `answered` makes facts of what came back. The protocol is that of memberlist (github.com/hashicorp/memberlist,
// net.go), inside it the state of Alertmanager.
import { isIPv6 } from 'node:net';
import type { Outcome } from '../io/outcome.ts';
import { byte, type Cursor, cursor, EndsEarly, Malformed, TooMuch, take } from './bytes.ts';
import { gossiped } from './gossip.ts';
import { decompressed } from './lzw.ts';
import type { PeerState } from './mesh.ts';
import { type PackedMap, raw, unpackedMap, wholeNumber } from './msgpack.ts';

/** What a peer may send, and what may come out of it. Peers themselves take 20 MiB of state. */
export const LARGEST_ANSWER = 32 * 1024 * 1024;

const [PUSH_PULL, COMPRESSED, FAILURE, LABEL] = [6, 9, 13, 244];
/** Where TLS is expected and something else came, a TLS server answers with a record of this type. */
const TLS_ALERT = 21;
const LONGEST_LABEL = 255;
/** Far above any mesh; each costs memory. */
const MOST_MEMBERS = 10_000;

/** A push/pull message whose header is `{Nodes: 0, UserStateLen: 0, Join: false}`. */
const NOTHING_TO_GIVE = Buffer.from('\x06\x83\xa5Nodes\x00\xacUserStateLen\x00\xa4Join\xc2', 'latin1');

/**
 * The bytes to send to a peer of the mesh with this `--cluster.label`, '' for none. `undefined`: no mesh can have such
 * a label.
 */
export function question(label: string): Buffer | undefined {
  const name = Buffer.from(label);
  if (name.length > LONGEST_LABEL) return undefined;
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

/** As Go prints it: the longest run of zeros left out. */
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

/** What follows the type of a push/pull message. */
function pushed(from: Cursor): PeerState {
  const header = unpackedMap(from);
  const count = wholeNumber(header, 'Nodes');
  if (count > MOST_MEMBERS) throw new TooMuch(`${count} members`);
  const members = new Map(Array.from({ length: count }, () => member(unpackedMap(from))));
  const state = take(from, wholeNumber(header, 'UserStateLen'));
  return { members, ...inner(() => gossiped(state)) };
}

/** Bytes that are all there and still end early are wrong, not cut off. */
function inner<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof EndsEarly ? new Malformed(error.message) : error;
  }
}

/** The message inside a compressed one. */
function content(from: Cursor): Cursor {
  const map = unpackedMap(from);
  const algorithm = wholeNumber(map, 'Algo');
  if (algorithm !== 0) throw new Malformed(`compressed by algorithm ${algorithm}`);
  return cursor(inner(() => decompressed(raw(map, 'Buf'), LARGEST_ANSWER)));
}

/** Text of a peer, cut to what fits a condition. */
const said = (message: Buffer): string =>
  message
    .subarray(0, 200)
    .toString('utf8')
    .replaceAll(/[^ -~]/g, '?');

function read(from: Cursor, compressed: boolean): Outcome<PeerState> {
  const type = byte(from);
  if (type === PUSH_PULL) return { is: 'ok', value: compressed ? inner(() => pushed(from)) : pushed(from) };
  if (type === FAILURE) return { is: 'bad', reason: `the peer says: ${said(raw(unpackedMap(from), 'Error'))}` };
  if (type === COMPRESSED && !compressed) return read(content(from), true);
  if (type === TLS_ALERT && !compressed) return { is: 'unknown', reason: 'the mesh speaks TLS' };
  return { is: 'bad', reason: `a message of type ${type} instead of the state` };
}

/** All bytes that a peer sent until it closed -> its state. Never throws. */
export function answered(bytes: Buffer): Outcome<PeerState> {
  if (bytes.length === 0)
    return { is: 'unknown', reason: 'closed without an answer: another cluster label, or too many requests' };
  if (bytes.length > LARGEST_ANSWER) return { is: 'unknown', reason: `an answer of more than ${LARGEST_ANSWER} bytes` };
  try {
    return read(cursor(bytes), false);
  } catch (error) {
    if (error instanceof EndsEarly) return { is: 'unknown', reason: 'the answer was cut off' };
    if (error instanceof TooMuch) return { is: 'unknown', reason: `more than can be read: ${error.message}` };
    return { is: 'bad', reason: error instanceof Malformed ? `not a state: ${error.message}` : 'not a state' };
  }
}
