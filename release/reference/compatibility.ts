// docs/compatibility.md: what works with what, from the version tables, the chart and the test cluster.
import type { Row } from '../../hooks/core/flags.ts';
import { rows } from '../../hooks/core/options.ts';
import {
  alertmanagerReleases,
  DEFAULT_ALERTMANAGER,
  NOT_YET_KNOWN,
  OLDEST,
} from '../../hooks/versions/alertmanager.ts';
import { DEFINITIONS, WRITTEN_AS } from '../../hooks/versions/operator.ts';
import { DEFAULT_PROMETHEUS, NEWEST, prometheusReleases } from '../../hooks/versions/prometheus.ts';
import { DEFAULT_THANOS, thanosReleases } from '../../hooks/versions/thanos.ts';
import { compareVersions, parseVersion } from '../../hooks/versions/version.ts';
import { CHART, read, version } from '../paths.ts';
import { table, written } from './markdown.ts';

/** The group of a pattern in a file. Throws if it is not there. */
function found(file: string, pattern: RegExp): string {
  const [, text] = pattern.exec(read(file)) ?? [];
  if (text === undefined) throw new Error(`${file} lacks ${pattern}`);
  return text;
}

/** `3.10.0` as `3.10`, `3.0.0-rc.0` as `3.0`, `2.54.1` as it is. */
const short = (release: string): string => (release.split('-')[0] ?? '').replace(/^(\d+\.\d+)\.0$/, '$1');
/** The release before one that is not known yet: `0.36.0-0` is after `0.35`. */
const before = (release: string): string => {
  const { major, minor } = parseVersion(release) ?? { major: 0, minor: 1 };
  return `${major}.${minor - 1}`;
};

const CLUSTER = 'test/cluster/up.sh';
const tested = (name: string): string => found(CLUSTER, new RegExp(`${name}:-v?([\\d.]+)\\}`));
const reloader = Object.values(rows as Readonly<Record<string, Row>>)
  .find(({ flag }) => flag === 'prometheus-config-reloader')
  ?.default?.split(':')
  .at(-1);

const PARTS: readonly (readonly [part: string, supported: string, byDefault: string, tested: string])[] = [
  ['Kubernetes', `${short(found(`${CHART}/Chart.yaml`, />=(\d+\.\d+\.\d+)/))} or newer`, '', tested('K8S_VERSION')],
  [
    'Metacontroller',
    `${found(`${CHART}/values.yaml`, /Release of Metacontroller: (\S+) or newer/)} or newer`,
    found(`${CHART}/values.yaml`, /repository: metacontroller\/metacontroller\n.*\n *tag: (\S+)/),
    'see below',
  ],
  ['Prometheus', `2 and 3; fields are known up to ${short(NEWEST)}`, DEFAULT_PROMETHEUS, tested('PROMETHEUS_TAG')],
  [
    'Alertmanager',
    `${short(OLDEST)} or newer, before 1.0; fields are known up to ${before(NOT_YET_KNOWN)}`,
    DEFAULT_ALERTMANAGER,
    tested('ALERTMANAGER_TAG'),
  ],
  ['Thanos', 'any release', DEFAULT_THANOS, found(CLUSTER, / THANOS=([\d.]+)/)],
  ['prometheus-config-reloader', 'that of the Go operator', reloader ?? '', tested('RELOADER_TAG')],
  ['CRDs', `those of Go operator ${DEFINITIONS}`, '', ''],
  ['Pods and configurations', `those of Go operator ${WRITTEN_AS}`, '', ''],
  ['Helm', '3.17 or newer, 4', '', tested('HELM_VERSION')],
  ['Node.js, outside the cluster alone', `${found('package.json', /"node": ">=([\d.]+)"/)} or newer`, '', ''],
];

/** Keys by the release that brought them, newest first. */
function byRelease(releases: Readonly<Record<string, string>>): readonly (readonly [release: string, keys: string])[] {
  const names = [...new Set(Object.values(releases).map(short))];
  const keysOf = (name: string) =>
    Object.keys(releases)
      .filter((key) => short(releases[key] ?? '') === name)
      .sort();
  const order = (a: string, b: string): number => {
    const [one, other] = [parseVersion(a), parseVersion(b)];
    return one && other ? compareVersions(other, one) : 0;
  };
  return names.sort(order).map((name) => [
    name,
    keysOf(name)
      .map((key) => `\`${key}\``)
      .join(', '),
  ]);
}

const SERVERS = [
  ['Prometheus', prometheusReleases],
  ['Alertmanager', alertmanagerReleases],
  ['Thanos', thanosReleases],
] as const;

/** The text of docs/compatibility.md. */
export const compatibilityPage = (): string =>
  [
    written('hooks/versions and the chart'),
    `
# What works with what

Version ${version} of the hooks:

`,
    table(['Part', 'Works with', 'Default', 'Tested with'], PARTS),
    `
- "Tested with" is what the end-to-end tests of this version run. Other releases of Prometheus, Alertmanager and Thanos
  are held by the [tables below](#what-each-release-brought), by golden cases and by recorded cases of the Go operator.
- The end-to-end tests run the hooks with their own driver in the place of Metacontroller, and with Metacontroller
  itself where its binary is there ([CONTRIBUTING.md](../CONTRIBUTING.md#end-to-end-tests)).
- An object without \`spec.version\` runs the default. A release that is newer than the tables gets the fields that they
  know.
- The CRDs of a version belong to its hooks: [upgrade both together](upgrade.md#crds). Earlier and later versions are
  in [CHANGELOG.md](../CHANGELOG.md).

## What each release brought

The first release with each key, as the tables in \`hooks/versions\` have it. For an older release the hooks leave the
key out where that is safe. Otherwise they reject the object, and say which release it needs. What every supported
release has is not listed.

- Names of Prometheus are sections of \`prometheus.yml\` and their keys. \`arg.\` is a flag, \`sd.\` a discovery,
  \`relabel.\` an action, \`storage.\` and \`rules.\` keys of storage and rules.
- Names of Alertmanager are sections of its file and their keys. Names that begin with \`--\` are flags.
`,
    ...SERVERS.map(([name, releases]) => `\n### ${name}\n\n${table(['Release', 'Keys'], byRelease(releases))}`),
  ].join('');
