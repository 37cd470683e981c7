// The pages of the site: all of docs/, and the documents outside that they lead to.
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { CHART, ROOT, read } from '../paths.ts';
import { indexSections } from './index.ts';

export interface Page {
  /** `docs/install.md`. */
  readonly source: string;
  /** `install.html`, from the folder of the site. */
  readonly out: string;
  readonly text: string;
  /** The first heading. */
  readonly title: string;
}

/** Documents outside of docs/, and their page. */
const OTHERS: Readonly<Record<string, string>> = {
  'README.md': 'readme.html',
  'CHANGELOG.md': 'changelog.html',
  'CONTRIBUTING.md': 'contributing.html',
  [`${CHART}/README.md`]: 'chart-values.html',
};

const html = (source: string): string =>
  OTHERS[source] ?? posix.join(dirname(source).replace(/^docs\/?/, ''), `${basename(source, '.md')}.html`);

function page(source: string): Page {
  const text = read(source);
  const [, title = source] = /^# (.+)$/m.exec(text) ?? [];
  return { source, out: html(source), text, title };
}

/** Every page of docs/, by its file from the root. */
export const documents: readonly string[] = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
  .sort();

/** All pages: first those of the index in its order, then the others. */
export function sitePages(): readonly Page[] {
  const ordered = indexSections().flatMap(({ entries }) => entries.map(({ file }) => file));
  const first = ['docs/index.md', ...ordered.filter((file) => existsSync(join(ROOT, file)))];
  const rest = documents.filter((file) => !first.includes(file));
  return [...first, ...rest, ...Object.keys(OTHERS)].map(page);
}
