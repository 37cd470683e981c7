// The Secrets of a Prometheus: configuration, TLS files, web configuration, the sidecar's client file.
import type { Lister } from '../../core/inputs.ts';
import { keepChild } from '../../core/lastapplied.ts';
import type { KubernetesObject, Secret } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { REVISION, revisionOf, revisionSection } from '../../core/revision.ts';
import { dumpYaml } from '../../core/yaml.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { isPending, type Selected } from '../../scrape/select.ts';
import { knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { gzip, gzipGroups } from '../../workload/gzip.ts';
import { childMeta } from '../../workload/meta.ts';
import { textSecret } from '../../workload/secrets.ts';
import { tlsAssetSecrets } from '../../workload/tlsassets.ts';
import { SIDECAR_CLIENT } from './thanossidecar.ts';

/** Key of the configuration Secret. */
export const CONFIG_FILE = 'prometheus.yaml.gz';

type Texts = Readonly<Record<string, string>>;

/** Input of the configuration Secret of a workload. */
export interface ConfigurationParts {
  /** Name of the workload, and of its configuration Secret. */
  readonly prefix: string;
  /** The parts of the file, in groups. */
  readonly pieces: readonly (readonly string[])[];
  /** The release of Prometheus. */
  readonly version: Version;
  /** Annotations that later syncs read. */
  readonly annotations?: Texts;
  /** The Secrets that exist. */
  readonly observed: Lister;
}

/** The file, and its revision where the file names it. */
function configFile(
  { pieces, version }: Pick<ConfigurationParts, 'pieces' | 'version'>,
  { parity }: Options,
): { readonly bytes: Buffer; readonly revision?: string } {
  const bytes = gzipGroups(pieces);
  if (parity || !knows(version, 'scrape_config_files')) return { bytes };
  const revision = revisionOf(bytes);
  return { bytes: Buffer.concat([bytes, gzip(revisionSection(revision))]), revision };
}

/** The configuration Secret. An annotation has the revision of its file. */
export function configSecret(
  parent: KubernetesObject,
  { prefix, annotations = {}, ...file }: Omit<ConfigurationParts, 'observed'>,
  options: Options,
): Secret {
  const meta = childMeta(parent, prefix, options);
  const { bytes, revision } = configFile(file, options);
  const all = { ...meta.annotations, ...annotations, ...(revision === undefined ? {} : { [REVISION]: revision }) };
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: Object.keys(all).length > 0 ? { ...meta, annotations: all } : meta,
    data: { [CONFIG_FILE]: bytes.toString('base64') },
    type: 'Opaque',
  };
}

/** The existing configuration Secret and TLS Secrets, by name. */
function observedSecrets(secrets: Lister, prefix: string): Map<string, KubernetesObject> {
  const mine = secrets
    .list()
    .filter(({ metadata: { name } }) => name === prefix || name.startsWith(`${prefix}-tls-assets-`));
  return new Map(mine.map((secret) => [secret.metadata.name, keepChild(secret)]));
}

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

/** The configuration Secret and the TLS Secrets. */
export interface Generated {
  readonly config: KubernetesObject;
  readonly tls: readonly KubernetesObject[];
}

/**
 * The configuration Secret and the TLS Secrets. While an asset Secret is pending, the existing ones stay as they are:
 * otherwise targets would be lost until it is ready.
 */
export function generatedSecrets(
  parent: KubernetesObject,
  { observed: secrets, ...parts }: Omit<ConfigurationParts, 'version'>,
  selected: readonly Selected[],
  context: ScrapeContext,
): Generated {
  const { options, version } = context;
  const { prefix } = parts;
  const kept = selected.some(isPending) ? observedSecrets(secrets, prefix) : new Map<string, KubernetesObject>();
  const observed = kept.get(prefix);
  kept.delete(prefix);
  const fresh = () => tlsAssetSecrets(parent, prefix, tlsFiles(context, selected), options);
  if (observed) return { config: observed, tls: kept.size > 0 ? [...kept.values()] : fresh() };
  return { config: configSecret(parent, { ...parts, version }, options), tls: fresh() };
}

const INSECURE_CLIENT = dumpYaml({ tls_config: { insecure_skip_verify: true } });

/** The sidecar's HTTP client file. It accepts the certificate of Prometheus, which names another host. */
export const sidecarClientSecret = (parent: KubernetesObject, prefix: string, options: Options): Secret =>
  textSecret(parent, `${prefix}-${SIDECAR_CLIENT.volume}`, { [SIDECAR_CLIENT.file]: INSECURE_CLIENT }, options);
