// `npm run crds`: writes manifests/crds.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definitionFiles } from './definition.ts';

for (const [name, text] of definitionFiles()) {
  const path = join('manifests/crds', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
