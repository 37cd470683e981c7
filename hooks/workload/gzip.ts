// gzip in cached chunks of moderate size. When one job of thousands changes, only its chunk and the next one are
// compressed again. Each chunk may refer to the text of the chunk in front of it, as within one stream (RFC 1951, 2).
import { constants, deflateRawSync, gunzipSync, gzipSync } from 'node:zlib';
import { type Checksum, checksum, followed, NO_CONTENT } from '../core/crc32.ts';
import { ofSame } from '../core/identity.ts';
import { recall, remember } from '../core/memo.ts';

/** A chunk of a stream. Equal pieces are mostly the same string, so comparing them is cheap. */
interface Chunk {
  /** The pieces of the chunk in front of it. */
  readonly before: readonly string[];
  readonly pieces: readonly string[];
  readonly bytes: Buffer;
  readonly sum: Checksum;
}

/** Chunks that are kept of those with the same first piece: workloads can have different jobs behind it. */
const VARIANTS = 4;

/**
 * Whether a chunk ends after a piece, by its hash: on average after 32 pieces. An insertion moves no other boundary.
 */
const ends = (piece: string): boolean => {
  let hash = 0;
  for (let i = 0; i < Math.min(piece.length, 128); i++) hash = (Math.imul(hash, 31) + piece.charCodeAt(i)) | 0;
  return (hash >>> 8) % 32 === 0;
};
const LARGEST = 512 * 1024;
/** Bytes of a reference in a list. */
const REFERENCE = 8;
/** How far back a reference of DEFLATE reaches. */
const WINDOW = 32 * 1024;
/** Higher levels save 5 % and take twenty times as long for some texts. */
const LEVEL = 6;

/** No name, no time, no operating system (RFC 1952, 2.3): the bytes depend on the content only. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty last block (RFC 1951, 3.2.3). */
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** Compresses a content. */
export function gzip(content: string | Buffer): Buffer {
  const out = gzipSync(content, { level: LEVEL });
  HEADER.copy(out);
  return out;
}

/** The content of gzip in base64; `undefined` if it is none, or has more than `largest` bytes. */
export function gunzip(base64: string, largest: number): string | undefined {
  try {
    return gunzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: largest }).toString('utf8');
  } catch {
    return undefined;
  }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((piece, i) => piece === other[i]);

const textOf = (pieces: readonly string[]): Buffer => Buffer.from(pieces.join(''));

/** A part of a stream. It ends at a byte, and the stream goes on. */
function deflated(content: Buffer, before: readonly string[]): Buffer {
  const dictionary = textOf(before).subarray(-WINDOW);
  return deflateRawSync(content, {
    level: LEVEL,
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary.length > 0 ? { dictionary } : {}),
  });
}

function chunk(pieces: readonly string[], before: readonly string[]): Chunk {
  const key = `gzip ${pieces[0]?.slice(0, 96) ?? ''}`;
  const known = (recall('results', key) ?? []) as readonly Chunk[];
  const found = known.find((one) => isSame(one.pieces, pieces) && isSame(one.before, before));
  if (found) return found;
  const content = textOf(pieces);
  const made = { before, pieces, bytes: deflated(content, before), sum: checksum(content) };
  const kept = [made, ...known].slice(0, VARIANTS);
  // The pieces themselves are already cached.
  const size = kept.reduce((sum, one) => sum + one.bytes.length + REFERENCE * one.pieces.length, 0);
  remember('results', key, kept, size);
  return made;
}

/** The pieces in groups for chunks. */
function chunksOf(pieces: readonly string[]): (readonly string[])[] {
  const out: string[][] = [];
  let [group, size]: [string[], number] = [[], 0];
  for (const piece of pieces) {
    // A rejected object has no text. It must not end a chunk.
    if (piece === '') continue;
    group.push(piece);
    size += piece.length;
    if (ends(piece) || size >= LARGEST) {
      out.push(group);
      [group, size] = [[], 0];
    }
  }
  return group.length > 0 ? [...out, group] : out;
}

/** The pieces as a file. */
function compressed(pieces: readonly string[]): Buffer {
  const chunks: Chunk[] = [];
  let before: readonly string[] = [];
  for (const group of chunksOf(pieces)) {
    chunks.push(chunk(group, before));
    before = group;
  }
  const { crc, length } = chunks.reduce((sum, one) => followed(sum, one.sum), NO_CONTENT);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc);
  end.writeUInt32LE(length % 2 ** 32, 4);
  return Buffer.concat([HEADER, ...chunks.map(({ bytes }) => bytes), LAST_BLOCK, end]);
}

const compressedOnce = ofSame(compressed);

/**
 * The pieces of all groups as one gzip file: readers see the files of the groups as one (RFC 1952, 2.2). A piece should
 * begin with a stable and unique text (a job's name). A group that is the same array as before, which must never
 * change, costs nothing.
 */
export function gzipGroups(groups: readonly (readonly string[])[]): Buffer {
  const filled = groups.filter((group) => group.some((piece) => piece !== ''));
  return filled.length > 0 ? Buffer.concat(filled.map(compressedOnce)) : gzip('');
}
