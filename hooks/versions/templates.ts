// Functions of templates, with their first release (pkg.go.dev/text/template#hdr-Functions; prometheus.io:
// template_reference, alerting/latest/notifications, CHANGELOG.md of both programs). Empty: every supported release.
import { quoted } from '../core/message.ts';
import { atLeast, type Version } from './version.ts';

/** The program that executes the template; `builtin` has only the functions of Go. */
export type TemplateReader = 'prometheus' | 'alertmanager' | 'builtin';

type Table = Readonly<Record<string, string>>;

const BUILT_IN: Table = {
  and: '',
  call: '',
  eq: '',
  ge: '',
  gt: '',
  html: '',
  index: '',
  js: '',
  le: '',
  len: '',
  lt: '',
  ne: '',
  not: '',
  or: '',
  print: '',
  printf: '',
  println: '',
  slice: '',
  urlquery: '',
};

const PROMETHEUS: Table = {
  args: '',
  externalURL: '',
  first: '',
  graphLink: '',
  humanize: '',
  humanize1024: '',
  humanizeDuration: '',
  humanizePercentage: '2.11.0',
  humanizeTimestamp: '',
  label: '',
  match: '',
  now: '3.6.0',
  parseDuration: '2.32.0',
  pathPrefix: '',
  query: '',
  reReplaceAll: '',
  safeHtml: '',
  sortByLabel: '',
  stripDomain: '2.36.0',
  stripPort: '2.33.0',
  strvalue: '',
  tableLink: '',
  title: '',
  toDuration: '3.6.0',
  toLower: '',
  toTime: '2.38.0',
  toUpper: '',
  urlQueryEscape: '3.8.0',
  value: '',
};

const ALERTMANAGER: Table = {
  addDuration: '0.35.0',
  append: '0.32.0',
  base64decode: '',
  base64encode: '',
  date: '0.28.0',
  dict: '0.32.0',
  humanizeDuration: '0.28.0',
  join: '',
  list: '0.32.0',
  match: '',
  mustToDate: '0.34.0',
  now: '0.33.0',
  reReplaceAll: '',
  routeLabels: '0.34.0',
  safeHtml: '',
  safeUrl: '',
  since: '0.28.0',
  stringSlice: '0.20.0',
  title: '',
  toDate: '0.34.0',
  toJson: '0.30.0',
  toLower: '',
  toUpper: '',
  trimSpace: '0.26.0',
  tz: '0.28.0',
  urlUnescape: '0.30.0',
};

const NAMES: Readonly<Record<TemplateReader, string>> = {
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  builtin: 'Go',
};
const FUNCTIONS: Readonly<Record<TemplateReader, Table>> = {
  prometheus: { ...BUILT_IN, ...PROMETHEUS },
  alertmanager: { ...BUILT_IN, ...ALERTMANAGER },
  builtin: BUILT_IN,
};

/** Why a template cannot call this function, or `undefined`. Without a release, the newest one counts. */
export function missingFunction(
  name: string,
  reader: TemplateReader,
  release: Version | undefined,
): string | undefined {
  const since = Object.hasOwn(FUNCTIONS[reader], name) ? FUNCTIONS[reader][name] : undefined;
  if (since === undefined) return `the function ${quoted(name)} is not defined`;
  return since && release && !atLeast(release, since)
    ? `the function ${quoted(name)} needs ${NAMES[reader]} ${since} or newer`
    : undefined;
}

/** Variables that the program declares; Prometheus in labels and annotations of alerts. */
export const VARIABLES: Readonly<Record<TemplateReader, readonly string[]>> = {
  prometheus: ['$labels', '$externalLabels', '$externalURL', '$value'],
  alertmanager: [],
  builtin: [],
};
