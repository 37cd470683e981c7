// What the page shows of one reading: rows, explanations, workloads. It holds no values of Secrets, but for the routing
// of Alertmanagers, which is computed from them when it is asked for.
import { createHash } from 'node:crypto';
import type { AlertmanagerRouting } from '../../alertrouting/alertmanager.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { parseOptions } from '../../core/options.ts';
import { cluster } from '../../explain/cluster.ts';
import { type Explanation, explainAll } from '../../explain/explain.ts';
import { DECORATED, type Rendered, render } from '../routing/render.ts';
import { WORKLOADS } from '../routing/workloads.ts';
import { routings } from './routing.ts';
import { type Row, rowOf } from './row.ts';
import type { Snapshot } from './source.ts';
import { type WorkloadView, workloadViews } from './workloads.ts';

export interface Model {
  readonly rows: readonly Row[];
  readonly workloads: readonly WorkloadView[];
  readonly notes: readonly string[];
  readonly explanation: (kind: string, namespace: string, name: string) => Explanation | undefined;
  readonly alertmanagers: () => readonly { readonly object: KubernetesObject; readonly found: AlertmanagerRouting }[];
  /** Differs where anything that the page shows differs. */
  readonly digest: string;
  readonly readAt: Date;
}

/** How objects are read. */
export interface Reading {
  /** The objects are those of a cluster, so that what is missing does not exist. */
  readonly isLive: boolean;
  /** Flags of the hooks. */
  readonly flags: readonly string[];
  readonly now: Date;
}

const NOTHING: Rendered = { parents: [], objects: [] };

const isWhole = (object: KubernetesObject): boolean => typeof object.metadata?.name === 'string';

/** What decides the routing of Alertmanagers. */
const decidesRouting = ({ kind }: KubernetesObject): boolean =>
  kind === 'AlertmanagerConfig' ||
  (!DECORATED.has(kind) && (kind === 'Alertmanager' || !Object.hasOwn(WORKLOADS, kind)));
const ROUTING_KINDS: ReadonlySet<string> = new Set(['Alertmanager', 'AlertmanagerConfig', 'Secret', 'Namespace']);

const hasConditions = ({ status }: KubernetesObject & { status?: unknown }): boolean =>
  Array.isArray((status as { conditions?: unknown } | undefined)?.conditions);

/** What a sync would compute, where a workload has no status. */
function renderedFor(objects: readonly KubernetesObject[], { flags, now }: Reading): Rendered {
  const isMissing = objects.some((object) => Object.hasOwn(WORKLOADS, object.kind) && !hasConditions(object));
  return isMissing ? render(objects, { flags, now }) : NOTHING;
}

/** The order of a list: what is broken first. */
const ORDER = { broken: 0, warning: 1, unknown: 2, ok: 3 } as const;
const compare = (a: Row, b: Row): number =>
  ORDER[a.state] - ORDER[b.state] ||
  a.namespace.localeCompare(b.namespace) ||
  a.name.localeCompare(b.name) ||
  a.kind.localeCompare(b.kind);

/** The model of a snapshot. Throws `UsageError` for wrong flags. */
export function modelOf({ objects: given, facts, notes }: Snapshot, reading: Reading): Model {
  const { now } = reading;
  const objects = given.filter(isWhole);
  const explanations = explainAll(cluster(objects, facts, parseOptions(reading.flags)));
  const byName = new Map(
    explanations.map((one) => [`${one.subject.kind} ${one.subject.namespace}/${one.subject.name}`, one]),
  );
  const workloads = workloadViews(objects, renderedFor(objects, reading));
  const routed = objects.filter(({ kind }) => ROUTING_KINDS.has(kind)).map(({ status: _status, ...rest }) => rest);
  const digest = createHash('sha256')
    .update(JSON.stringify([explanations, workloads, notes, routed]))
    .digest('base64url');
  let alertmanagers: ReturnType<typeof routings> | undefined;
  return {
    rows: explanations.map(rowOf).sort(compare),
    workloads,
    notes,
    explanation: (kind, namespace, name) => byName.get(`${kind} ${namespace}/${name}`),
    alertmanagers: () => {
      alertmanagers ??= routings(objects.filter(decidesRouting), reading);
      return alertmanagers;
    },
    digest,
    readAt: now,
  };
}
