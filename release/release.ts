// `npm run release -- IMAGE`: writes dist-release/install.yaml and, where helm is, the packages of the charts. All name
// the image. Needs kubectl, which contains kustomize.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DEMO } from './demo.ts';
import { DEFAULT, type Image, imageParts, installFile, valuesFile } from './install.ts';
import { CHART, ROOT, version } from './paths.ts';

const OUT = 'dist-release';

/** Packages a chart. Gives the name of the file, or nothing if helm is not installed. */
function packageChart(chart: string, image: Image): string | undefined {
  const name = basename(chart);
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    cpSync(join(ROOT, chart), join(folder, name), { recursive: true });
    const values = join(folder, name, 'values.yaml');
    writeFileSync(values, valuesFile(readFileSync(values, 'utf8'), image));
    execFileSync('helm', ['package', join(folder, name), '--destination', join(ROOT, OUT)], { stdio: 'ignore' });
    return `${OUT}/${name}-${version}.tgz`;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(image: string): void {
  const parts = imageParts(image);
  mkdirSync(join(ROOT, OUT), { recursive: true });
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const kustomize = (folder: string) => execFileSync('kubectl', ['kustomize', folder], options);
  writeFileSync(join(ROOT, OUT, 'install.yaml'), installFile(image, kustomize));
  console.log(`${OUT}/install.yaml`);
  for (const chart of [CHART, DEMO])
    console.log(packageChart(chart, parts) ?? `no package of ${chart}: helm is not installed`);
}

main(process.argv[2] ?? DEFAULT);
