// Where the files of a release are.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');
/** The chart, from the root. */
export const CHART = 'charts/prometheus-metacontroller';

/** The text of a file, from the root. */
export const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Package {
  readonly name: string;
  readonly version: string;
}
export const { name, version } = JSON.parse(read('package.json')) as Package;

/** A text in a template of Helm, where two braces begin an action. */
export const escaped = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');

/** The first line of a template that is written from another file. */
export const generated = (source: string): string =>
  `{{- /* Written by \`npm run chart\` from ${source}; edit there. */}}\n`;

/** A text of a manifest replaced wherever it is. Throws if it is not there: the manifest has changed. */
export function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`a manifest lacks "${from}"`);
  return text.replaceAll(from, to);
}
