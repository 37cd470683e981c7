// Data sources for a Grafana with a sidecar (kiwigrid/k8s-sidecar, as in the Grafana charts): a labelled ConfigMap with
// one provisioning file each, or a Secret if the file has credentials.
import type { DecoratorResponse, KindMap } from '../../core/hook.ts';
import { keepChild } from '../../core/lastapplied.ts';
import type { ConfigMap, KubernetesObject, Secret } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { DATASOURCE_OF, type Grafana, STATE } from '../../grafana/labels.ts';
import { orgKey } from '../../grafana/organizations.ts';
import { attachmentMeta, byName, ownerOf } from './attachment.ts';
import type { Datasource } from './datasource.ts';
import { provisioningFile } from './file.ts';
import { nextState, readState, type State, secondsLeft, stateText } from './state.ts';

type Kind = 'ConfigMap' | 'Secret';

interface Made {
  readonly attachment: ConfigMap | Secret;
  /** The state after this sync. */
  readonly state: State;
}

/**
 * The key is the file name in the folder of all ConfigMaps and Secrets of a Grafana. It differs between the two kinds,
 * because the sidecar deletes the file of a deleted ConfigMap, which must not be the file of the new Secret.
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

/** Inputs of all data sources of one sync. */
interface Round {
  readonly grafana: Grafana;
  /** The states of the existing attachments. */
  readonly states: readonly State[];
  readonly now: Date;
  readonly options: Options;
}

const made = ({ kind, name, of, issues, data, state }: Content, { grafana: { namespace }, options }: Round): Made => ({
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

/**
 * Whether the file of another data source still claims to be the default. Grafana would reject both files, so the next
 * sync changes the default.
 */
const isTaken = ({ identity, org }: Datasource, states: readonly State[]): boolean =>
  states.some(
    ({ present }) => present?.isDefault && present.name !== identity.name && orgKey(present.org) === orgKey(org),
  );

/**
 * Whether the file of the other kind still claims to be the default: sidecars read ConfigMaps and Secrets separately.
 */
const isLeft = (kind: Kind, observed: readonly KubernetesObject[]): boolean =>
  observed.some((object) => object.kind !== kind && readState([object]).present?.isDefault);

/**
 * The file with the last valid credentials, if the current ones are invalid; `undefined` without one. Its deletions
 * stay until it is written again.
 */
function lastGood(
  { object, identity, issues }: Datasource,
  observed: readonly KubernetesObject[],
  round: Round,
): Made | undefined {
  const secret = observed.find(({ kind }) => kind === 'Secret');
  const state = readState(observed);
  const { data } = secret ? (keepChild(secret) as Secret) : {};
  if (!data || !state.present) return undefined;
  const { attachment } = made(
    { kind: 'Secret', name: identity.object, of: ownerOf(object), issues, data, state },
    round,
  );
  return { attachment, state: { ...state, removed: [] } };
}

function present(datasource: Datasource, observed: readonly KubernetesObject[], round: Round): Made {
  const { object, identity, org, credentials, issues } = datasource;
  const last = credentials ? undefined : lastGood(datasource, observed, round);
  if (last) return last;
  const kind: Kind = credentials && Object.keys(credentials.secure).length > 0 ? 'Secret' : 'ConfigMap';
  const isDefault = datasource.isDefault && !isTaken(datasource, round.states) && !isLeft(kind, observed);
  const state = nextState(readState(observed), { name: identity.name, org, isDefault }, round.now);
  const data = dataOf(kind, identity.object, provisioningFile({ ...datasource, isDefault }, state));
  return made({ kind, name: identity.object, of: ownerOf(object), issues, data, state }, round);
}

/** The tombstone of a data source that is no longer wanted; empty after Grafana has had time to read it. */
function absent(name: string, observed: readonly KubernetesObject[], round: Round): Made[] {
  const state = nextState(readState(observed), undefined, round.now);
  if (state.removed.length === 0) return [];
  const kind: Kind = observed.some((object) => object.kind === 'Secret') ? 'Secret' : 'ConfigMap';
  const of = observed[0]?.metadata.annotations?.[DATASOURCE_OF] ?? '';
  return [
    made({ kind, name, of, issues: [], data: dataOf(kind, name, provisioningFile(undefined, state)), state }, round),
  ];
}

/** The response for a Grafana with a sidecar. `observed`: the existing attachments. */
export function sidecar(
  grafana: Grafana,
  wanted: readonly Datasource[],
  observed: KindMap,
  { now, options }: Pick<Round, 'now' | 'options'>,
): DecoratorResponse {
  const before = byName(observed, ['ConfigMap.v1', 'Secret.v1']);
  const round: Round = { grafana, states: [...before.values()].map(readState), now, options };
  const names = new Set(wanted.map(({ identity }) => identity.object));
  const all = [
    ...wanted.map((datasource) => present(datasource, before.get(datasource.identity.object) ?? [], round)),
    ...[...before].flatMap(([name, objects]) => (names.has(name) ? [] : absent(name, objects, round))),
  ];
  const states = all.map(({ state }) => state);
  const resyncAfterSeconds = secondsLeft(states, now);
  return {
    status: null,
    attachments: all.map(({ attachment }) => attachment),
    ...(resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds }),
  };
}
