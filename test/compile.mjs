// Compiles tests to JavaScript, so that no process of theirs loads TypeScript: `node test/compile.mjs e2e mesh` makes a
// file node_modules/.cache/tests/SUITE/NAME.test.js of each test/SUITE/NAME.test.ts. The variable HOOKS_MAIN names the
// compiled hooks.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const ROOT = resolve(import.meta.dirname, '..');
const CACHE = join(ROOT, 'node_modules/.cache/tests');

/** The test files of a suite, in all its folders, sorted; relative to the project. */
export const testFiles = (suite) =>
  readdirSync(join(ROOT, 'test', suite), { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${suite}/${file}`)
    .sort();

/** What a module says of its own place stays true: it means the source. */
const places = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const literals = { dirname: dirname(path), filename: path, url: pathToFileURL(path).href };
      const contents = readFileSync(path, 'utf8').replace(/\bimport\.meta\.(dirname|filename|url)\b/g, (_, name) =>
        JSON.stringify(literals[name]),
      );
      return { contents, loader: 'ts' };
    });
  },
};

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  // Node reads the lines of the sources from these, with --enable-source-maps.
  sourcemap: 'linked',
  sourcesContent: false,
  write: false,
  logLevel: 'warning',
};

/**
 * Writes what changed, and removes what is no longer made. A test that runs at the same time never sees half a file of
 * the same sources.
 */
function write(folder, outputs) {
  mkdirSync(folder, { recursive: true });
  const made = new Set(outputs.map(({ path }) => path));
  for (const { path, contents } of outputs) {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path) || !readFileSync(path).equals(contents)) writeFileSync(path, contents);
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !made.has(path)) rmSync(path);
  }
}

/**
 * Builds tap with the plugins of package.json, where it is built with others, as after `npm ci`. Test runs that start at
 * the same time would each do it, over one another.
 */
function buildTap() {
  const built = join(ROOT, 'node_modules/@tapjs/test/test-built/dist/esm/index.js');
  const { tap } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const removed = tap.plugin.map((name) => name.replace('!', ''));
  if (existsSync(built) && !removed.some((name) => readFileSync(built, 'utf8').includes(name))) return;
  const { status } = spawnSync('npx', ['tap', 'build'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('tap cannot be built: remove node_modules and run npm ci');
}

/**
 * Compiles `entries` (output name to source) and the programs of the hooks into a folder of the cache. Gives the
 * folder.
 */
export async function compile(name, entries, plugins = []) {
  buildTap();
  const outdir = join(CACHE, name);
  const programs = join(outdir, 'hooks');
  const [hooks, tests] = await Promise.all([
    build({
      ...OPTIONS,
      entryPoints: ['hooks/app/main.ts', 'hooks/app/worker.ts'],
      outdir: programs,
    }),
    build({
      ...OPTIONS,
      entryPoints: entries,
      outdir,
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      plugins: [...plugins, places],
      banner: { js: `process.env.HOOKS_MAIN ||= ${JSON.stringify(join(programs, 'main.js'))};` },
    }),
  ]);
  // Node looks for the kind of a module no further up than node_modules.
  const kind = { path: join(outdir, 'package.json'), contents: Buffer.from('{ "type": "module" }\n') };
  write(outdir, [kind, ...hooks.outputFiles, ...tests.outputFiles]);
  return outdir;
}

async function suites(names) {
  for (const suite of names) {
    const entries = testFiles(suite).map((file) => [relative(`test/${suite}`, file).replace(/\.ts$/, ''), file]);
    await compile(suite, Object.fromEntries(entries));
  }
}

if (process.argv[1] === import.meta.filename) await suites(process.argv.slice(2));
