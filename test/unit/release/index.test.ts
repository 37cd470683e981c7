// docs/index.md orders all pages of docs/: tutorial, how-to, reference, explanation.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../../../release/paths.ts';
import { INDEX, indexSections } from '../../../release/site/index.ts';
import { documents } from '../../../release/site/pages.ts';

const sections = indexSections();
const entries = sections.flatMap((section) => section.entries);

t.test('each page is in the index exactly once', async (t) => {
  const listed = entries.map(({ file }) => file);
  t.ok(documents.length > 30);
  for (const file of documents.filter((one) => one !== INDEX))
    t.equal(listed.filter((one) => one === file).length, 1, file);
});

t.test('every page of the index exists', async (t) => {
  for (const { file } of entries) t.ok(existsSync(join(ROOT, file)), file);
});

t.test('the sections are those of documentation that people know, in this order', async (t) => {
  const titles = sections.filter(({ depth }) => depth === 2).map(({ title }) => title);
  t.strictSame(titles, ['Tutorial', 'How-to', 'Reference', 'Explanation']);
  t.strictSame(
    sections.find(({ title }) => title === 'Tutorial')?.entries.map(({ file }) => file),
    ['docs/tutorial.md'],
  );
});

t.test('each page has a sentence that says what it is for, but those of kinds', async (t) => {
  for (const { file, about } of entries) if (!file.startsWith('docs/reference/')) t.match(about, /^\S.{8,}[.]$/, file);
});
