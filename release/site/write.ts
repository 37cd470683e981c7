// `npm run docs`: writes the documents as a site into dist-docs. `npm run docs -- https://example.com/blob/v1` lets links
// to files that are no pages lead there. Without an address they lead into the clone.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../paths.ts';
import { siteFiles } from './site.ts';

const OUT = join(ROOT, 'dist-docs');

rmSync(OUT, { recursive: true, force: true });
for (const [name, content] of siteFiles(process.argv[2] ?? '')) {
  mkdirSync(dirname(join(OUT, name)), { recursive: true });
  writeFileSync(join(OUT, name), content);
}
console.log('dist-docs/index.html');
