// The state of each workload as metrics: conditions, selected objects, and the time of its last sync. Several replicas
// of the hooks each have what they responded last. The newest of them counts (manifests/monitoring/rules.yaml).
import { Gauge, type LabelValues, type Registry } from 'prom-client';
import type { ObjectReport } from './compute/report.ts';

/** Maximum number of objects. The one without a sync for longest leaves first. */
const MAX_OBJECTS = 1000;
/** Metacontroller syncs each object once in 30 minutes. After this time without a sync an object is forgotten. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export interface ObjectMetrics {
  /** `now`: time of the request. */
  readonly observe: (report: ObjectReport, now: Date) => void;
}

const OBJECT = ['kind', 'namespace', 'name'] as const;

function gauges(registry: Registry, collect: () => void) {
  const registers = [registry];
  return {
    condition: new Gauge({
      name: 'prometheus_metacontroller_condition',
      help: '1 for the current status and reason of each condition of a workload.',
      labelNames: [...OBJECT, 'type', 'status', 'reason'],
      registers,
      collect,
    }),
    resources: new Gauge({
      name: 'prometheus_metacontroller_selected_resources',
      help: 'Objects that a workload selects, by kind; state is selected or rejected.',
      labelNames: [...OBJECT, 'resource', 'state'],
      registers,
    }),
    synced: new Gauge({
      name: 'prometheus_metacontroller_last_sync_timestamp_seconds',
      help: 'Time of the last sync of a workload.',
      labelNames: [...OBJECT],
      registers,
    }),
  };
}

type Gauges = ReturnType<typeof gauges>;
type Labels = LabelValues<string>;

/** The series of an object that change with its state. */
interface Series {
  readonly conditions: readonly Labels[];
  readonly resources: readonly (readonly [labels: Labels, value: number])[];
}

interface Known {
  readonly object: Labels;
  readonly series: Series;
  readonly at: number;
}

function seriesOf(object: Labels, { conditions, resources }: ObjectReport): Series {
  return {
    conditions: conditions.map(({ type, status, reason }) => ({ ...object, type, status, reason })),
    resources: resources.flatMap(({ kind: resource, selected, rejected }) => [
      [{ ...object, resource, state: 'selected' }, selected] as const,
      [{ ...object, resource, state: 'rejected' }, rejected] as const,
    ]),
  };
}

function remove({ condition, resources }: Gauges, series: Series): void {
  for (const labels of series.conditions) condition.remove(labels);
  for (const [labels] of series.resources) resources.remove(labels);
}

/** New gauges in a registry. `clock` returns the current time. */
export function objectMetrics(registry: Registry, clock: () => Date): ObjectMetrics {
  // In the order of their last sync.
  const objects = new Map<string, Known>();
  const forget = (key: string, known: Known): void => {
    objects.delete(key);
    remove(all, known.series);
    all.synced.remove(known.object);
  };
  const forgetOld = (): void => {
    const oldest = clock().getTime() - KEPT_MS;
    for (const [key, known] of objects) {
      if (known.at >= oldest) return;
      forget(key, known);
    }
  };
  const all = gauges(registry, forgetOld);
  return {
    observe: (report, now) => {
      const { kind, namespace, name } = report;
      const key = `${kind}/${namespace}/${name}`;
      const before = objects.get(key);
      if (before) {
        objects.delete(key);
        remove(all, before.series);
      }
      const object = { kind, namespace, name };
      const series = seriesOf(object, report);
      for (const labels of series.conditions) all.condition.set(labels, 1);
      for (const [labels, value] of series.resources) all.resources.set(labels, value);
      all.synced.set(object, now.getTime() / 1000);
      objects.set(key, { object, series, at: now.getTime() });
      const [oldest] = objects;
      if (objects.size > MAX_OBJECTS && oldest) forget(...oldest);
    },
  };
}
