// Data sources for a Grafana with a sidecar (kiwigrid/k8s-sidecar, as the Grafana charts have it): each a labelled ConfigMap with one provisioning file, or a Secret where
// the file holds credentials.
import type { DecoratorResponse, KindMap } from '../kube/hook.ts';
import type { ConfigMap, KubernetesObject, Secret } from '../kube/meta.ts';
import type { Options } from '../options.ts';
import { attachmentMeta, byName } from './attachment.ts';
import type { Datasource } from './datasource.ts';
import { provisioningFile } from './file.ts';
import { orgKey } from './orgs.ts';
import { nextState, readState, type State, secondsLeft, stateText } from './state.ts';
import { DATASOURCE_OF, type Grafana, STATE } from './terms.ts';

type Kind = 'ConfigMap' | 'Secret';

interface Made {
  readonly attachment: ConfigMap | Secret;
  readonly state: State;
}

/**
 * The key is the file's name in the folder that all ConfigMaps and Secrets of a Grafana share. It differs between the two kinds: a ConfigMap that goes takes its file along,
 * which must not be that of the Secret which has just come.
 */
const fileName = (kind: Kind, name: string): string => (kind === 'Secret' ? `${name}_secret.yaml` : `${name}.yaml`);

const dataOf = (kind: Kind, name: string, file: string): Readonly<Record<string, string>> => ({
  [fileName(kind, name)]: kind === 'Secret' ? Buffer.from(file).toString('base64') : file,
});

const typeOf = (kind: Kind): object => (kind === 'Secret' ? { type: 'Opaque' } : {});

interface Content {
  readonly kind: Kind;
  readonly name: string;
  readonly of: string;
  readonly issues: readonly string[];
  readonly data: Readonly<Record<string, string>>;
  readonly state: State;
}

const made = ({ kind, name, of, issues, data, state }: Content, { namespace }: Grafana, options: Options): Made => ({
  attachment: {
    apiVersion: 'v1',
    kind,
    metadata: attachmentMeta(
      { name, namespace, of, issues, labels: options.grafanaLabels, annotations: { [STATE]: stateText(state) } },
      options,
    ),
    data,
    ...typeOf(kind),
  },
  state,
});

const ownerOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.namespace}/${metadata.name}`;

/** Whether somebody else's file still claims to be the default: Grafana refuses both until that one is rewritten, so the next sync hands it over. */
const isTaken = ({ identity, org }: Datasource, others: readonly State[]): boolean =>
  others.some(({ present }) => present?.isDefault && present.name !== identity.name && orgKey(present.org) === orgKey(org));

function present(
  datasource: Datasource,
  observed: readonly KubernetesObject[],
  grafana: Grafana,
  others: readonly State[],
  now: Date,
  options: Options,
): Made {
  const { object, identity, org, credentials, issues } = datasource;
  const name = identity.object;
  const before = readState(observed);
  const of = ownerOf(object);
  const last = credentials ? undefined : (observed.find(({ kind }) => kind === 'Secret') as Secret | undefined);
  if (last?.data) return made({ kind: 'Secret', name, of, issues, data: last.data, state: before }, grafana, options);
  const isDefault = datasource.isDefault && !isTaken(datasource, others);
  const state = nextState(before, { name: identity.name, org, isDefault }, now);
  const kind: Kind = credentials && Object.keys(credentials.secure).length > 0 ? 'Secret' : 'ConfigMap';
  const file = provisioningFile({ ...datasource, isDefault }, state);
  return made({ kind, name, of, issues, data: dataOf(kind, name, file), state }, grafana, options);
}

/** The tombstone of a data source nobody wants any more; nothing once Grafana has had the time to read it. */
function absent(name: string, observed: readonly KubernetesObject[], grafana: Grafana, now: Date, options: Options): Made[] {
  const state = nextState(readState(observed), undefined, now);
  if (state.removed.length === 0) return [];
  const kind: Kind = observed.some((object) => object.kind === 'Secret') ? 'Secret' : 'ConfigMap';
  const of = observed[0]?.metadata.annotations?.[DATASOURCE_OF] ?? '';
  return [made({ kind, name, of, issues: [], data: dataOf(kind, name, provisioningFile(undefined, state)), state }, grafana, options)];
}

/** The answer for a Grafana with a sidecar. `observed`: the attachments there are. */
export function sidecar(
  grafana: Grafana,
  wanted: readonly Datasource[],
  observed: KindMap,
  now: Date,
  options: Options,
): DecoratorResponse {
  const before = byName(observed, ['ConfigMap.v1', 'Secret.v1']);
  const states = [...before.values()].map(readState);
  const names = new Set(wanted.map(({ identity }) => identity.object));
  const all = [
    ...wanted.map((datasource) => present(datasource, before.get(datasource.identity.object) ?? [], grafana, states, now, options)),
    ...[...before].flatMap(([name, objects]) => (names.has(name) ? [] : absent(name, objects, grafana, now, options))),
  ];
  const resyncAfterSeconds = secondsLeft(
    all.map(({ state }) => state),
    now,
  );
  return {
    status: null,
    attachments: all.map(({ attachment }) => attachment),
    ...(resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds }),
  };
}
