// The StatefulSet of a Thanos Ruler and its pod.

import type { ThanosRuler } from '../../api/thanosruler.ts';
import type { KubernetesObject, Secret } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { routePath } from '../../core/routeprefix.ts';
import { type Section, section } from '../../core/section.ts';
import { DEFAULT_THANOS, thanosKnows } from '../../versions/thanos.ts';
import { formatVersion, type Version } from '../../versions/version.ts';
import { type Argument, arg, renderArgs } from '../../workload/args.ts';
import { containerSecurity, mergeContainers } from '../../workload/containers.ts';
import { image, imageReference } from '../../workload/image.ts';
import { workloadMeta } from '../../workload/meta.ts';
import { mapVolumeName } from '../../workload/names.ts';
import { podFields } from '../../workload/pod.ts';
import { configReloader, fieldEnv, reloaderEnv } from '../../workload/reloader.ts';
import { observedClaims, statefulSet } from '../../workload/statefulset.ts';
import { dataStorage, type Storage, storageMount } from '../../workload/storage.ts';
import { tlsAssetsVolume } from '../../workload/tlsassets.ts';
import { type Mounted, urlScheme } from '../../workload/webconfig.ts';
import { fileDirectory, secretFiles } from './args.ts';

type Texts = Readonly<Record<string, string>>;

const WEB_CONFIG_FILE = '/etc/thanos/web_config/web-config.yaml';

/** What the StatefulSet depends on beside the spec. */
export interface RulerParts {
  readonly prefix: string;
  readonly version: Version;
  readonly args: readonly Argument[];
  readonly tlsAssets: readonly Secret[];
  readonly ruleConfigMaps: readonly string[];
  readonly web: Mounted;
  /** Labels that select the pods, instead of those of a ThanosRuler. */
  readonly labels?: Texts;
}

/** Labels that select the pods. As in the Go operator the user's pod labels are included: a change replaces the set. */
export const rulerLabels = (ruler: ThanosRuler, options: Options): Texts => ({
  ...options.labels,
  ...ruler.spec.podMetadata?.labels,
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': 'thanos-ruler',
  'app.kubernetes.io/instance': ruler.metadata.name,
  'thanos-ruler': ruler.metadata.name,
});

const rulesDirectory = (configMap: string): string => `/etc/thanos/rules/${configMap}`;

function volumes(ruler: ThanosRuler, parts: RulerParts, storage: Storage): Section[] {
  return [
    ...secretFiles(ruler, parts.prefix).map(({ volume, secret }) => ({
      name: volume,
      secret: { secretName: secret.name ?? '', items: [{ key: secret.key, path: secret.key }], defaultMode: 420 },
    })),
    tlsAssetsVolume(parts.tlsAssets),
    ...(thanosKnows(parts.version, 'rule.http_config') ? parts.web.volumes : []),
    ...parts.ruleConfigMaps.map((name) => ({
      name: mapVolumeName(name),
      configMap: { name, optional: true, defaultMode: 420 },
    })),
    ...(storage.volume ? [storage.volume] : []),
    ...((ruler.spec.volumes ?? []) as Section[]),
  ];
}

function rulerMounts(ruler: ThanosRuler, parts: RulerParts, storage: Storage): Section[] {
  const readOnly = true;
  return [
    ...secretFiles(ruler, parts.prefix).map((file) => ({
      name: file.volume,
      readOnly,
      mountPath: fileDirectory(file),
    })),
    { name: 'tls-assets', readOnly, mountPath: '/etc/thanos/certs' },
    ...(thanosKnows(parts.version, 'rule.http_config') ? parts.web.mounts : []),
    storageMount(undefined, storage, '/thanos/data'),
    ...parts.ruleConfigMaps.map((name) => ({ name: mapVolumeName(name), readOnly, mountPath: rulesDirectory(name) })),
    ...((ruler.spec.volumeMounts ?? []) as Section[]),
  ];
}

