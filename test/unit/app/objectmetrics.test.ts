// The state of workloads as metrics: what is there, what leaves, and how much it can become.
import { Registry } from 'prom-client';
import t from 'tap';
import type { ObjectReport } from '../../../hooks/app/compute/report.ts';
import { objectMetrics } from '../../../hooks/app/objectmetrics.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;

const report = (name: string, more: Partial<ObjectReport> = {}): ObjectReport => ({
  kind: 'Prometheus',
  namespace: 'monitoring',
  name,
  conditions: [{ type: 'Reconciled', status: 'True', reason: '' }],
  resources: [{ kind: 'ServiceMonitor', selected: 3, rejected: 1 }],
  ...more,
});

interface Observed {
  readonly observe: (report: ObjectReport, hours?: number) => void;
  /** The series of all objects after so many hours, without comments. */
  readonly series: (hours?: number) => Promise<string[]>;
}

function observed(): Observed {
  const registry = new Registry();
  let now = new Date(START);
  const objects = objectMetrics(registry, () => now);
  return {
    observe: (found, hours = 0) => objects.observe(found, new Date(START + hours * HOUR)),
    series: async (hours = 0) => {
      now = new Date(START + hours * HOUR);
      return (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
    },
  };
}

const OF_A = 'kind="Prometheus",namespace="monitoring",name="a"';

t.test('a workload has its conditions, what it selects, and the time of its sync', async (t) => {
  const { observe, series } = observed();
  observe(report('a'));
  t.strictSame(await series(), [
    `prometheus_metacontroller_condition{${OF_A},type="Reconciled",status="True",reason=""} 1`,
    `prometheus_metacontroller_selected_resources{${OF_A},resource="ServiceMonitor",state="selected"} 3`,
    `prometheus_metacontroller_selected_resources{${OF_A},resource="ServiceMonitor",state="rejected"} 1`,
    `prometheus_metacontroller_last_sync_timestamp_seconds{${OF_A}} ${START / 1000}`,
  ]);
});

t.test('another status replaces the one before', async (t) => {
  const { observe, series } = observed();
  observe(report('a'));
  observe(report('a', { conditions: [{ type: 'Reconciled', status: 'False', reason: 'ReconciliationFailed' }] }), 1);
  const conditions = (await series(1)).filter((line) => line.includes('_condition{'));
  t.strictSame(conditions, [
    `prometheus_metacontroller_condition{${OF_A},type="Reconciled",status="False",reason="ReconciliationFailed"} 1`,
  ]);
});

t.test(
  'a deleted workload keeps only the time of its last call, which outdates what other replicas know',
  async (t) => {
    const { observe, series } = observed();
    observe(report('a'));
    observe(report('a', { conditions: [], resources: [] }), 2);
    t.strictSame(await series(2), [
      `prometheus_metacontroller_last_sync_timestamp_seconds{${OF_A}} ${(START + 2 * HOUR) / 1000}`,
    ]);
  },
);

t.test('a workload without a sync for a day is forgotten', async (t) => {
  const { observe, series } = observed();
  observe(report('a'));
  observe(report('b'), 20);
  t.equal((await series(24)).filter((line) => line.includes('name="a"')).length, 4);
  const later = await series(25);
  t.strictSame(
    later.filter((line) => line.includes('name="a"')),
    [],
  );
  t.equal(later.filter((line) => line.includes('name="b"')).length, 4);
});

t.test('10,000 workloads leave the series of the last 1,000', async (t) => {
  const { observe, series } = observed();
  for (let i = 0; i < 10_000; i++) observe(report(`object-${i}`));
  const lines = await series();
  t.equal(lines.length, 4000);
  t.ok(lines.every((line) => /name="object-9\d{3}"/.test(line)));
  observe(report('object-9000'));
  observe(report('one-more'));
  const after = await series();
  t.equal(after.length, 4000);
  t.ok(after.some((line) => line.includes('"object-9000"')) && !after.some((line) => line.includes('"object-9001"')));
});
