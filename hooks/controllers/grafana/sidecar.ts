// Data sources for a Grafana with a sidecar (kiwigrid/k8s-sidecar, as the Grafana charts have it): each a labelled
// ConfigMap with one provisioning file, or a Secret where the file holds credentials.
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
  /** What is still to be waited for. */
  readonly state: State;
}

/**
 * The key is the file's name in the folder that all ConfigMaps and Secrets of a Grafana share. It differs between the
 * two kinds: a ConfigMap that goes takes its file along, which must not be that of the Secret which has just come.
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

/** What is the same for all data sources of one sync. */
interface Round {
  readonly grafana: Grafana;
  /** What the attachments that are there tell. */
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
 * Whether somebody else's file still claims to be the default: Grafana refuses both until that one is rewritten, so the
 * next sync hands it over.
 */
const isTaken = ({ identity, org }: Datasource, states: readonly State[]): boolean =>
  states.some(
    ({ present }) => present?.isDefault && present.name !== identity.name && orgKey(present.org) === orgKey(org),
  );

/**
 * Whether the file that this one takes the place of still claims to be the default: sidecars look at ConfigMaps and
 * Secrets apart.
 */
const isLeft = (kind: Kind, observed: readonly KubernetesObject[]): boolean =>
  observed.some((object) => object.kind !== kind && readState([object]).present?.isDefault);

/**
 * The file with the last good credentials, where those of now cannot be read; `undefined` where there is none. What it
 * removes is removed until it is written anew.
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

/** The tombstone of a data source nobody wants any more; nothing once Grafana has had the time to read it. */
function absent(name: string, observed: readonly KubernetesObject[], round: Round): Made[] {
  const state = nextState(readState(observed), undefined, round.now);
  if (state.removed.length === 0) return [];
  const kind: Kind = observed.some((object) => object.kind === 'Secret') ? 'Secret' : 'ConfigMap';
  const of = observed[0]?.metadata.annotations?.[DATASOURCE_OF] ?? '';
  return [
    made({ kind, name, of, issues: [], data: dataOf(kind, name, provisioningFile(undefined, state)), state }, round),
  ];
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
