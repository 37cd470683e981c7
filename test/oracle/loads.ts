// What Prometheus and Alertmanager say against files, read by their own code: test/oracle/loader, a Go program that
// test/cluster/up.sh builds.
import { spawnSync } from 'node:child_process';
import type { RenderedParent } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { atLeast, parseVersion } from '../../hooks/versions/version.ts';
import { configText } from '../support/config.ts';
import { expanded } from './tools.ts';

/** A file for the loader; see `file` in test/oracle/loader/main.go. */
export interface LoadedFile {
  readonly name: string;
  readonly as: 'prometheus' | 'agent' | 'rules' | 'alertmanager';
  readonly text: string;
  readonly features?: readonly string[];
  readonly names?: 'utf8' | 'legacy';
  /** Of a Prometheus 2, which the loader no longer reads. */
  readonly isOlder?: boolean;
  /** An Alertmanager before 0.27, which knows the label names and matchers of that time. */
  readonly classic?: boolean;
}

export interface Refusal {
  readonly name: string;
  readonly error: string;
}

const KINDS: Readonly<Record<string, LoadedFile['as']>> = {
  Prometheus: 'prometheus',
  PrometheusAgent: 'agent',
  Alertmanager: 'alertmanager',
};

interface Workload extends KubernetesObject {
  readonly spec?: { readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } } };
}
interface Container {
  readonly args?: readonly string[];
}

const FEATURES = '--enable-feature=';

/** The features of the processes that read the files of a parent. */
const featuresOf = (children: readonly KubernetesObject[]): string[] =>
  children
    .flatMap((child) => (child as Workload).spec?.template?.spec?.containers ?? [])
    .flatMap(({ args = [] }) => args.filter((arg) => arg.startsWith(FEATURES)))
    .flatMap((arg) => arg.slice(FEATURES.length).split(','));

/** A Thanos Ruler reads its rule files as Prometheus does, but for this key. */
const PARTIAL = /^ {2}partial_response_strategy: .*\n/gm;

/** The scheme in the global section: jobs may have one of their own. */
const LEGACY_NAMES = /^global:\n(?: {2}.*\n)*? {2}metric_name_validation_scheme: legacy$/m;

/** The first release of Alertmanager with UTF-8 names. */
const UTF8 = '0.27.0';

const isClassic = (version: string | undefined): boolean => {
  const release = version === undefined ? undefined : parseVersion(version);
  return release !== undefined && !atLeast(release, UTF8);
};

/** The files of a rendered parent. `version`: that of its spec. */
export function filesToLoad(
  title: string,
  { kind, name, children }: RenderedParent,
  version: string | undefined,
): LoadedFile[] {
  const as = KINDS[kind];
  const text = configText(children);
  const names = LEGACY_NAMES.test(text ?? '') ? 'legacy' : 'utf8';
  const features = featuresOf(children);
  const rules = children
    .filter((child) => child.kind === 'ConfigMap' && child.metadata.name.includes('-rulefiles-'))
    .flatMap((child) => Object.entries((child['data'] ?? {}) as Record<string, string>))
    .map(([key, file]): LoadedFile => {
      return { name: `${title} ${kind} ${name} ${key}`, as: 'rules', text: file.replace(PARTIAL, ''), features, names };
    });
  const remote = children
    .filter((child) => kind === 'ThanosRuler' && child.kind === 'Secret')
    .flatMap((child) => Object.entries((child['data'] ?? {}) as Record<string, string>))
    .filter(([key]) => key === 'remote-write.yaml')
    .map(([key, data]): LoadedFile => {
      const file = Buffer.from(data, 'base64').toString('utf8');
      return { name: `${title} ${kind} ${name} ${key}`, as: 'prometheus', text: expanded(file) };
    });
  const classic = kind === 'Alertmanager' && isClassic(version);
  return [
    ...(as && text ? [{ name: `${title} ${kind} ${name}`, as, text: expanded(text), classic }] : []),
    ...remote,
    ...rules,
  ];
}

/** Whether the newest loader is the yardstick of a parent: it no longer reads what was meant for Prometheus 2. */
export const isCurrent = (parent: KubernetesObject): boolean => {
  const { version } = (parent['spec'] ?? {}) as { readonly version?: string };
  const release = version === undefined ? undefined : parseVersion(version);
  return !/^Prometheus/.test(parent.kind) || version === undefined || (release?.major ?? 0) >= 3;
};

/** The files that are refused, with the loader's words. `loader`: its path. */
export const refusals = (loader: string, files: readonly LoadedFile[]): Refusal[] => [
  ...refused(
    loader,
    [],
    files.filter(({ classic }) => !classic),
  ),
  ...refused(
    loader,
    ['-classic'],
    files.filter(({ classic }) => classic),
  ),
];

function refused(loader: string, args: readonly string[], files: readonly LoadedFile[]): Refusal[] {
  if (files.length === 0) return [];
  const { stdout, stderr, status, error } = spawnSync(loader, args, {
    input: files.map((file) => JSON.stringify(file)).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`the loader fails: ${stderr} ${error ?? ''}`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Refusal | { readonly read: number });
  const read = lines.find((line): line is { readonly read: number } => 'read' in line)?.read;
  if (read !== files.length) throw new Error(`the loader has read ${read} of ${files.length} files`);
  return lines.filter((line): line is Refusal => 'error' in line);
}
