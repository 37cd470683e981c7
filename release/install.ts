// install.yaml, and the values of the packaged chart: both with an image.
import { name, version } from './paths.ts';

/** The image in the manifests. */
export const DEFAULT = `${name}:${version}`;
/** Folders in install.yaml, in this order. */
export const PARTS = ['manifests/crds', 'manifests/metacontroller', 'manifests/operator', 'metacontroller'];

export interface Image {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:...`, or empty. */
  readonly digest: string;
}

const IMAGE = /^(?:(.+)\/)?([^/:@]+):([^/:@]+)(?:@(sha256:[0-9a-f]{64}))?$/;

/** `registry/path/name:tag@digest` in its parts. The path belongs to the registry. Throws if there is no tag. */
export function imageParts(image: string): Image {
  const [, registry = '', repository = '', tag = '', digest = ''] = IMAGE.exec(image) ?? [];
  if (!tag) throw new Error(`"${image}" is not an image such as registry.example.com/team/${DEFAULT}`);
  return { registry, repository, tag, digest };
}

const HEAD = (image: string): string => `# ${name} ${version}, with Metacontroller and all definitions. Image: ${image}
# docs/install.md has the commands: the token first, then kubectl apply --server-side -f install.yaml.
`;

/** install.yaml with an image. `kustomize` builds a folder. */
export function installFile(image: string, kustomize: (folder: string) => string): string {
  const built = PARTS.map(kustomize).join('---\n');
  return HEAD(image) + built.replaceAll(`image: ${DEFAULT}\n`, `image: ${image}\n`);
}

/** values.yaml of the chart with an image. */
export function valuesFile(values: string, { registry, repository, tag, digest }: Image): string {
  const set = (text: string, field: string, value: string) =>
    text.replace(new RegExp(`^( {2}${field}: ).*$`, 'm'), `$1${JSON.stringify(value)}`);
  const named = set(set(set(values, 'registry', registry), 'repository', repository), 'tag', tag);
  return set(named, 'digest', digest);
}
