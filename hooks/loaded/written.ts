// What the hooks wrote for the servers of a workload: the configuration and the rules that their pods mount.
import { sha256 } from '../core/digest.ts';
import { jsonOf } from '../core/json.ts';
import { largest } from '../core/lists.ts';
import { memo } from '../core/memo.ts';
import type { ConfigMap, KubernetesObject, Secret } from '../core/meta.ts';
import { REVISION, revisionOf } from '../core/revision.ts';
import { row } from '../core/row.ts';
import { isRecord, recordsOf } from '../core/yaml.ts';
import type { Product } from '../probe/running.ts';
import { mountedJobs } from '../workload/jobsfiles.ts';

interface ProductRow {
  readonly port: number;
  /** The volume with the configuration, and its key in the Secret. */
  readonly volume?: string;
  readonly key?: string;
}

/** The servers by the name of their container. */
const PRODUCTS: Readonly<Record<Product, ProductRow>> = {
  alertmanager: { port: 9093, volume: 'config-volume', key: 'alertmanager.yaml.gz' },
  prometheus: { port: 9090, volume: 'config', key: 'prometheus.yaml.gz' },
  'thanos-ruler': { port: 10902 },
};

/** A configuration. `isNamed`: the server reports the revision that it runs. */
export interface WrittenConfig {
  readonly revision: string;
  readonly isNamed: boolean;
}

/** What the pods of a StatefulSet or DaemonSet should run. */
export interface Written {
  readonly product: Product;
  readonly port: number;
  /** `undefined` for servers without a configuration file. */
  readonly config: WrittenConfig | undefined;
  /** The revisions of the files with further jobs. No server reports them. */
  readonly jobs: readonly string[];
  /** When one of these was written last, in milliseconds since 1970; 0 where the objects do not say. */
  readonly jobsAt: number;
  /** The mounted ConfigMaps with rules. */
  readonly ruleMaps: readonly ConfigMap[];
  /** When it was written last, in milliseconds since 1970; 0 where the objects do not say. */
  readonly at: number;
}

/** Finds a Secret or ConfigMap of the namespace by name. */
export interface Objects {
  readonly secret: (name: string) => Secret | undefined;
  readonly configMap: (name: string) => ConfigMap | undefined;
}

function podOf({ spec }: KubernetesObject): Readonly<Record<string, unknown>> {
  const template = isRecord(spec) && isRecord(spec['template']) ? spec['template'] : {};
  return isRecord(template['spec']) ? template['spec'] : {};
}

const isProduct = (name: unknown): name is Product =>
  typeof name === 'string' && row<ProductRow>(PRODUCTS, name) !== undefined;

/** The revision of a Secret that the hooks wrote, or of the content that the user wrote. */
function configOf(secret: Secret | undefined, key: string): WrittenConfig | undefined {
  const revision = secret?.metadata.annotations?.[REVISION];
  if (revision !== undefined) return { revision, isNamed: true };
  const content = secret?.data?.[key];
  return content === undefined ? undefined : { revision: revisionOf(content), isNamed: false };
}

/** When an object was written last (Kubernetes: managedFields), in milliseconds since 1970; 0 if it does not say. */
const lastWrite = ({ metadata }: KubernetesObject): number =>
  largest(
    (metadata.managedFields ?? []).map(({ time }) => Date.parse(time ?? '') || 0),
    0,
  );

/** What the pods of a StatefulSet or DaemonSet should run; `undefined` for pods of other servers. */
export function written(set: KubernetesObject, objects: Objects): Written | undefined {
  const podSpec = podOf(set);
  const { containers, volumes } = podSpec;
  const product = recordsOf(containers)
    .map(({ name }) => name)
    .find(isProduct);
  if (!product) return undefined;
  const { port, volume, key } = PRODUCTS[product];
  const all = recordsOf(volumes);
  const secret = all.find(({ name }) => name === volume)?.['secret'];
  const name = isRecord(secret) ? String(secret['secretName']) : '';
  const mounted = all.flatMap(({ configMap }) => (isRecord(configMap) ? [String(configMap['name'])] : []));
  const config = key === undefined ? undefined : objects.secret(name);
  const ruleMaps = mounted.flatMap((one) => objects.configMap(one) ?? []);
  const jobs = mountedJobs(podSpec).flatMap((one) => objects.secret(one) ?? []);
  const jobsAt = largest(jobs.map(lastWrite), 0);
  return {
    product,
    port,
    config: key === undefined ? undefined : configOf(config, key),
    jobs: jobs.map(({ metadata }) => metadata.annotations?.[REVISION] ?? ''),
    jobsAt,
    ruleMaps,
    at: largest([...(config ? [config] : []), ...ruleMaps].map(lastWrite), jobsAt),
  };
}

const digests = memo<string>((digest) => digest.length);

/** A digest of the data. A ConfigMap with the same version has the same. */
function dataDigest({ metadata, data = {} }: ConfigMap): string {
  const compute = () =>
    revisionOf(
      jsonOf(
        Object.keys(data)
          .sort()
          .map((key) => [key, sha256(data[key] ?? '')]),
      ),
    );
  const { uid, resourceVersion } = metadata;
  return uid && resourceVersion ? digests.get(uid, resourceVersion, compute) : compute();
}

const hasSameData = (a: ConfigMap, b: ConfigMap): boolean => {
  const keys = new Set([...Object.keys(a.data ?? {}), ...Object.keys(b.data ?? {})]);
  return [...keys].every((key) => a.data?.[key] === b.data?.[key]);
};

/** Whether a workload should run the same as before. */
export const isUnchanged = (before: Written, after: Written): boolean =>
  before.config?.revision === after.config?.revision &&
  before.jobs.join() === after.jobs.join() &&
  before.ruleMaps.length === after.ruleMaps.length &&
  before.ruleMaps.every((map, i) => hasSameData(map, after.ruleMaps[i] as ConfigMap));

/** One digest of what several workloads should run. */
export const writtenDigest = (all: readonly Written[]): string =>
  revisionOf(
    jsonOf(
      all.map(({ config, jobs, ruleMaps }) => [
        config?.revision,
        ruleMaps.map((map) => [map.metadata.name, dataDigest(map)]),
        ...(jobs.length > 0 ? [jobs] : []),
      ]),
    ),
  ).slice(0, 12);
