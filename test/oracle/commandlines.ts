// What Prometheus, Alertmanager and Thanos say against the arguments of their containers: the real binaries are started
// with them, up to the point where each would open its data or listen. No file of the machine is touched.
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { RenderedParent } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { DEFAULT_ALERTMANAGER } from '../../hooks/versions/alertmanager.ts';
import { DEFAULT_PROMETHEUS } from '../../hooks/versions/prometheus.ts';
import { DEFAULT_THANOS } from '../../hooks/versions/thanos.ts';
import { temporaryFolder } from '../support/folder.ts';
import type { Refusal } from './loads.ts';
import { tool } from './tools.ts';

type Program = 'prometheus' | 'alertmanager' | 'thanos';

/** The command line of a container. */
export interface CommandLine {
  readonly name: string;
  readonly program: Program;
  readonly args: readonly string[];
  /** Of an older release than the program. */
  readonly isOlder: boolean;
}

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  prometheus: 'prometheus',
  alertmanager: 'alertmanager',
  'thanos-sidecar': 'thanos',
  'thanos-ruler': 'thanos',
};

/** Values that a pod gives to variables. */
const POD: Readonly<Record<string, string>> = { POD_NAME: 'x-0', POD_IP: '10.0.0.1', NODE_NAME: 'node-1' };

/** Variables as the kubelet replaces them: unknown ones stay, `$$` is a dollar sign. */
function replaced(text: string, env: Container['env'] = []): string {
  const values = new Map(env.map(({ name, value }) => [name, value ?? POD[name] ?? '']));
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (all, name?: string) =>
    name === undefined ? '$' : (values.get(name) ?? all),
  );
}

const containersOf = (child: KubernetesObject): readonly Container[] =>
  (child['spec'] as { template?: { spec?: { containers?: readonly Container[] } } } | undefined)?.template?.spec
    ?.containers ?? [];

const NEWEST: Readonly<Record<Program, string>> = {
  prometheus: DEFAULT_PROMETHEUS,
  alertmanager: DEFAULT_ALERTMANAGER,
  thanos: DEFAULT_THANOS,
};

const isOlder = (program: Program, version: string | undefined): boolean =>
  version !== undefined && version !== '' && version !== NEWEST[program];

/** Fields that pass the user's own arguments on. */
const OWN = ['additionalArgs', 'containers', 'initContainers'];

/** An object without arguments of the user's own: what it has is the user's choice. */
export function withoutOwnArguments(parent: KubernetesObject): KubernetesObject {
  const { thanos, ...spec } = parent['spec'] as Record<string, unknown> & { readonly thanos?: object };
  const kept = Object.fromEntries(Object.entries(spec).filter(([field]) => !OWN.includes(field)));
  return { ...parent, spec: thanos ? { ...kept, thanos: { ...thanos, additionalArgs: [] } } : kept };
}

/** The command lines of the workloads of a parent, without those that are equal. */
export function commandLines(
  title: string,
  { kind, name, children }: RenderedParent,
  version: string | undefined,
): CommandLine[] {
  const found = children
    .filter((child) => ['StatefulSet', 'DaemonSet', 'Deployment'].includes(child.kind))
    .flatMap(containersOf)
    .flatMap(({ name: container, args = [], env }): CommandLine[] => {
      const program = PROGRAMS[container];
      if (!program) return [];
      const line = args.map((arg) => replaced(arg, env));
      return [
        { name: `${title} ${kind} ${name} ${container}`, program, args: line, isOlder: isOlder(program, version) },
      ];
    });
  return [...new Map(found.map((line) => [line.args.join('\n'), line])).values()];
}

/** Files that the programs read before they open their data. */
interface Files {
  readonly prometheus: string;
  readonly query: string;
  /** A file that does not exist. */
  readonly missing: string;
  /** A directory for the data of one process. */
  readonly data: string;
}

function written(directory: string): Omit<Files, 'data'> {
  const [prometheus, query] = [join(directory, 'prometheus.yaml'), join(directory, 'query.yaml')];
  writeFileSync(prometheus, '');
  writeFileSync(query, '- static_configs: [localhost:9090]\n');
  return { prometheus, query, missing: join(directory, 'missing') };
}

/** An argument that names a file or an address of a pod, as this machine has it. */
type Replacement = readonly [flag: string, value: (files: Files, line: readonly string[]) => string];
/** An address on which nothing can listen. */
const NOWHERE = '127.0.0.1:99999';

