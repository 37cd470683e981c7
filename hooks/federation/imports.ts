// Members of other clusters: Services that a multi-cluster implementation has imported (multicluster.x-k8s.io,
// KEP-1645).
import type { Lister, Listers } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import { parseJson } from '../core/json.ts';
import { quoted } from '../core/message.ts';
import { type KubernetesObject, OWN } from '../core/meta.ts';
import type { Options } from '../core/options.ts';
import { isRecord } from '../core/yaml.ts';
import { gives, takes } from '../scrape/job/federationlabels.ts';
import { type Candidate, type Endpoint, PORT } from './members.ts';

/** On an exported Service: what the consumer has to know of the Prometheus behind it, as JSON. */
export const FEDERATION_SOURCE = `${OWN}/federation-source`;

export const MULTICLUSTER = 'multicluster.x-k8s.io';

/** What an exporting cluster tells about a member. */
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
 * What a ServiceImport is about; without the annotation, which implementations need not carry over, what its status and
 * its own name tell.
 */
function sourceOf(object: KubernetesObject): Source | { readonly issue: Issue } {
  const wrong = (message: string) => ({
    issue: issue('InvalidConfiguration', `metadata.annotations[${quoted(FEDERATION_SOURCE)}]`, message),
  });
  const told = parse(object.metadata.annotations?.[FEDERATION_SOURCE]);
  if (!isRecord(told)) return wrong('is not a JSON object');
  const clusters =
    (object['status'] as { readonly clusters?: readonly { readonly cluster: string }[] } | undefined)?.clusters ?? [];
  if (clusters.length > 1)
    return {
      issue: issue(
        'InvalidConfiguration',
        'status.clusters',
        `is exported by ${clusters.map(({ cluster }) => cluster).join(', ')}, which would answer in turns; give each cluster a --cluster-name of its own`,
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
    ...told,
  };
  for (const [field, allowed] of Object.entries(FIELDS)) {
    const value = source[field as keyof Source];
    if (typeof value !== 'string' || !allowed.test(value))
      return wrong(`${field}: ${JSON.stringify(value)} cannot be used`);
  }
  return source as Source;
}

function endpointOf({ metadata }: KubernetesObject, { scheme, prefix, cluster, replicaLabel }: Source): Endpoint {
  const host = `${metadata.name}.${metadata.namespace}.svc.clusterset.local`;
  return { scheme, prefix, targets: [`${host}:${PORT}`], cluster, missing: {}, replicaLabel };
}

/**
 * Every imported Service with the label of a member, but for those of this cluster: its Prometheus objects are members
 * themselves.
 */
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
      const found = sourceOf(object);
      const { name, namespace = '' } = object.metadata;
      const sets = { gives: gives(object), takes: takes(object) };
      if ('issue' in found)
        return [
          { kind: 'ServiceImport', object, identity: { cluster: '', namespace, name, ...sets }, issues: [found.issue] },
        ];
      if (found.cluster === options.clusterName) return [];
      const identity = { cluster: found.cluster, namespace: found.namespace, name: found.name, ...sets };
      return [{ kind: 'ServiceImport', object, identity, endpoint: endpointOf(object, found), issues: [] }];
    });
}
