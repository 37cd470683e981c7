// Counts the targets in the body of `/api/v1/targets` (prometheus.io: HTTP API) while it arrives. A body has tens of
// megabytes, of which only three texts of each target are read. The time is linear, and the memory does not grow with
// the body.
import type { Outcome } from '../io/outcome.ts';

/** The targets of one scrape pool. */
export interface PoolTargets {
  up: number;
  down: number;
  /** Not scraped yet. */
  unscraped: number;
  /** Scrape errors, and how many targets have each. */
  readonly errors: Map<string, number>;
}

/** The targets by scrape pool, which is the name of the job. */
export type Pools = ReadonlyMap<string, PoolTargets>;

export interface TargetScanner {
  readonly add: (chunk: Buffer) => void;
  /** The targets; `bad` if the parts were not a whole list of targets. */
  readonly done: () => Outcome<Pools>;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN, CLOSE, LIST, LIST_END] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Depths in `{"status": ..., "data": {"activeTargets": [{...}]}}`. */
const [TOP, DATA, TARGET] = [1, 2, 4];
/** The fields of a target that are read. */
const READ: ReadonlySet<string> = new Set(['scrapePool', 'lastError', 'health']);
/** Limit of a text in bytes. The names of jobs have at most 600. */
const MAX_TEXT_BYTES = 1024;
/** Limit of the different errors of a pool. */
const MAX_ERRORS = 50;

/** A text of JSON. A cut text can end within an escape. */
function textOf(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(['"', raw, '"'].join('')) as string;
  } catch {
    return raw.replace(/\\u?[0-9a-fA-F]{0,4}/g, ' ');
  }
}

/** `errorOf`: the part of an error that targets have in common. */
export function targetScanner(errorOf: (text: string) => string): TargetScanner {
  const pools = new Map<string, PoolTargets>();
  /** The kept parts of a text that several chunks share. */
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let [depth, isText, isEscaped, isValue] = [0, false, false, false];
  let [isActive, key, isSuccess, hasList] = [false, '', false, false];
  let [pool, health, error] = ['', '', ''];

  const isRead = (): boolean =>
    depth === TARGET ? isActive && (!isValue || READ.has(key)) : depth === TOP || depth === DATA;

  const keep = (part: Buffer): void => {
    const left = MAX_TEXT_BYTES - keptBytes;
    if (left <= 0 || part.length === 0) return;
    kept.push(Buffer.from(part.subarray(0, left)));
    keptBytes += part.length;
  };

  const textEnds = (last: Buffer): void => {
    let raw: string;
    if (kept.length > 0) {
      keep(last);
      raw = Buffer.concat(kept).toString('utf8');
      [kept, keptBytes] = [[], 0];
    } else raw = last.toString('utf8', 0, MAX_TEXT_BYTES);
    if (!isValue) {
      key = raw;
      if (depth === DATA) isActive = raw === 'activeTargets';
    } else if (depth === TOP) isSuccess ||= key === 'status' && raw === 'success';
    else if (depth === TARGET && key === 'scrapePool') pool = textOf(raw);
    else if (depth === TARGET && key === 'lastError') error = textOf(raw);
    else if (depth === TARGET) health = raw;
  };

  const targetEnds = (): void => {
    let found = pools.get(pool);
    if (!found) {
      found = { up: 0, down: 0, unscraped: 0, errors: new Map() };
      pools.set(pool, found);
    }
    if (health === 'up') found.up++;
    else if (health === 'down') {
      found.down++;
      const text = errorOf(error);
      const count = found.errors.get(text);
      if (count !== undefined || found.errors.size < MAX_ERRORS) found.errors.set(text, (count ?? 0) + 1);
    } else found.unscraped++;
    [pool, health, error] = ['', '', ''];
  };

  const mark = (byte: number): void => {
    if (byte === COLON) isValue = true;
    else if (byte === COMMA) isValue = false;
    else if (byte === OPEN || byte === LIST) {
      if (byte === LIST && depth === DATA && isActive) hasList = true;
      depth++;
      isValue = false;
    } else if (byte === CLOSE || byte === LIST_END) {
      if (byte === CLOSE && depth === TARGET && isActive) targetEnds();
      depth--;
      // A closed value is followed by a key or another end.
      isValue = false;
    }
  };

  /** Adds the text from `start`. Returns the index after its end. */
  const text = (chunk: Buffer, start: number): number => {
    let i = start;
    if (isEscaped) {
      i++;
      isEscaped = false;
    }
    for (; i < chunk.length; i++) {
      const byte = chunk[i];
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) {
        isText = false;
        if (isRead()) textEnds(chunk.subarray(start, i));
        return i + 1;
      }
    }
    isEscaped = i > chunk.length;
    if (isRead()) keep(chunk.subarray(start));
    return chunk.length;
  };

  return {
    add: (chunk) => {
      for (let i = 0; i < chunk.length; ) {
        if (isText) i = text(chunk, i);
        else {
          const byte = chunk[i++] as number;
          if (byte === QUOTE) isText = true;
          else if (byte === COLON || byte === COMMA || byte >= LIST) mark(byte);
        }
      }
    },
    done: () =>
      isSuccess && hasList && depth === 0 && !isText
        ? { is: 'ok', value: pools }
        : { is: 'bad', reason: 'not a list of targets' },
  };
}
