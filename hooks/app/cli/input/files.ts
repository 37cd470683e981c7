// Objects in files and directories, and on standard input.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../core/options.ts';
import type { Io } from '../command.ts';
import { type Loaded, objectsIn } from './documents.ts';

/** Limits of the files of one call. */
const MAX_FILES = 20_000;
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_DEPTH = 30;

const EXTENSION = /\.(ya?ml|json)$/;
/** Folders that hold no manifests. */
const SKIPPED = /^(\.|node_modules$)/;

const STDIN = '-';

interface Source {
  readonly path: string;
  readonly bytes: number;
  /** Whether the user has named the file itself. */
  readonly isNamed: boolean;
}

const reason = (error: unknown): string => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  return code === 'EACCES' ? 'cannot be read: permission denied' : `cannot be read (${code ?? 'unknown error'})`;
};

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${path}: ${reason(error)}`);
  }
}

/** The manifests below a directory, sorted. Links to directories are not followed. */
function filesBelow(directory: string, depth = 0): Source[] {
  if (depth > MAX_DEPTH) throw new UsageError(`${directory}: more than ${MAX_DEPTH} directories in each other`);
  const entries = attempt(directory, () => readdirSync(directory, { withFileTypes: true }));
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): Source[] => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return SKIPPED.test(entry.name) ? [] : filesBelow(path, depth + 1);
      if (!EXTENSION.test(entry.name)) return [];
      const found = attempt(path, () => statSync(path));
      return found.isFile() ? [{ path, bytes: found.size, isNamed: false }] : [];
    });
}

function sourcesOf(path: string): Source[] {
  const found = attempt(path, () => statSync(path));
  return found.isDirectory() ? filesBelow(path) : [{ path, bytes: found.size, isNamed: true }];
}

function checkLimits(sources: readonly Source[]): void {
  if (sources.length > MAX_FILES) throw new UsageError(`more than ${MAX_FILES} files: name fewer directories`);
  const large = sources.find(({ bytes }) => bytes > MAX_FILE_BYTES);
  if (large) throw new UsageError(`${large.path}: has more than ${MAX_FILE_BYTES} bytes`);
  if (sources.reduce((sum, { bytes }) => sum + bytes, 0) > MAX_BYTES)
    throw new UsageError(`the files have more than ${MAX_BYTES} bytes together`);
}

/** A text that changes when a file changes, or when there are other files. Standard input never does. */
export const filesState = (paths: readonly string[]): string =>
  paths
    .filter((path) => path !== STDIN)
    .flatMap(sourcesOf)
    .map(({ path, bytes }) => `${path} ${bytes} ${attempt(path, () => statSync(path)).mtimeMs}`)
    .join('\n');

/** The texts of files, of the manifests below directories, and of standard input (`-`). Throws `UsageError`. */
export async function textsOf(
  paths: readonly string[],
  io: Io,
): Promise<readonly { readonly file: string; readonly text: string; readonly isNamed: boolean }[]> {
  const sources = paths.filter((path) => path !== STDIN).flatMap(sourcesOf);
  checkLimits(sources);
  const read = sources.map(({ path, isNamed }) => ({
    file: path,
    text: attempt(path, () => readFileSync(path, 'utf8')),
    isNamed,
  }));
  return paths.includes(STDIN) ? [...read, { file: STDIN, text: await io.stdin(), isNamed: true }] : read;
}

/** The objects of files, of the manifests below directories, and of standard input (`-`). Throws `UsageError`. */
export async function readFiles(paths: readonly string[], io: Io): Promise<Loaded> {
  const loaded = (await textsOf(paths, io)).map(({ file, text, isNamed }) => objectsIn(text, file, isNamed));
  return {
    objects: loaded.flatMap(({ objects }) => objects),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}
