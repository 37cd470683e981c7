// What the documents say is so: every option, every link, every npm script.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import t from 'tap';
import { help } from '../../hooks/core/options.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(`${root}/docs`).map((name) => `docs/${name}`)];

t.test('docs/options.md has a row for each flag, with its own help line', async (t) => {
  const page = read('docs/options.md');
  for (const [, flag = '', line = ''] of help().matchAll(/^ {2}(--\S+)\s+(.*?)(?: \([^()]*\))?$/gm)) {
    t.ok(page.includes(`| \`${flag}\` | ${line}`), `${flag} is documented as --help says`);
  }
});

t.test('links in documents lead somewhere', async (t) => {
  for (const document of documents) {
    const folder = resolve(root, document, '..');
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)#]+)\)/g)) {
      if (!/^https?:/.test(target)) t.ok(existsSync(resolve(folder, target)), `${document}: ${target}`);
    }
  }
});

t.test('npm scripts that documents name exist', async (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const document of documents) {
    for (const [, script = ''] of read(document).matchAll(/npm run (?:-s )?([a-z0-9:]+)/g))
      t.ok(scripts[script], `${document}: npm run ${script}`);
  }
});

t.test('no document and no source names a machine, a registry or a path of a workplace', async (t) => {
  for (const document of documents) t.notMatch(read(document), /\/(root|work|home)\/|registry\.npmjs|proxy\.golang/, document);
});