const REPLACED: Readonly<Record<Program, readonly Replacement[]>> = {
  prometheus: [
    // The routes are made after the configuration was read, which takes twice the time.
    ['config.file', ({ prometheus, missing }, line) => (line.includes('--web.route-prefix=/') ? missing : prometheus)],
    ['storage.tsdb.path', ({ data }) => data],
    ['storage.agent.path', ({ data }) => data],
    ['web.listen-address', () => NOWHERE],
    // For each query it writes a kilobyte.
    ['query.max-concurrency', () => '20'],
  ],
  alertmanager: [
    ['config.file', ({ missing }) => missing],
    ['storage.path', ({ data }) => data],
    ['cluster.tls-config', () => ''],
  ],
  thanos: [
    ['data-dir', () => '/dev/null/data'],
    ['query.config-file', ({ query }) => query],
    ...[
      'alertmanagers.config-file',
      'alert.relabel-config-file',
      'remote-write.config-file',
      'tracing.config-file',
      'prometheus.http-client-file',
    ].map((flag): Replacement => [flag, () => '/dev/null']),
    ['tracing.config', () => ''],
  ],
};

/** Arguments that end a start which is otherwise good. */
const ADDED: Readonly<Record<Program, (line: readonly string[]) => readonly string[]>> = {
  prometheus: (line) => (has(line, 'web.listen-address') ? [] : [`--web.listen-address=${NOWHERE}`]),
  alertmanager: () => ['--cluster.peers-resolve-timeout=1ms'],
  thanos: ([command]) => (command === 'sidecar' ? ['--objstore.config-file=/dev/null/objstore'] : []),
};

/** What a program says last when its arguments are good. */
const GOOD: Readonly<Record<Program, RegExp>> = {
  prometheus: /Unable to start web listener|Error loading config .*no such file/,
  alertmanager: /error loading configuration file/,
  thanos: /(?:mkdir \/dev\/null|open \/dev\/null\/objstore): not a directory/,
};

const has = (line: readonly string[], flag: string): boolean => line.some((arg) => arg.startsWith(`--${flag}=`));

/** The sidecar and the ruler would read the bucket of `objstore.config`. */
const isOfBucket = (arg: string): boolean => /^--objstore\.config(?:-file)?=/.test(arg);

function onThisMachine({ program, args }: CommandLine, files: Files): string[] {
  const line = args
    .filter((arg) => !isOfBucket(arg))
    .map((arg) => {
      const found = REPLACED[program].find(([flag]) => arg.startsWith(`--${flag}=`));
      return found ? `--${found[0]}=${found[1](files, args)}` : arg;
    })
    .map((arg) => (arg === '--cluster.listen-address=[10.0.0.1]:9094' ? '--cluster.listen-address=127.0.0.1:0' : arg));
  return [...line, ...ADDED[program](line)];
}

/** Seconds that a start may take, on a machine that is busy. */
const LIMIT = 120;

/** What the program says. It ends by itself. */
function output(path: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(path, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT * 1000 });
    let text = '';
    const read = (chunk: Buffer) => {
      text = `${text}${chunk.toString()}`.slice(-20_000);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', (error) => resolve(String(error)));
    child.on('close', () => resolve(text));
  });
}

/** The line of the output that says why. */
const reason = (text: string): string =>
  text
    .replace(/commandline arguments: \[.*?\]: /s, '')
    .split('\n')
    .find((line) => /^(?:Error|.*level=error|panic)|\b(?:cannot|can not|invalid)\b/i.test(line) && !/^ /.test(line))
    ?.slice(0, 500) ?? text.slice(-300);

/** What only releases newer than that of the object refuse. */
const NEWER: Readonly<Record<Program, RegExp>> = {
  prometheus: /^$/,
  alertmanager: /Options\.\w+ must be positive/,
  thanos: /^$/,
};

async function refusal(line: CommandLine, path: string, shared: Omit<Files, 'data'>): Promise<Refusal[]> {
  const { name, program, args, isOlder } = line;
  if (args.some((arg) => arg.includes('\0'))) return [{ name, error: 'an argument has a null byte' }];
  const data = temporaryFolder('data-');
  const text = await output(path, onThisMachine(line, { ...shared, data }), data);
  rmSync(data, { recursive: true, force: true });
  const isGood = GOOD[program].test(text) || (isOlder && NEWER[program].test(text));
  return isGood ? [] : [{ name, error: reason(text) }];
}

/** Whether the program of a command line is on this machine. Thanos is built with the cluster, not with the tools. */
export const isStartable = ({ program }: CommandLine): boolean => tool(program) !== undefined;

/** Command lines that were accepted before, without the names of objects. */
const accepted = new Set<string>();

/** The command lines that the programs refuse, with their words. Those of programs that are not here are left out. */
export async function refusedCommandLines(lines: readonly CommandLine[]): Promise<Refusal[]> {
  const left = lines.filter(({ program, args }) => !accepted.has(`${program} ${args.join('\n')}`));
  const directory = temporaryFolder('arguments-');
  const shared = written(directory);
  const found: Refusal[] = [];
  const work = async (): Promise<void> => {
    for (let line = left.pop(); line; line = left.pop()) {
      const path = tool(line.program);
      const refused = path ? await refusal(line, path, shared) : [];
      found.push(...refused);
      if (refused.length === 0) accepted.add(`${line.program} ${line.args.join('\n')}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  rmSync(directory, { recursive: true, force: true });
  return found;
}
