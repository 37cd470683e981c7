// Decompresses LZW. The variant of GIF
// (https://www.w3.org/Graphics/GIF/spec-gif89a.txt, appendix F) with 8-bit literals, least significant bit first: codes
// begin at 9 bits and grow to 12, 256 empties the table, 257 ends. Go's compress/lzw writes it for the gossip of
// Alertmanager.
import { EndsEarly, Malformed, TooMuch } from './bytes.ts';

const [CLEAR, END, FIRST] = [256, 257, 258];
const [NARROWEST, WIDEST] = [9, 12];
const FIRST_SIZE = 1 << 16;

/** Growing output with a limit, because one code can expand to thousands of bytes. */
function output(limit: number) {
  let bytes = Buffer.allocUnsafe(Math.min(FIRST_SIZE, limit));
  let length = 0;
  const reserve = (more: number): void => {
    const wanted = length + more;
    if (wanted > limit) throw new TooMuch(`more than ${limit} bytes uncompressed`);
    if (wanted <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.min(limit, Math.max(wanted, 2 * bytes.length)));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  };
  return {
    length: () => length,
    put: (value: number): void => {
      reserve(1);
      bytes[length] = value;
      length += 1;
    },
    /** Repeats the output from `start`, byte by byte, because the source can overlap the destination. */
    repeat: (start: number, count: number): void => {
      reserve(count);
      for (let i = 0; i < count; i += 1) bytes[length + i] = bytes[start + i] as number;
      length += count;
    },
    done: (): Buffer => bytes.subarray(0, length),
  };
}

/** Reads codes of a variable width. */
function codes(compressed: Buffer) {
  let [at, bits, available] = [0, 0, 0];
  return (width: number): number => {
    while (available < width) {
      const more = compressed[at];
      if (more === undefined) throw new EndsEarly('compressed bytes without an end');
      bits |= more << available;
      available += 8;
      at += 1;
    }
    const code = bits & ((1 << width) - 1);
    bits >>>= width;
    available -= width;
    return code;
  };
}

/** The decompressed bytes, at most `limit`. Throws `Malformed`. */
export function decompressed(compressed: Buffer, limit: number): Buffer {
  const next = codes(compressed);
  const out = output(limit);
  // A table entry is a range of the output: the expansion of the previous code and one more byte.
  const starts = new Uint32Array(1 << WIDEST);
  const lengths = new Uint32Array(1 << WIDEST);
  let [width, free, before, beforeLength] = [NARROWEST, FIRST, 0, 0];
  for (;;) {
    const code = next(width);
    if (code === END) return out.done();
    if (code === CLEAR) {
      [width, free, beforeLength] = [NARROWEST, FIRST, 0];
      continue;
    }
    const start = out.length();
    if (beforeLength > 0 && free < 1 << WIDEST) {
      starts[free] = before;
      lengths[free] = beforeLength + 1;
      free += 1;
    }
    if (code >= free) throw new Malformed(`code ${code} is not in the table`);
    if (code < CLEAR) out.put(code);
    else out.repeat(starts[code] as number, lengths[code] as number);
    [before, beforeLength] = [start, out.length() - start];
    if (free === 1 << width && width < WIDEST) width += 1;
  }
}
