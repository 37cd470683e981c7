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

/** The files of a project of its own in which lint finds something. */
function lintErrors(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const project = temporaryFolder('floors-');
  for (const config of ['biome.json', 'biome.floors.json']) copyFileSync(join(ROOT, config), join(project, config));
  for (const [file, text] of files) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
  const flags = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', 'hooks'];
  const { stdout } = spawnSync(BIOME, flags, { cwd: project, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return new Set(
    [...stdout.matchAll(/lint\/style\/noRestrictedImports,file=([^,]+)/g)].map(([, file = '']) =>
      relative(project, file),
    ),
  );
}

t.test('an import that goes up, or to the same floor, fails lint; one that goes down passes', async (t) => {
  const importing = (from: string, to: string): string =>
    `import { a } from '${relative(`hooks/${from}`, `hooks/${to}`)}/some.ts';\n\nexport const b = a;\n`;
  const wrong = folders().flatMap((from) =>
    forbidden(from).map((to, i): [string, string] => [`hooks/${from}/wrong${i}.ts`, importing(from, to)]),
  );
  const goesDown = (from: string, to: string): boolean =>
    !to.startsWith(from) && !from.startsWith(to) && !forbidden(from).some((floor) => isIn(to, floor));
  const right = folders().flatMap((from) =>
    folders()
      .filter((to) => goesDown(from, to))
      .map((to, i): [string, string] => [`hooks/${from}/right${i}.ts`, importing(from, to)]),
  );
  t.ok(wrong.length > 100 && right.length > 100, `${wrong.length} go up, ${right.length} go down`);
  const found = lintErrors(new Map([...wrong, ...right]));
  t.strictSame(
    wrong.map(([file]) => file).filter((file) => !found.has(file)),
    [],
  );
  t.strictSame(
    right.map(([file]) => file).filter((file) => found.has(file)),
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
