// gzip in cached members of moderate size. When one job of thousands changes, only its member is compressed again.
// Readers see one file (RFC 1952, 2.2: a gzip file is a sequence of members).
import { gzipSync } from 'node:zlib';
import { ofSame } from '../core/identity.ts';
import { recall, remember } from '../core/memo.ts';

/** The pieces of a member, and its bytes. Equal pieces are mostly the same string, so comparing them is cheap. */
interface Member {
  readonly pieces: readonly string[];
  readonly bytes: Buffer;
}

/** Members that are kept of those with the same first piece: workloads can have different jobs behind it. */
const VARIANTS = 4;

/**
 * Whether a member ends after a piece, by its hash: on average after 32 pieces. An insertion moves no other boundary.
 */
const ends = (piece: string): boolean => {
  let hash = 0;
  for (let i = 0; i < Math.min(piece.length, 128); i++) hash = (Math.imul(hash, 31) + piece.charCodeAt(i)) | 0;
  return (hash >>> 8) % 32 === 0;
};
const LARGEST = 512 * 1024;
/** Bytes of a reference in a list. */
const REFERENCE = 8;

/** Compresses a content. The bytes depend on the content only: no name, no time, no operating system. */
export function gzip(content: string | Buffer): Buffer {
  const out = gzipSync(content, { level: 6 });
  out[9] = 0xff;
  return out;
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((piece, i) => piece === other[i]);

function member(pieces: readonly string[]): Buffer {
  const key = `gzip ${pieces[0]?.slice(0, 96) ?? ''}`;
  const known = (recall('results', key) ?? []) as readonly Member[];
  const found = known.find((one) => isSame(one.pieces, pieces));
  if (found) return found.bytes;
  const bytes = gzip(pieces.join(''));
  const kept = [{ pieces, bytes }, ...known].slice(0, VARIANTS);
  // The pieces themselves are already cached.
  const size = kept.reduce((sum, one) => sum + one.bytes.length + REFERENCE * one.pieces.length, 0);
  remember('results', key, kept, size);
  return bytes;
}

/** The pieces as members. */
function compressed(pieces: readonly string[]): Buffer {
  const out: Buffer[] = [];
  let [group, size]: [string[], number] = [[], 0];
  const close = () => {
    out.push(member(group));
    [group, size] = [[], 0];
  };
  for (const piece of pieces) {
    group.push(piece);
    size += piece.length;
    if (ends(piece) || size >= LARGEST) close();
  }
  if (group.length > 0) close();
  return Buffer.concat(out);
}

const compressedOnce = ofSame(compressed);

/**
 * The pieces of all groups as one gzip file. A piece should begin with a stable and unique text (a job's name). A group
 * that is the same array as before, which must never change, costs nothing.
 */
export function gzipGroups(groups: readonly (readonly string[])[]): Buffer {
  const filled = groups.filter((group) => group.some((piece) => piece !== ''));
  return filled.length > 0 ? Buffer.concat(filled.map(compressedOnce)) : gzip('');
}
