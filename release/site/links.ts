// Links of Markdown -> links of the site.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT } from '../paths.ts';
import type { Page } from './pages.ts';

export interface Site {
  readonly pages: readonly Page[];
  /** Address of the files that are no pages, such as `https://example.com/blob/v1`. Empty: the clone beside the site. */
  readonly files: string;
}

/** The path from the folder of one page to another. */
export const relative = (from: string, to: string): string => posix.relative(posix.dirname(from), to) || to;

/**
 * Where a link of a page leads on the site: another page, a picture, a file of the project, or an address as it is.
 * `undefined` if it leads to a page that is not there yet.
 */
export function target(href: string, from: Page, site: Site): string | undefined {
  if (/^[a-z]+:/.test(href) || href.startsWith('#')) return href;
  const [path = '', anchor] = href.split('#');
  const file = posix.join(posix.dirname(from.source), path);
  const hash = anchor === undefined ? '' : `#${anchor}`;
  const page = site.pages.find(({ source }) => source === file);
  if (page) return relative(from.out, page.out) + hash;
  if (file.startsWith('docs/images/')) return relative(from.out, file.replace(/^docs\//, ''));
  if (!existsSync(join(ROOT, file))) return undefined;
  // The site is in a folder of the root, as docs/ is.
  return site.files ? `${site.files}/${file}${hash}` : relative(`dist-docs/${from.out}`, file) + hash;
}
