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
