// The config reloader: writes the mounted configuration into a shared directory and reloads the server.

import type { Options } from '../core/options.ts';
import { type Section, section } from '../core/section.ts';
import { type Argument, arg, renderArgs } from './args.ts';
import { containerSecurity } from './containers.ts';
import { image } from './image.ts';
import { shellProbe } from './probes.ts';

/** What the containers of the reloader depend on. */
export interface Reloader {
  /** The number of a further reloader in the same pod: from 1. Absent for the first one. */
  readonly number?: number;
  readonly imagePullPolicy?: string | undefined;
  readonly listenLocal?: boolean | undefined;
  readonly webConfigFile?: string | undefined;
  /**
   * How to reload: POST to a URL, or SIGHUP once the runtime information at a URL is available. Not for the init
   * container.
   */
  readonly reload?: { readonly url: string } | { readonly runtimeInfo: string } | undefined;
  readonly configFile?: string | undefined;
  readonly envsubstFile?: string | undefined;
  readonly watchedDirs: readonly string[];
  readonly logLevel?: string | undefined;
  readonly logFormat?: string | undefined;
  readonly env: readonly Section[];
  readonly volumeMounts: readonly Section[];
}

/** An environment variable from a field of the pod. */
export const fieldEnv = (name: string, fieldPath: string): Section => ({
  name,
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
});

/** The environment of every reloader: the pod's name and its shard (-1 without shards). */
export const reloaderEnv = (shard: number): Section[] => [
  fieldEnv('POD_NAME', 'metadata.name'),
  { name: 'SHARD', value: String(shard) },
];

function resources(options: Options): Section {
  const list = (cpu: string, memory: string) => {
    const out = section({ cpu: cpu === '0' ? undefined : cpu, memory: memory === '0' ? undefined : memory });
    return Object.keys(out).length > 0 ? out : undefined;
  };
  return section({
    limits: list(options.reloaderCpuLimit, options.reloaderMemoryLimit),
    requests: list(options.reloaderCpuRequest, options.reloaderMemoryRequest),
  });
}

/** The first reloader listens on port 8080, further ones from 8082. Init containers run one after another. */
const INIT_PORT = 8081;
const portOf = ({ number }: Reloader): number => (number === undefined ? 8080 : INIT_PORT + number);

/** `config-reloader`, or `config-reloader-jobs-1` for a further one. */
const withNumber = (name: string, between: string, { number }: Reloader): string =>
  number === undefined ? name : `${name}${between}${number}`;
const portName = (r: Reloader): string => withNumber('reloader-web', '-', r);

const directory = (file: string): string => file.slice(0, file.lastIndexOf('/'));

function args(r: Reloader, init: boolean, options: Options): Argument[] {
  const out: Argument[] = init ? [arg('watch-interval', '0')] : [];
  out.push(arg('listen-address', init ? `:${INIT_PORT}` : `${r.listenLocal ? options.localhost : ''}:${portOf(r)}`));
  if (r.webConfigFile && !init) out.push(arg('web-config-file', r.webConfigFile));
  if (r.reload && !init) {
    if ('url' in r.reload) out.push(arg('reload-url', r.reload.url));
    else out.push(arg('reload-method', 'signal'), arg('runtimeinfo-url', r.reload.runtimeInfo));
  }
  if (r.configFile) out.push(arg('config-file', r.configFile));
  if (r.envsubstFile) out.push(arg('config-envsubst-file', r.envsubstFile));
  const dirs = new Set(r.watchedDirs);
  if (r.configFile) dirs.add(directory(r.configFile));
  for (const dir of dirs) out.push(arg('watched-dir', dir));
  if (r.logLevel && r.logLevel !== 'info') out.push(arg('log-level', r.logLevel));
  if (r.logFormat && r.logFormat !== 'logfmt') out.push(arg('log-format', r.logFormat));
  return out;
}

function probes(r: Reloader, options: Options): Section {
  if (!options.reloaderProbes) return {};
  const probe = r.listenLocal
    ? shellProbe(`http://${options.localhost}:${portOf(r)}/healthz`)
    : { httpGet: { path: '/healthz', port: portName(r) } };
  return { livenessProbe: probe, readinessProbe: probe, startupProbe: probe };
}

function container(name: string, r: Reloader, init: boolean, options: Options): Section {
  const local = r.listenLocal && !init;
  return section({
    name,
    ...image(options.reloaderImage, r.imagePullPolicy),
    command: ['/bin/prometheus-config-reloader'],
    args: renderArgs(args(r, init, options)),
    env: r.env,
    ports: local
      ? undefined
      : [
          {
            name: init ? 'reloader-init' : portName(r),
            containerPort: init ? INIT_PORT : portOf(r),
            protocol: 'TCP',
          },
        ],
    volumeMounts: r.volumeMounts,
    resources: resources(options),
    ...(init ? {} : probes(r, options)),
    ...containerSecurity,
  });
}

/** The container that watches files and reloads the server. */
export const configReloader = (r: Reloader, options: Options): Section =>
  container(withNumber('config-reloader', '-jobs-', r), r, false, options);

/** The init container that writes the configuration once, before the server starts. */
export const initConfigReloader = (r: Reloader, options: Options): Section =>
  container(withNumber('init-config-reloader', '-jobs-', r), r, true, options);
