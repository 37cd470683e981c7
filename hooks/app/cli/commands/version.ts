// `version`: the release of the hooks, and the releases that they run by default.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../../../core/json.ts';
import { isRecord } from '../../../core/yaml.ts';
import { DEFAULT_ALERTMANAGER } from '../../../versions/alertmanager.ts';
import { DEFAULT_PROMETHEUS } from '../../../versions/prometheus.ts';
import { DEFAULT_THANOS } from '../../../versions/thanos.ts';
import type { Run } from '../command.ts';
import { PROGRAM } from '../help.ts';
import { formatOf, print } from '../output.ts';

/** The version in the package.json of this program, in a folder above its file. */
function ownVersion(folder: string): string {
  try {
    const found = parseJson(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (isRecord(found) && found['name'] === PROGRAM) return String(found['version']);
  } catch {
    // No package.json here.
  }
  const parent = dirname(folder);
  return parent === folder ? 'unknown' : ownVersion(parent);
}

export const version: Run = async ({ flags, io }) => {
  const found = {
    version: ownVersion(dirname(fileURLToPath(import.meta.url))),
    defaults: { prometheus: DEFAULT_PROMETHEUS, alertmanager: DEFAULT_ALERTMANAGER, thanos: DEFAULT_THANOS },
    node: process.version,
  };
  print(io, formatOf(flags), found, () => [
    `${PROGRAM} ${found.version}`,
    `Prometheus ${DEFAULT_PROMETHEUS}, Alertmanager ${DEFAULT_ALERTMANAGER}, Thanos ${DEFAULT_THANOS}`,
    `Node.js ${process.version}`,
  ]);
  return 0;
};
