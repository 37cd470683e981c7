// The files of the site.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, read } from '../paths.ts';
import { pageHtml } from './layout.ts';
import { sitePages } from './pages.ts';

const IMAGES = 'docs/images';

/** Every file of the site by its path there. `files`: the address of files that are no pages; empty: the clone. */
export function siteFiles(files: string): ReadonlyMap<string, string | Buffer> {
  const site = { pages: sitePages(), files };
  return new Map<string, string | Buffer>([
    ...site.pages.map((page): [string, string] => [page.out, pageHtml(page, site)]),
    ['style.css', read('release/site/style.css')],
    ...readdirSync(join(ROOT, IMAGES)).map((name): [string, Buffer] => [
      `images/${name}`,
      readFileSync(join(ROOT, IMAGES, name)),
    ]),
  ]);
}
