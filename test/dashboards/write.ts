// `npm run dashboards`: writes manifests/dashboards/*.json.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { operator } from './operator.ts';
import { type Dashboard, dashboardJson } from './panels.ts';
import { workloads } from './workloads.ts';

export const FOLDER = resolve(import.meta.dirname, '../../manifests/dashboards');

/** The dashboards by their file. */
export const DASHBOARDS: Readonly<Record<string, Dashboard>> = {
  'operator.json': operator,
  'workloads.json': workloads,
};

/** The text of a file. */
export const fileText = (dashboard: Dashboard): string => `${JSON.stringify(dashboardJson(dashboard), null, 2)}\n`;

if (process.argv[1] === import.meta.filename)
  for (const [file, dashboard] of Object.entries(DASHBOARDS)) writeFileSync(join(FOLDER, file), fileText(dashboard));