function rulerContainer(ruler: ThanosRuler, parts: RulerParts, storage: Storage, options: Options): Section {
  const { spec } = ruler;
  const web = thanosKnows(parts.version, 'rule.http_config') ? [arg('http.config', WEB_CONFIG_FILE)] : [];
  return section({
    name: 'thanos-ruler',
    ...image(
      imageReference({ image: spec.image }, options.thanosBaseImage, spec.version || DEFAULT_THANOS),
      spec.imagePullPolicy,
    ),
    args: ['rule', ...renderArgs([...parts.args, ...(spec.additionalArgs ?? []), ...web])],
    env: [fieldEnv('POD_NAME', 'metadata.name')],
    ports: [
      { name: 'grpc', containerPort: 10901, protocol: 'TCP' },
      ...(spec.listenLocal ? [] : [{ name: spec.portName || 'web', containerPort: 10902, protocol: 'TCP' }]),
    ],
    volumeMounts: rulerMounts(ruler, parts, storage),
    resources: withMemory(spec.resources),
    ...containerSecurity,
  });
}

/** Resources with a memory request of 200Mi by default, which the ruler needs to start. */
const withMemory = (given: ThanosRuler['spec']['resources']): Section => ({
  ...given,
  requests: { memory: '200Mi', ...given?.requests },
});

function reloader(ruler: ThanosRuler, parts: RulerParts, options: Options): Section {
  const { spec } = ruler;
  const scheme = urlScheme(spec.web);
  const hasWeb = thanosKnows(parts.version, 'rule.http_config');
  return configReloader(
    {
      listenLocal: spec.listenLocal,
      webConfigFile: hasWeb ? WEB_CONFIG_FILE : undefined,
      reload: { url: `${scheme}://${options.localhost}:10902${routePath(spec.routePrefix)}/-/reload` },
      watchedDirs: parts.ruleConfigMaps.map(rulesDirectory),
      logLevel: spec.logLevel,
      logFormat: spec.logFormat,
      env: reloaderEnv(-1),
      volumeMounts: [
        ...parts.ruleConfigMaps.map((name) => ({ name: mapVolumeName(name), mountPath: rulesDirectory(name) })),
        ...(hasWeb ? parts.web.mounts : []),
      ],
    },
    options,
  );
}

/** The StatefulSet. `observed`: the existing one. */
export function rulerStatefulSet(
  ruler: ThanosRuler,
  parts: RulerParts,
  observed: KubernetesObject | undefined,
  options: Options,
): KubernetesObject {
  const { spec } = ruler;
  const selector = parts.labels ?? rulerLabels(ruler, options);
  const storage = dataStorage(spec.storage, `${parts.prefix}-data`, observedClaims(observed));
  const { persistentVolumeClaimRetentionPolicy: _none, ...fields } = {
    persistentVolumeClaimRetentionPolicy: undefined,
    ...spec,
  };
  return statefulSet(fields, {
    metadata: workloadMeta(ruler as unknown as KubernetesObject, parts.prefix, { selector }, options),
    replicas: spec.replicas ?? 1,
    selector,
    podLabels: { ...spec.podMetadata?.labels, ...selector, 'app.kubernetes.io/version': formatVersion(parts.version) },
    podAnnotations: {
      ...spec.podMetadata?.annotations,
      'kubectl.kubernetes.io/default-container': 'thanos-ruler',
      ...options.annotations,
    },
    podSpec: section({
      volumes: volumes(ruler, parts, storage),
      initContainers: spec.initContainers?.length ? spec.initContainers : undefined,
      containers: mergeContainers(
        [rulerContainer(ruler, parts, storage, options), reloader(ruler, parts, options)],
        spec.containers,
      ),
      ...podFields({ ...spec, terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 120 }),
    }),
    claimTemplates: storage.claimTemplate ? [storage.claimTemplate] : [],
    governingService: 'thanos-ruler-operated',
    observed,
  });
}
