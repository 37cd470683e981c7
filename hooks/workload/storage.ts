// The data volume of a server: an emptyDir, an ephemeral volume or a claim for each pod.
import { type Section, section } from '../core/section.ts';
import { typed } from './typed.ts';

interface ClaimTemplate {
  readonly metadata?: { readonly name?: string; readonly labels?: unknown; readonly annotations?: unknown } | undefined;
  readonly spec?: Readonly<Record<string, unknown>> | undefined;
}

/** The field `storage` of a spec. */
export interface StorageFields {
  readonly disableMountSubPath?: boolean | undefined;
  readonly emptyDir?: unknown;
  readonly ephemeral?: unknown;
  readonly volumeClaimTemplate?: ClaimTemplate | undefined;
}

/** The data volume, or the claim template for it. */
export interface Storage {
  /** A pod volume, or none where each pod gets a claim. */
  readonly volume?: Section;
  readonly claimTemplate?: Section;
  /** The name that mounts use. */
  readonly mountName: string;
}

function claim(template: ClaimTemplate, name: string, observed: readonly Section[]): Section {
  const spec = section({ accessModes: ['ReadWriteOnce'], ...template.spec });
  if (Array.isArray(spec['accessModes']) && spec['accessModes'].length === 0) spec['accessModes'] = ['ReadWriteOnce'];
  const metadata = section({ name, labels: template.metadata?.labels, annotations: template.metadata?.annotations });
  const before = observed.find((item) => (item['metadata'] as { name?: string } | undefined)?.name === name);
  return settle({ metadata, spec: typed(spec) }, before);
}

/**
 * The observed claim template if it equals the wanted one with the defaults of the API server. Otherwise every sync
 * would write it: apply treats the list as a whole.
 */
function settle(want: Section, before: Section | undefined): Section {
  if (!before) return want;
  const spec = before['spec'] as Section | undefined;
  const completed = { ...section({ volumeMode: spec?.['volumeMode'] }), ...(want['spec'] as Section) };
  const same = JSON.stringify(sortedCopy(completed)) === JSON.stringify(sortedCopy(spec ?? {}));
  return same
    ? section({
        apiVersion: before['apiVersion'],
        kind: before['kind'],
        metadata: before['metadata'],
        spec,
        status: before['status'],
      })
    : want;
}

const sortedCopy = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortedCopy)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([k, v]) => [k, sortedCopy(v)]),
        )
      : value;

/**
 * The data volume `defaultName` (`prometheus-k8s-db`), or a claim template with the user's name or this one.
 * `observed`: the claim templates of the existing StatefulSet.
 */
export function dataStorage(
  spec: StorageFields | undefined,
  defaultName: string,
  observed: readonly Section[] = [],
): Storage {
  const mountName = spec?.volumeClaimTemplate?.metadata?.name || defaultName;
  if (spec?.emptyDir) return { volume: { name: defaultName, emptyDir: spec.emptyDir }, mountName };
  if (spec?.ephemeral) return { volume: { name: defaultName, ephemeral: spec.ephemeral }, mountName };
  if (!spec) return { volume: { name: defaultName, emptyDir: {} }, mountName };
  return { claimTemplate: claim(spec.volumeClaimTemplate ?? {}, mountName, observed), mountName };
}

/** The mount of the data volume. Persistent storage uses a sub-path, because a volume may have `lost+found`. */
export const storageMount = (
  spec: StorageFields | undefined,
  storage: Storage,
  mountPath: string,
  subPath?: string,
): Section =>
  section({ name: storage.mountName, mountPath, subPath: spec && !spec.disableMountSubPath ? subPath : undefined });
