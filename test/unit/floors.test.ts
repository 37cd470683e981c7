// Imports inside hooks/ go down the floors of test/floors.ts only, and only core and app take the request of
// Metacontroller.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import t from 'tap';
import { folders, forbidden, isIn, rules, written } from '../floors.ts';
import { temporaryFolder } from '../support/folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BIOME = join(ROOT, 'node_modules/.bin/biome');

t.test('the lint rules are those of the floors', async (t) => {
  t.equal(written(), rules(), 'after a change of the folders: npm run floors');
});

/** The lines with imports that lint rejects, as `FILE:LINE`, in a project that has these files alone. */
function rejected(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const project = temporaryFolder('floors-');
  for (const config of ['biome.json', 'biome.floors.json']) copyFileSync(join(ROOT, config), join(project, config));
  for (const [file, text] of files) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const flags = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', 'hooks'];
  const { stdout } = spawnSync(BIOME, flags, { cwd: project, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return new Set(
    [...stdout.matchAll(/lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g)].map(
      ([, file = '', line]) => `${relative(project, file)}:${line}`,
    ),
  );
}

t.test('an import that goes up, or to the same floor, fails lint; one that goes down passes', async (t) => {
  const goesDown = (from: string, to: string): boolean =>
    !to.startsWith(from) && !from.startsWith(to) && !forbidden(from).some((floor) => isIn(to, floor));
  const files = new Map<string, string>();
  const [wrong, right]: [string[], string[]] = [[], []];
  for (const from of folders()) {
    const [up, down] = [forbidden(from), folders().filter((to) => goesDown(from, to))];
    const file = `hooks/${from}/all.ts`;
    const lines = [...up, ...down].map((to, i) => {
      (i < up.length ? wrong : right).push(`${file}:${i + 1}`);
      return `import { a as a${i} } from '${relative(`hooks/${from}`, `hooks/${to}`)}/some.ts';\n`;
    });
    files.set(file, lines.join(''));
  }
  t.ok(wrong.length > 100 && right.length > 100, `${wrong.length} go up, ${right.length} go down`);
  const found = rejected(files);
  t.strictSame(
    wrong.filter((line) => !found.has(line)),
    [],
  );
  t.strictSame(
    right.filter((line) => found.has(line)),
    [],
  );
});

t.test('only core and app take the request of Metacontroller', async (t) => {
  const readsRequest = /^(core\/(hook|inputs)\.ts|app\/)/;
  const files = readdirSync(join(ROOT, 'hooks'), { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((file) => file.endsWith('.ts') && !readsRequest.test(file))
    .filter((file) => {
      const text = readFileSync(join(ROOT, 'hooks', file), 'utf8');
      return /\bSyncRequest\b/.test(text);
    });
  t.strictSame(found, []);
});
