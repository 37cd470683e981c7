// The Secrets of a Prometheus: configuration, TLS files, web configuration, the sidecar's client file.
import type { Lister } from '../../core/inputs.ts';
import { keepChild } from '../../core/lastapplied.ts';
import type { KubernetesObject, Secret } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { filesSection, REVISION, revisionLine, revisionOf, revisionSection } from '../../core/revision.ts';
import { dumpYaml } from '../../core/yaml.ts';
import { moveMarker, type Sharding } from '../../scrape/job/assignment.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { isPending, type Selected } from '../../scrape/select.ts';
import { knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { gzip, gzipGroups } from '../../workload/gzip.ts';
import { CONFIGURATION_SECRETS, JOBS_KEY, jobsFile, jobsNumbers, jobsSecretName } from '../../workload/jobsfiles.ts';
import { childMeta } from '../../workload/meta.ts';
import { textSecret } from '../../workload/secrets.ts';
import { tlsAssetSecrets } from '../../workload/tlsassets.ts';
import { fileOf } from '../config/file.ts';
import type { Distribution } from './distribution.ts';
import { SIDECAR_CLIENT } from './thanossidecar.ts';

/** Key of the configuration Secret. */
export const CONFIG_FILE = 'prometheus.yaml.gz';

type Texts = Readonly<Record<string, string>>;
/** Parts of a file, in groups. */
type Pieces = readonly (readonly string[])[];

/** Input of the configuration Secret of a workload. */
export interface ConfigurationParts {
  /** Name of the workload, and of its configuration Secret. */
  readonly prefix: string;
  /** The parts of the file. */
  readonly pieces: Pieces;
  /** The release of Prometheus. */
  readonly version: Version;
  /** Annotations that later syncs read. */
  readonly annotations?: Texts;
  /** Files and patterns for the section `scrape_config_files`. */
  readonly files?: readonly string[];
}

/** The file, and its revision where the file names it. */
function configFile(
  { pieces, version, files = [] }: Pick<ConfigurationParts, 'pieces' | 'version' | 'files'>,
  { parity }: Options,
): { readonly bytes: Buffer; readonly revision?: string } {
  const bytes = gzipGroups(files.length > 0 ? [...pieces, [filesSection(files)]] : pieces);
  if (parity || !knows(version, 'scrape_config_files')) return { bytes };
  const revision = revisionOf(bytes);
  const end = files.length > 0 ? revisionLine(revision) : revisionSection(revision);
  return { bytes: Buffer.concat([bytes, gzip(end)]), revision };
}

/** A Secret with one compressed file. */
function fileSecret(
  parent: KubernetesObject,
  name: string,
  { key, bytes, annotations }: { readonly key: string; readonly bytes: Buffer; readonly annotations: Texts },
  options: Options,
): Secret {
  const meta = childMeta(parent, name, options);
  const all = { ...meta.annotations, ...annotations };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: Object.keys(all).length > 0 ? { ...meta, annotations: all } : meta,
    data: { [key]: bytes.toString('base64') },
    type: 'Opaque',
  };
}

/** The configuration Secret. An annotation has the revision of its file. */
export function configSecret(
  parent: KubernetesObject,
  { prefix, annotations = {}, ...file }: ConfigurationParts,
  options: Options,
): Secret {
  const { bytes, revision } = configFile(file, options);
  const all = { ...annotations, ...(revision === undefined ? {} : { [REVISION]: revision }) };
  return fileSecret(parent, prefix, { key: CONFIG_FILE, bytes, annotations: all }, options);
}

/** A Secret with further jobs. */
function jobsSecret(parent: KubernetesObject, name: string, jobs: Pieces, options: Options): Secret {
  const bytes = gzipGroups(fileOf('', jobs, ''));
  return fileSecret(parent, name, { key: JOBS_KEY, bytes, annotations: { [REVISION]: revisionOf(bytes) } }, options);
}

