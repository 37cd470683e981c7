// The components' own checkers over what the hooks render: promtool and amtool, where they are installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import type { RenderedParent } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { configText } from '../support/config.ts';
import { temporaryFolder } from '../support/folder.ts';

const CLUSTER = process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/prometheus-cluster');
const PLACES: readonly string[] = [process.env['TOOLS'] ?? '', join(CLUSTER, 'bin')];

/** The path of a tool: in the directory that TOOLS names, or where test/cluster/up.sh puts it. */
export const tool = (
  name: 'promtool' | 'promtool2' | 'prometheus' | 'amtool' | 'alertmanager' | 'thanos' | 'loader',
): string | undefined =>
  PLACES.filter(Boolean)
    .map((place) => join(place, name))
    .find((path) => existsSync(path));

/** What the reloader fills in; it leaves other names alone. */
const VARIABLES: Readonly<Record<string, string>> = {
  POD_NAME: 'prometheus-0',
  NODE_NAME: 'node-1',
  SHARD: '0',
  TOPOLOGY_ZONE: 'zone-a',
  INZONE_SHARD: '0',
};

export const expanded = (text: string): string =>
  text.replace(/\$\((\w+)\)/g, (whole, name: string) => VARIABLES[name] ?? whole);

/** Files of a directory of their own, by the names they are given. */
function written(files: readonly (readonly [name: string, text: string])[]): string[] {
  const directory = temporaryFolder('oracle-');
  return files.map(([name, text]) => {
    const path = join(directory, name.replaceAll('/', '_'));
    writeFileSync(path, text);
    return path;
  });
}

/** What the tool says where it refuses one of the files, else `''`. */
function verdict(
  path: string,
  args: readonly string[],
  files: readonly (readonly [name: string, text: string])[],
): string {
  if (files.length === 0) return '';
  try {
    execFileSync(path, [...args, ...written(files)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  }
}

export interface Files {
  readonly prometheus: readonly (readonly [name: string, text: string])[];
  readonly agent: readonly (readonly [name: string, text: string])[];
  readonly rules: readonly (readonly [name: string, text: string])[];
  readonly alertmanager: readonly (readonly [name: string, text: string])[];
}

/** Not those of a query tier's Thanos Ruler. */
const rulesOf = (children: readonly KubernetesObject[]): (readonly [string, string])[] =>
  children
    .filter(
      ({ kind, metadata: { name } }) =>
        kind === 'ConfigMap' && name.includes('-rulefiles-') && !name.includes('-ruler-rulefiles-'),
    )
    .flatMap((map) => Object.entries((map['data'] ?? {}) as Record<string, string>));

/** The files of rendered parents, by the component that reads them. `title` starts their names. */
export function filesOf(title: string, parents: readonly RenderedParent[]): Files {
  const of = (kind: string): (readonly [string, string])[] =>
    parents
      .filter((parent) => parent.kind === kind)
      .flatMap(({ name, namespace, children }) => {
        const text = configText(children);
        return text ? [[`${title}-${namespace}-${name}.yaml`, expanded(text)] as const] : [];
      });
  return {
    prometheus: of('Prometheus'),
    agent: of('PrometheusAgent'),
    // The rules of a Thanos Ruler, also of one in a tier, may hold fields that promtool does not know.
    rules: parents.filter(({ kind }) => kind === 'Prometheus').flatMap(({ children }) => rulesOf(children)),
    alertmanager: of('Alertmanager'),
  };
}

/** The files of several setups together: one call of a tool costs more than a file. */
export const together = (all: readonly Files[]): Files => ({
  prometheus: all.flatMap((files) => files.prometheus),
  agent: all.flatMap((files) => files.agent),
  rules: all.flatMap((files) => files.rules),
  alertmanager: all.flatMap((files) => files.alertmanager),
});

/** What promtool says against configurations and rules. Files that a configuration names need not exist. */
export const promtoolProblems = (path: string, { prometheus, agent, rules }: Files): string[] =>
  [
    verdict(path, ['check', 'config', '--syntax-only'], prometheus),
    verdict(path, ['check', 'config', '--syntax-only', '--agent'], agent),
    verdict(path, ['check', 'rules', '--lint=none'], rules),
  ].filter(Boolean);

/** What amtool says against Alertmanager configurations. */
export const amtoolProblems = (path: string, { alertmanager }: Files): string[] =>
  [verdict(path, ['check-config'], alertmanager)].filter(Boolean);

/** Whether promtool takes each of the rule files. */
export function acceptedRules(promtool: string, files: readonly string[]): boolean[] {
  const paths = written(files.map((file, i) => [`${i}.yaml`, file]));
  const { stdout } = spawnSync(promtool, ['check', 'rules', '--lint=none', ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const good = new Set([...stdout.matchAll(/^Checking (\S+)\n {2}SUCCESS/gm)].map(([, path]) => path));
  return paths.map((path) => good.has(path));
}

/** Debian builds Prometheus without these discoveries; its promtool knows neither key nor fields. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'consul_sd_configs',
  'kubernetes_sd_configs',
  'kuma_sd_configs',
  'linode_sd_configs',
  'nomad_sd_configs',
]);

/** A configuration without what Debian's promtool cannot read. */
export const knownToDebian = (text: string): string =>
  dump(JSON.parse(JSON.stringify(load(text), (key, value) => (LEFT_OUT.has(key) ? undefined : value))));

/**
 * What is known on a machine of the cloud alone, and targets that promtool makes of static addresses: the server leaves
 * out one that is none, and loads the file.
 */
const NOT_OF_THE_LOADER = /SD configuration requires a region|instance \d+ in group \d+: /;

/** The files that an older promtool refuses, with its words. */
export function olderRefusals(
  promtool: string,
  files: readonly (readonly [name: string, text: string])[],
): { readonly name: string; readonly error: string }[] {
  const error = verdict(promtool, ['check', 'config', '--syntax-only'], files);
  const [[name = ''] = []] = files;
  if (!error) return [];
  if (files.length <= 1)
    return NOT_OF_THE_LOADER.test(error) ? [] : [{ name, error: error.slice(error.indexOf('FAILED')) }];
  const middle = Math.ceil(files.length / 2);
  return [...olderRefusals(promtool, files.slice(0, middle)), ...olderRefusals(promtool, files.slice(middle))];
}
