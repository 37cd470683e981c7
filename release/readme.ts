// README.md of the chart, from values.yaml and the options of the hooks.
import { optionValues } from './options.ts';
import { CHART, name, version } from './paths.ts';
import type { Value } from './values.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const head = (cells: readonly string[]): string => row(cells) + row(cells.map(() => '---'));
const code = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '' ? '' : `\`${cell(text)}\``;
};

const INTRODUCTION = `<!-- Written by \`npm run chart\` from values.yaml and the options of the hooks; edit there. -->

# Chart ${name}

Installs the hooks ${version}, the custom resource definitions, the controllers and Metacontroller. Kubernetes 1.29 or
newer, Helm 3.17 or newer, or Helm 4. One release in a cluster.

\`\`\`sh
helm install ${name} ${CHART} \\
  --namespace ${name} --create-namespace --set image.registry=registry.example.com/team
\`\`\`

More: [install.md](../../docs/install.md), [chart.md](../../docs/chart.md), [upgrade.md](../../docs/upgrade.md),
[uninstall.md](../../docs/uninstall.md). A misspelt value is refused: \`values.schema.json\` names every value.

## Values

`;

const OPTIONS = `
## Options

Under \`options\`, and under \`admission.options\` for the webhooks. Each is a flag of
[options.md](../../docs/options.md) in camel case. A list is a list here, a map is a map, and a switch is \`true\` or
\`false\`.

`;

/** The text of README.md. */
export function readme(values: readonly Value[]): string {
  const rows = values
    .filter(({ isGroup }) => !isGroup)
    .map(({ path, about, default: value }) => row([code(path), cell(about), code(value)]));
  const options = optionValues.map(({ name: option, row: { help, default: value } }) =>
    row([code(`options.${option}`), cell(help), code(value)]),
  );
  return [
    INTRODUCTION,
    head(['Value', 'What it is for', 'Default']),
    ...rows,
    OPTIONS,
    head(['Value', 'What it does', 'Default of the hooks']),
    ...options,
  ].join('');
}
