// The kubelets' part: a Prometheus for every pod, at an address of its own, with the configuration of its Secret some
// seconds after that has changed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { type Launched, launch } from '../../support/process.ts';
import { random } from '../../support/random.ts';
import { size } from '../size.ts';

/**
 * Longest time between a change of a Secret and its arrival in a pod, milliseconds. Kubelets take up to two minutes.
 */
const LATEST = size(4000, 8000);

type Texts = Readonly<Record<string, string>>;
interface Template {
  readonly spec: {
    readonly containers: readonly {
      readonly name: string;
      readonly args?: readonly string[];
      readonly env?: readonly { name: string; value?: string }[];
    }[];
    readonly volumes: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
  };
}
const templateOf = (set: KubernetesObject): Template => (set['spec'] as { template: Template }).template;
const container = (set: KubernetesObject, name: string) =>
  templateOf(set).spec.containers.find((one) => one.name === name);
const shardOf = (set: KubernetesObject): string => set.metadata.labels?.['operator.prometheus.io/shard'] ?? '';

/** Where the pod of a shard is; a Service's address is that of its only pod. */
const addressOf = (network: string, shard: string): string =>
  `${network}.${shard === 'query' ? 9 : 10 + Number(shard)}`;

/**
 * Whether each Prometheus can have a host name of its own. They scrape a target at another moment of the interval then,
 * as servers in pods do.
 */
const hasHostNames = spawnSync('unshare', ['--user', '--map-root-user', '--uts', 'hostname', 'pod']).status === 0;

/** The Prometheus program, with further flags. */
export interface Program {
  readonly binary: string;
  readonly flags: readonly string[];
}

export interface Pod {
  readonly name: string;
  readonly shard: string;
  readonly url: string;
  isReady(): boolean;
  /** As the API server has it. `time`: the time that its clock shows at a moment. */
  object(time?: (at: Date) => Date): KubernetesObject;
  /** Brings the pod what there is now. */
  update(children: readonly KubernetesObject[]): void;
  log(): string;
  stop(): Promise<void>;
}

/** The files of a pod, by name, as mounted and expanded by its reloader. */
function filesOf(set: KubernetesObject, children: readonly KubernetesObject[], folder: string, network: string): Texts {
  const { volumes } = templateOf(set).spec;
  const secret = children.find(
    ({ kind, metadata }) =>
      kind === 'Secret' && metadata.name === volumes.find(({ name }) => name === 'config')?.secret?.secretName,
  );
  const packed = (secret?.['data'] as Texts | undefined)?.['prometheus.yaml.gz'] ?? '';
  const config = gunzipSync(Buffer.from(packed, 'base64'))
    .toString('utf8')
    .replaceAll('$(SHARD)', container(set, 'config-reloader')?.env?.find(({ name }) => name === 'SHARD')?.value ?? '')
    .replaceAll('$(POD_NAME)', `${set.metadata.name}-0`)
    .replaceAll('/etc/prometheus/rules/', `${folder}/rules/`)
    .replace(/prometheus-k8s-shard-(\d+)\.monitoring\.svc/g, (_, shard: string) => addressOf(network, shard));
  const rules = children
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ metadata, data }) =>
      Object.entries((data ?? {}) as Texts).map(([key, text]) => [`rules/${metadata.name}/${key}`, text]),
    );
  return { 'prometheus.yaml': config, ...Object.fromEntries(rules) };
}

function write(folder: string, files: Texts): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, `${name}.new`), text);
    renameSync(join(folder, `${name}.new`), join(folder, name));
  }
}

function start({ binary, flags }: Program, set: KubernetesObject, folder: string, address: string): Launched {
  const args = [
    ...(container(set, 'prometheus')?.args ?? []).filter(
      (one) => !/^--(config\.file|storage\.tsdb\.path|web\.config\.file)=/.test(one),
    ),
    `--config.file=${folder}/prometheus.yaml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=${address}:9090`,
    ...flags,
  ];
  const named = [
    '--user',
    '--map-root-user',
    '--uts',
    'sh',
    '-c',
    `hostname ${set.metadata.name}-0; exec "$0" "$@"`,
    binary,
    ...args,
  ];
  const [command, all] = hasHostNames ? ['unshare', named] : [binary, args];
  return launch(command, all, join(folder, 'log'));
}

const lateness = random(7);

/** The only pod of a StatefulSet, started. */
export function pod(program: Program, set: KubernetesObject, first: readonly KubernetesObject[], network: string): Pod {
  const folder = temporaryFolder(`${set.metadata.name}-`);
  const shard = shardOf(set);
  const [name, address] = [`${set.metadata.name}-0`, addressOf(network, shard)];
  const url = `http://${address}:9090`;
  let wanted = filesOf(set, first, folder, network);
  write(folder, wanted);
  const { said, stop } = start(program, set, folder, address);
  let ready: Date | undefined;
  let arrival: NodeJS.Timeout | undefined;
  const look = setInterval(async () => {
    const isUp = (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true;
    ready = isUp ? (ready ?? new Date()) : undefined;
  }, 500);
  const arrive = async (): Promise<void> => {
    arrival = undefined;
    write(folder, wanted);
    const { ok } = await fetch(`${url}/-/reload`, { method: 'POST' });
    if (!ok) throw new Error(`${name} refuses its configuration: ${said().slice(-1000)}`);
  };
  return {
    name,
    shard,
    url,
    isReady: () => ready !== undefined,
    object: (time = (at) => at) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'monitoring',
        uid: `uid-${folder}`,
        labels: (set['spec'] as { selector: { matchLabels: Texts } }).selector.matchLabels,
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'StatefulSet',
            name: set.metadata.name,
            uid: set.metadata.uid ?? '',
            controller: true,
          },
        ],
      },
      status: {
        phase: 'Running',
        podIP: address,
        conditions: [
          {
            type: 'Ready',
            status: ready ? 'True' : 'False',
            lastTransitionTime: time(ready ?? new Date()).toISOString(),
          },
        ],
      },
    }),
    update: (children) => {
      const files = filesOf(set, children, folder, network);
      if (JSON.stringify(files) === JSON.stringify(wanted)) return;
      wanted = files;
      arrival ??= setTimeout(arrive, lateness.next() * LATEST);
    },
    log: said,
    stop: async () => {
      clearInterval(look);
      clearTimeout(arrival);
      ready = undefined;
      await stop('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
