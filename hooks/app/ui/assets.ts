// The files of the page: ui/ of this package, and one file of the package htm, which has Preact too.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../core/options.ts';

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const START = 'index.html';
/** Preact and htm as one module, in the package htm. */
const PREACT = 'preact/standalone.module.js';

/** The folder `ui` with the page, in a folder above this file. */
function pageFolder(folder: string): string | undefined {
  const candidate = join(folder, 'ui');
  try {
    if (readdirSync(candidate).includes(START)) return candidate;
  } catch {
    // No such folder here.
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : pageFolder(parent);
}

const extension = (name: string): string => /\.[a-z]+$/.exec(name)?.[0] ?? '';

/** The files by their path. Throws `UsageError` where they are not installed, as in the image. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const folder = pageFolder(dirname(fileURLToPath(import.meta.url)));
  if (!folder) throw new UsageError('the files of the page are not here: run it from a clone or the npm package');
  const files = readdirSync(folder).filter((name) => Object.hasOwn(TYPES, extension(name)));
  const own = files.map((name): readonly [string, Asset] => [
    name === START ? '/' : `/${name}`,
    { type: TYPES[extension(name)] ?? '', content: readFileSync(join(folder, name)) },
  ]);
  const main = createRequire(import.meta.url).resolve('htm');
  const preact = { type: TYPES['.js'] ?? '', content: readFileSync(join(dirname(main), '..', PREACT)) };
  return new Map([...own, ['/preact.js', preact]]);
}
