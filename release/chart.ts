// `npm run chart`: writes the generated files of the chart.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chartFiles } from './files.ts';
import { CHART, ROOT } from './paths.ts';

for (const [name, text] of chartFiles()) {
  const path = join(ROOT, CHART, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
