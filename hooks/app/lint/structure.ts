// What the API server would refuse or drop: versions, metadata, the schema of the CRD, misspelt fields.
import { GROUP, KINDS, type Kind } from '../../api/kinds.ts';
import { isKnownVersion, schemaIssues } from '../../api/schemaissues.ts';
import { unknownFields } from '../../api/unknownfields.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { nearest } from '../../core/nearest.ts';
import { checkLabelTexts } from '../../core/selector.ts';
import { isRecord } from '../../core/yaml.ts';

const kinds: readonly Kind[] = KINDS;
const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** RFC 1123 subdomain (kubernetes.io: object names). */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Whether the object is of monitoring.coreos.com. */
export const isOwn = ({ apiVersion }: KubernetesObject): boolean => apiVersion.startsWith(`${GROUP}/`);

function versionIssues(object: KubernetesObject): Issue[] {
  if (isKnownVersion(object)) return [];
  const known = kinds.find(({ kind }) => kind === object.kind);
  if (!known) {
    const message = `${quoted(object.kind)} is not a kind of ${GROUP}${nearest(
      object.kind,
      kinds.map(({ kind }) => kind),
    )}`;
    return [issue('InvalidConfiguration', 'kind', message)];
  }
  const versions = [known.version, ...(known.converted ? [known.converted.version] : [])];
  const message = `${object.kind} has no version ${quoted(object.apiVersion.split('/')[1])}: use ${versions
    .map((version) => `${GROUP}/${version}`)
    .join(' or ')}`;
  return [issue('InvalidConfiguration', 'apiVersion', message)];
}

function textMapIssues(map: unknown, path: string): Issue[] {
  if (map === undefined || map === null) return [];
  if (!isRecord(map)) return [issue('InvalidConfiguration', path, 'must be an object')];
  return Object.entries(map)
    .filter(([, value]) => typeof value !== 'string')
    .map(([key]) => issue('InvalidConfiguration', `${path}.${key}`, 'must be a string: put it in quotes'));
}

/** What is wrong with the metadata of an object. */
export function metadataIssues({ metadata }: KubernetesObject): Issue[] {
  const { name, namespace, labels, annotations } = metadata as unknown as Readonly<Record<string, unknown>>;
  const maps = [...textMapIssues(labels, 'metadata.labels'), ...textMapIssues(annotations, 'metadata.annotations')];
  const bad = (path: string, message: string): Issue[] => [issue('InvalidConfiguration', path, message)];
  return [
    ...(typeof name === 'string' && name.length <= 253 && NAME.test(name)
      ? []
      : bad('metadata.name', name === undefined ? 'is required' : `${quoted(name)} is not a name such as my-app`)),
    ...(namespace === undefined || (typeof namespace === 'string' && NAMESPACE.test(namespace))
      ? []
      : bad('metadata.namespace', `${quoted(namespace)} is not the name of a namespace`)),
    ...maps,
    ...(maps.length === 0 ? checkLabelTexts(metadata.labels, 'metadata.labels') : []),
  ];
}

const topLevelIssues = (object: KubernetesObject): Issue[] =>
  Object.keys(object)
    .filter((field) => !TOP.includes(field))
    .map((field) =>
      issue('InvalidConfiguration', field, `is not a field: the API server drops it${nearest(field, TOP)}`),
    );

export interface Structure {
  /** What the API server would refuse. Other checks make no sense then. */
  readonly refused: readonly Issue[];
  /** Fields that it would drop. */
  readonly dropped: readonly Issue[];
}

/** What the API server would refuse or drop of an object of monitoring.coreos.com. */
export function checkStructure(object: KubernetesObject): Structure {
  const version = versionIssues(object);
  if (version.length > 0) return { refused: version, dropped: [] };
  return {
    refused: [...metadataIssues(object), ...schemaIssues(object)],
    dropped: [...topLevelIssues(object), ...unknownFields(object)],
  };
}
