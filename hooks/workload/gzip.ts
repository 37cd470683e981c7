// gzip in cached members of moderate size. When one job of thousands changes, only its member is compressed again.
// Readers see one file (RFC 1952, 2.2: a gzip file is a sequence of members).
import { gzipSync } from 'node:zlib';
import { recall, remember } from '../core/memo.ts';

/** The pieces of a member, and its bytes. Equal pieces are mostly the same string, so comparing them is cheap. */
interface Member {
  readonly pieces: readonly string[];
  readonly bytes: Buffer;
}

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

function member(owner: string, pieces: readonly string[]): Buffer {
  const key = `gzip ${owner} ${pieces[0]?.slice(0, 96) ?? ''}`;
  const known = recall('results', key) as Member | undefined;
  if (known?.pieces.length === pieces.length && known.pieces.every((piece, i) => piece === pieces[i]))
    return known.bytes;
  const bytes = gzip(pieces.join(''));
  // The pieces themselves are already cached.
  remember('results', key, { pieces, bytes } satisfies Member, bytes.length + REFERENCE * pieces.length);
  return bytes;
}

/**
 * The pieces as one gzip file. A piece should begin with a stable and unique text (a job's name). `owner`: key of the
 * cache, without effect on the bytes.
 */
export function gzipPieces(owner: string, pieces: readonly string[]): Buffer {
  const out: Buffer[] = [];
  let [group, size]: [string[], number] = [[], 0];
  const close = () => {
    out.push(member(owner, group));
    [group, size] = [[], 0];
  };
  for (const piece of pieces) {
    group.push(piece);
    size += piece.length;
    if (ends(piece) || size >= LARGEST) close();
  }
  if (group.length > 0 || out.length === 0) close();
  return Buffer.concat(out);
}
