// `npm run chart`: writes the generated files of the charts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEMO, demoChart } from './demo.ts';
import { chartFiles } from './files.ts';
import { CHART, ROOT } from './paths.ts';

for (const [name, text] of chartFiles()) {
  const path = join(ROOT, CHART, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
writeFileSync(join(ROOT, DEMO, 'Chart.yaml'), demoChart());
