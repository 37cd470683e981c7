// The pod of an Alertmanager.
import { posix } from 'node:path';
import type { Alertmanager, AlertmanagerSpec } from '../../../api/alertmanager.ts';
import type { Options } from '../../../core/options.ts';
import { routePath } from '../../../core/routeprefix.ts';
import { type Section, section } from '../../../core/section.ts';
import { DEFAULT_ALERTMANAGER, knows } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { type Argument, renderArgs } from '../../../workload/args.ts';
import { containerSecurity, mergeContainers } from '../../../workload/containers.ts';
import { image, imageReference } from '../../../workload/image.ts';
import { podFields } from '../../../workload/pod.ts';
import { httpProbe } from '../../../workload/probes.ts';
import {
  configReloader,
  fieldEnv,
  initConfigReloader,
  type Reloader,
  reloaderEnv,
} from '../../../workload/reloader.ts';
import {
  CONFIG_DIR,
  CONFIG_OUT_DIR,
  reloaderMounts,
  serverMounts,
  type VolumeParts,
  volumes,
  watchedDirs,
} from './volumes.ts';

/** Generated parts of the pod. */
export interface PodParts extends VolumeParts {
  readonly version: Version;
  readonly args: readonly Argument[];
}

const below = (spec: AlertmanagerSpec, path: string): string => `${routePath(spec.routePrefix)}${path}`;

/** The same for a probe of the kubelet. The Go operator leaves out a missing first slash; parity does the same. */
const probePath = (spec: AlertmanagerSpec, path: string, { parity }: Options): string =>
  parity ? posix.normalize(`${spec.routePrefix || '/'}${path}`) : below(spec, path);

/** Whether the server uses TLS: it is set, and this release supports it. */
export const usesHttps = (spec: AlertmanagerSpec, version: Version): boolean =>
  Boolean(spec.web?.tlsConfig) && knows(version, '--web.config.file');

/** No probes where the server listens on the loopback address only: the kubelet cannot reach it. */
function probes(spec: AlertmanagerSpec, version: Version, options: Options): Section {
  if (spec.listenLocal) return {};
  const probe = (path: string) =>
    httpProbe(probePath(spec, path, options), spec.portName || 'web', usesHttps(spec, version));
  return {
    livenessProbe: { ...probe('/-/healthy'), timeoutSeconds: 3, failureThreshold: 10 },
    readinessProbe: {
      ...probe('/-/ready'),
      initialDelaySeconds: 3,
      timeoutSeconds: 3,
      periodSeconds: 5,
      failureThreshold: 10,
    },
  };
}

/**
 * Whether the UDP port of the mesh is declared. It has the number of the TCP port. Dynamic apply merges ports by number
 * and would write two equal entries. A declaration does not change which connections are possible.
 */
export const declaresUdp = (options: Options): boolean => options.parity || options.applyStrategy !== 'dynamic-apply';

const ports = (spec: AlertmanagerSpec, options: Options): Section[] => [
  ...(spec.listenLocal ? [] : [{ name: spec.portName || 'web', containerPort: 9093, protocol: 'TCP' }]),
  { name: 'mesh-tcp', containerPort: 9094, protocol: 'TCP' },
  ...(declaresUdp(options) ? [{ name: 'mesh-udp', containerPort: 9094, protocol: 'UDP' }] : []),
];

/** A memory request by default: Alertmanager keeps its state in memory and must not be evicted first. */
function resources(given: AlertmanagerSpec['resources']): Section {
  const requests = given?.requests ?? {};
  return { ...given, requests: 'memory' in requests ? requests : { ...requests, memory: '200Mi' } };
}

const serverContainer = (spec: AlertmanagerSpec, parts: PodParts, options: Options): Section =>
  section({
    name: 'alertmanager',
    ...image(
      imageReference(spec, options.alertmanagerBaseImage, spec.version || DEFAULT_ALERTMANAGER),
      spec.imagePullPolicy,
    ),
    args: renderArgs([...parts.args, ...(spec.additionalArgs ?? [])]),
    env: [
      fieldEnv('POD_IP', 'status.podIP'),
      ...(knows(parts.version, '--cluster.peer-name') ? [fieldEnv('POD_NAME', 'metadata.name')] : []),
    ],
    ports: ports(spec, options),
    volumeMounts: serverMounts(spec, parts),
    ...probes(spec, parts.version, options),
    resources: resources(spec.resources),
    ...containerSecurity,
  });

const reloader = (spec: AlertmanagerSpec, parts: PodParts, options: Options): Reloader => ({
  imagePullPolicy: spec.imagePullPolicy,
  listenLocal: spec.listenLocal,
  webConfigFile: parts.web ? '/etc/alertmanager/web_config/web-config.yaml' : undefined,
  reload: {
    url: `${usesHttps(spec, parts.version) ? 'https' : 'http'}://${options.localhost}:9093${below(spec, '/-/reload')}`,
  },
  configFile: `${CONFIG_DIR}/alertmanager.yaml.gz`,
  envsubstFile: `${CONFIG_OUT_DIR}/alertmanager.env.yaml`,
  watchedDirs: watchedDirs(spec),
  logLevel: spec.logLevel,
  logFormat: spec.logFormat,
  env: reloaderEnv(-1),
  volumeMounts: reloaderMounts(spec, parts),
});

/** The pod's spec, in the order kubectl prints. */
export function podSpec({ spec }: Pick<Alertmanager, 'spec'>, parts: PodParts, options: Options): Section {
  const reload = reloader(spec, parts, options);
  return section({
    volumes: volumes(spec, parts),
    initContainers: mergeContainers([initConfigReloader(reload, options)], spec.initContainers),
    containers: mergeContainers(
      [serverContainer(spec, parts, options), configReloader(reload, options)],
      spec.containers,
    ),
    ...podFields({ ...spec, terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 120 }),
  });
}
