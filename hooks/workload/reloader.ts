// The config reloader: writes the mounted configuration into a shared directory and reloads the server.

import type { Options } from '../core/options.ts';
import { type Section, section } from '../core/section.ts';
import { type Argument, arg, renderArgs } from './args.ts';
import { containerSecurity } from './containers.ts';
import { image } from './image.ts';
import { shellProbe } from './probes.ts';

/** What the containers of the reloader depend on. */
export interface Reloader {
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

const directory = (file: string): string => file.slice(0, file.lastIndexOf('/'));

function args(r: Reloader, init: boolean, options: Options): Argument[] {
  const out: Argument[] = init ? [arg('watch-interval', '0')] : [];
  out.push(arg('listen-address', init ? ':8081' : r.listenLocal ? `${options.localhost}:8080` : ':8080'));
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
    ? shellProbe(`http://${options.localhost}:8080/healthz`)
    : { httpGet: { path: '/healthz', port: 'reloader-web' } };
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
      : [{ name: init ? 'reloader-init' : 'reloader-web', containerPort: init ? 8081 : 8080, protocol: 'TCP' }],
    volumeMounts: r.volumeMounts,
    resources: resources(options),
    ...(init ? {} : probes(r, options)),
    ...containerSecurity,
  });
}

/** The container that watches files and reloads the server. */
export const configReloader = (r: Reloader, options: Options): Section =>
  container('config-reloader', r, false, options);

/** The init container that writes the configuration once, before the server starts. */
export const initConfigReloader = (r: Reloader, options: Options): Section =>
  container('init-config-reloader', r, true, options);
