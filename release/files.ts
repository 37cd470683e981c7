// The generated files of the chart.
import { controllerTemplates } from './controllers.ts';
import { definitionTemplates } from './definitions.ts';
import { monitoringFiles } from './monitoring.ts';
import { CHART, read, version } from './paths.ts';
import { readme } from './readme.ts';
import { valuesSchema } from './schema.ts';
import { documentedValues } from './values.ts';

/** The text of every generated file, by its path in the chart. */
export function chartFiles(): ReadonlyMap<string, string> {
  const values = documentedValues(read(`${CHART}/values.yaml`));
  const chart = read(`${CHART}/Chart.yaml`)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: ${version}`);
  return new Map([
    ['Chart.yaml', chart],
    ['README.md', readme(values)],
    ['values.schema.json', valuesSchema(values)],
    // Helm installs them before everything else: the controllers are objects of these kinds.
    ['crds/metacontroller.yaml', read('manifests/metacontroller/crds.yaml')],
    ...controllerTemplates(),
    ...definitionTemplates(),
    ...monitoringFiles(),
  ]);
}
