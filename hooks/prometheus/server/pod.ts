// The pod of a Prometheus server or agent.

import type { Options } from '../../core/options.ts';
import { routePath } from '../../core/routeprefix.ts';
import { type Section, section } from '../../core/section.ts';
import { withoutTrailingSlash } from '../../core/trim.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { tagOf } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, renderArgs } from '../../workload/args.ts';
import { containerSecurity, mergeContainers } from '../../workload/containers.ts';
import { type ImageFields, image, imageReference } from '../../workload/image.ts';
import { JOBS_KEY, jobsDirectory, jobsFile, jobsNumbers } from '../../workload/jobsfiles.ts';
import { type PodFields, podFields } from '../../workload/pod.ts';
import { httpProbe, shellProbe } from '../../workload/probes.ts';
import { configReloader, initConfigReloader, type Reloader } from '../../workload/reloader.ts';
import { urlScheme } from '../../workload/webconfig.ts';
import {
  jobsReloaderMounts,
  reloaderMounts,
  rulesDirectory,
  serverMounts,
  type VolumeFields,
  type VolumeParts,
  volumes,
} from './volumes.ts';

/** Generated parts of the pod. */
export interface PodParts extends VolumeParts {
  readonly image: ImageFields;
  readonly version: Version;
  readonly args: readonly Argument[];
  /** Environment of the server container. */
  readonly env: readonly Section[];
  /** Environment of the reloaders, which replace variables of the configuration with it. */
  readonly reloaderEnv: readonly Section[];
  readonly reloaderWeb: boolean;
  readonly moreContainers: readonly Section[];
  readonly topologySpreadConstraints: readonly unknown[] | undefined;
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
}

/** The path that the server's HTTP routes are below, without a trailing slash. */
export const routePrefix = (spec: CommonSpec): string => routePath(spec.routePrefix);

/** The same for a probe of the kubelet. The Go operator leaves out a missing first slash; parity does the same. */
const probePath = (spec: CommonSpec, { parity }: Options): string =>
  parity ? withoutTrailingSlash(spec.routePrefix ?? '') : routePrefix(spec);

function probes(spec: CommonSpec, options: Options): Section {
  const probe = (path: string) =>
    spec.listenLocal
      ? shellProbe(`http://localhost:9090${routePrefix(spec)}${path}`)
      : httpProbe(`${probePath(spec, options)}${path}`, spec.portName || 'web', Boolean(spec.web?.tlsConfig));
  const limit = spec.maximumStartupDurationSeconds ?? 0;
  const failures = Math.ceil(limit / 60);
  const startup =
    limit >= 60
      ? { periodSeconds: Math.ceil(limit / failures), failureThreshold: failures }
      : { periodSeconds: 15, failureThreshold: 60 };
  return {
    startupProbe: { ...probe('/-/ready'), timeoutSeconds: 3, ...startup },
    readinessProbe: { ...probe('/-/ready'), timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...probe('/-/healthy'), timeoutSeconds: 3, periodSeconds: 5, failureThreshold: 6 },
  };
}

const serverContainer = (spec: CommonSpec & VolumeFields, parts: PodParts, options: Options): Section =>
  section({
    name: 'prometheus',
    ...image(imageReference(parts.image, options.prometheusBaseImage, tagOf(parts.version)), spec.imagePullPolicy),
    args: renderArgs([...parts.args, ...(spec.additionalArgs ?? [])]),
    env: parts.env.length > 0 ? parts.env : undefined,
    ports: spec.listenLocal ? undefined : [{ name: spec.portName || 'web', containerPort: 9090, protocol: 'TCP' }],
    volumeMounts: serverMounts(spec, parts),
    ...probes(spec, options),
    resources: spec.resources,
    ...containerSecurity,
  });

function reloader(spec: CommonSpec, parts: PodParts, options: Options): Reloader {
  const scheme = urlScheme(spec.web);
  const base = `${scheme}://${options.localhost}:9090${routePrefix(spec)}`;
  const signal = spec.reloadStrategy === 'ProcessSignal';
  return {
    imagePullPolicy: spec.imagePullPolicy,
    listenLocal: spec.listenLocal && !signal,
    webConfigFile: parts.reloaderWeb ? '/etc/prometheus/web_config/web-config.yaml' : undefined,
    reload: signal ? { runtimeInfo: `${base}/api/v1/status/runtimeinfo` } : { url: `${base}/-/reload` },
    configFile: '/etc/prometheus/config/prometheus.yaml.gz',
    envsubstFile: '/etc/prometheus/config_out/prometheus.env.yaml',
    watchedDirs: parts.ruleConfigMaps.map(rulesDirectory),
    logLevel: spec.logLevel,
    logFormat: spec.logFormat,
    env: parts.reloaderEnv,
    volumeMounts: reloaderMounts(parts, parts.reloaderWeb),
  };
}

/** The reloaders, the one of the first file first. */
function reloaders(spec: CommonSpec, parts: PodParts, options: Options): readonly Reloader[] {
  const first = reloader(spec, parts, options);
  const further = jobsNumbers(parts.configSecrets).map((number) => ({
    ...first,
    number,
    configFile: `${jobsDirectory(number)}/${JOBS_KEY}`,
    envsubstFile: jobsFile(number),
    watchedDirs: [],
    volumeMounts: jobsReloaderMounts(number, parts, parts.reloaderWeb),
  }));
  return [first, ...further];
}

/** The pod's spec, in the order kubectl prints. */
export function podSpec(spec: CommonSpec & VolumeFields & PodFields, parts: PodParts, options: Options): Section {
  const all = reloaders(spec, parts, options);
  const containers = [
    serverContainer(spec, parts, options),
    ...all.map((one) => configReloader(one, options)),
    ...parts.moreContainers,
  ];
  const initContainers = all.map((one) => initConfigReloader(one, options));
  return section({
    volumes: volumes(spec, parts),
    initContainers: mergeContainers(initContainers, spec.initContainers),
    containers: mergeContainers(containers, spec.containers),
    ...podFields({
      ...spec,
      automountServiceAccountToken: spec.automountServiceAccountToken ?? true,
      terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 600,
      topologySpreadConstraints: parts.topologySpreadConstraints,
      nodeSelector: parts.nodeSelector,
    }),
    shareProcessNamespace: spec.reloadStrategy === 'ProcessSignal',
  });
}
