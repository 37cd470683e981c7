// Members of other clusters: imported Services (multicluster.x-k8s.io, KEP-1645).
import type { Lister, Listers } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import { parseJson } from '../core/json.ts';
import { quoted } from '../core/message.ts';
import { type KubernetesObject, OWN } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { isRecord } from '../core/yaml.ts';
import { gives, takes } from '../scrape/job/federationlabels.ts';
import { type Candidate, type Endpoint, PORT } from './members.ts';

/** Annotation of an exported Service: the `Source` as JSON. */
export const FEDERATION_SOURCE = `${OWN}/federation-source`;

/** API group of ServiceExport and ServiceImport. */
export const MULTICLUSTER = 'multicluster.x-k8s.io';

/** The Prometheus behind an exported Service. */
export interface Source {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly scheme: 'http' | 'https';
  readonly prefix: string;
  readonly replicaLabel: string;
}

const DNS = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const FIELDS: Readonly<Record<keyof Source, RegExp>> = {
  cluster: DNS,
  namespace: DNS,
  name: DNS,
  scheme: /^https?$/,
  prefix: /^(\/[-A-Za-z0-9._~]+)*$/,
  replicaLabel: /^[^$]*$/,
};

const parse = (text: string | undefined): unknown => (text === undefined ? {} : parseJson(text));

/**
 * The Prometheus behind a ServiceImport. Implementations need not copy the annotation; without it the status and the
 * name of the import are used.
 */
function importSource(object: KubernetesObject): Source | { readonly issue: Issue } {
  const wrong = (message: string) => ({
    issue: issue('InvalidConfiguration', `metadata.annotations[${quoted(FEDERATION_SOURCE)}]`, message),
  });
  const annotation = parse(object.metadata.annotations?.[FEDERATION_SOURCE]);
  if (!isRecord(annotation)) return wrong('is not a JSON object');
  const clusters =
    (object['status'] as { readonly clusters?: readonly { readonly cluster: string }[] } | undefined)?.clusters ?? [];
  if (clusters.length > 1)
    return {
      issue: issue(
        'InvalidConfiguration',
        'status.clusters',
        `is exported by ${clusters.map(({ cluster }) => cluster).join(', ')}, and requests would go to any of them: ` +
          'give each cluster its own --cluster-name',
      ),
    };
  const { name, namespace = '' } = object.metadata;
  const source = {
    cluster: clusters[0]?.cluster,
    namespace,
    name,
    scheme: 'http',
    prefix: '',
    replicaLabel: 'prometheus_replica',
    ...annotation,
  };
  for (const [field, allowed] of Object.entries(FIELDS)) {
    const value = source[field as keyof Source];
    if (typeof value !== 'string' || !allowed.test(value))
      return wrong(`${field}: ${JSON.stringify(value)} is not valid`);
  }
  return source as Source;
}

function importEndpoint({ metadata }: KubernetesObject, { scheme, prefix, cluster, replicaLabel }: Source): Endpoint {
  const host = `${metadata.name}.${metadata.namespace}.svc.clusterset.local`;
  return { scheme, prefix, targets: [`${host}:${PORT}`], cluster, missing: {}, replicaLabel };
}

/** Imported Services with the label of a member, without those of this cluster: its Prometheus objects are members. */
export function importCandidates(
  sources: Pick<Listers, 'serviceImportsV1alpha1' | 'serviceImportsV1beta1'>,
  options: Options,
): Candidate[] {
  const byVersion: Readonly<Record<string, Lister>> = {
    v1alpha1: sources.serviceImportsV1alpha1,
    v1beta1: sources.serviceImportsV1beta1,
  };
  const imports = byVersion[options.multiclusterServices]?.list() ?? [];
  return imports
    .filter((object) => gives(object) !== '')
    .flatMap((object): Candidate[] => {
      const found = importSource(object);
      const { name, namespace = '' } = object.metadata;
      const sets = { gives: gives(object), takes: takes(object) };
      if ('issue' in found)
        return [
          { kind: 'ServiceImport', object, identity: { cluster: '', namespace, name, ...sets }, issues: [found.issue] },
        ];
      if (found.cluster === options.clusterName) return [];
      const identity = { cluster: found.cluster, namespace: found.namespace, name: found.name, ...sets };
      return [{ kind: 'ServiceImport', object, identity, endpoint: importEndpoint(object, found), issues: [] }];
    });
}