/** The existing configuration Secrets and TLS Secrets, by name. */
function observedSecrets(secrets: Lister, prefix: string): Map<string, KubernetesObject> {
  const mine = secrets
    .list()
    .filter(({ metadata: { name } }) => name === prefix || /^-(tls-assets|jobs)-/.test(after(name, prefix)));
  return new Map(mine.map((secret) => [secret.metadata.name, keepChild(secret)]));
}

/** What follows a prefix in a name; '' for other names. */
const after = (name: string, prefix: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : '');

/**
 * TLS files of the spec and of the selected objects. Parity includes those of rejected objects, as the Go operator
 * does.
 */
function tlsFiles({ assets, options }: ScrapeContext, selected: readonly Selected[]): Map<string, string> {
  const files = new Map(assets.files);
  for (const item of selected) {
    if (item.issues.length === 0 || options.parity) for (const [path, value] of item.files) files.set(path, value);
  }
  return files;
}

/** The configuration Secrets and the TLS Secrets. */
export interface Generated {
  readonly config: KubernetesObject;
  /** The Secrets with further jobs. */
  readonly jobs: readonly KubernetesObject[];
  readonly tls: readonly KubernetesObject[];
}

/** Input of all generated Secrets. */
export interface GeneratedParts extends Omit<ConfigurationParts, 'version' | 'files'> {
  readonly distribution: Distribution;
  /** The jobs of each further Secret. */
  readonly jobs: readonly Pieces[];
  /** The Secrets that exist. */
  readonly observed: Lister;
}

/** What the first file names: the files with further jobs, and what proves that it was loaded while targets move. */
function otherFiles({ mounted }: Distribution, sharding: Sharding | undefined): string[] {
  if (mounted === 1) return [];
  const marker = sharding ? moveMarker(sharding) : '';
  return [
    ...jobsNumbers(mounted).map(jobsFile),
    ...(marker === '' ? [] : [`/etc/prometheus/resharding/${marker}*.yaml`]),
  ];
}

/**
 * The configuration Secrets and the TLS Secrets. While an asset Secret is pending, the existing ones stay as they are:
 * otherwise targets would be lost until it is ready.
 */
export function generatedSecrets(
  parent: KubernetesObject,
  { observed: secrets, distribution, jobs, ...parts }: GeneratedParts,
  selected: readonly Selected[],
  context: ScrapeContext,
): Generated {
  const { options, version, sharding } = context;
  const { prefix } = parts;
  const kept = selected.some(isPending) ? observedSecrets(secrets, prefix) : new Map<string, KubernetesObject>();
  const take = (name: string): KubernetesObject | undefined => {
    const found = kept.get(name);
    kept.delete(name);
    return found;
  };
  const first = take(prefix);
  const count: Texts = distribution.filled > 1 ? { [CONFIGURATION_SECRETS]: String(distribution.filled) } : {};
  const file = {
    ...{ ...parts, version, files: otherFiles(distribution, sharding) },
    annotations: { ...parts.annotations, ...count },
  };
  const further = jobsNumbers(distribution.existing).map((i) => {
    const name = jobsSecretName(prefix, i);
    const observed = take(name);
    return first && observed ? observed : jobsSecret(parent, name, first ? [] : (jobs[i - 1] ?? []), options);
  });
  return {
    config: first ?? configSecret(parent, file, options),
    jobs: further,
    tls:
      first && kept.size > 0
        ? [...kept.values()]
        : tlsAssetSecrets(parent, prefix, tlsFiles(context, selected), options),
  };
}

const INSECURE_CLIENT = dumpYaml({ tls_config: { insecure_skip_verify: true } });

/** The sidecar's HTTP client file. It accepts the certificate of Prometheus, which names another host. */
export const sidecarClientSecret = (parent: KubernetesObject, prefix: string, options: Options): Secret =>
  textSecret(parent, `${prefix}-${SIDECAR_CLIENT.volume}`, { [SIDECAR_CLIENT.file]: INSECURE_CLIENT }, options);
