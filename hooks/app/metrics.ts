// Metrics of the hooks: calls, durations, failures, and the state of the workloads.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Report } from './compute/report.ts';
import { objectMetrics } from './objectmetrics.ts';
import type { Path } from './routing/paths.ts';

/** A call after its response. */
export interface Observed {
  readonly code: number;
  readonly seconds: number;
  /** Only with code 200. */
  readonly report?: Report | undefined;
  readonly now: Date;
}

export interface Metrics {
  readonly registry: Registry;
  /** Starts the counters of these hooks at 0, so that the first failure is an increase. */
  readonly expect: (routes: readonly Path[]) => void;
  readonly observe: (route: Pick<Path, 'controller' | 'hook'>, observed: Observed) => void;
  /** `isReady`: whether calls can be computed now. `clock`: the current time, for objects to forget. */
  readonly follow: (isReady: () => boolean, clock: () => Date) => void;
  readonly tooExpensive: () => void;
  /** `reason`: `stopped`, `full` or `failed`. */
  readonly threadEnded: (reason: string) => void;
}

const CODES = ['200', '429', '500'];
const ENDS = ['stopped', 'full', 'failed'];

function counters(registry: Registry) {
  const registers = [registry];
  return {
    requests: new Counter({
      name: 'prometheus_metacontroller_hook_requests_total',
      help: 'Hook calls by status code.',
      labelNames: ['controller', 'hook', 'code'],
      registers,
    }),
    duration: new Histogram({
      name: 'prometheus_metacontroller_hook_duration_seconds',
      help: 'Time from the parsed request to the response.',
      labelNames: ['controller', 'hook'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    failures: new Counter({
      name: 'prometheus_metacontroller_reconcile_failures_total',
      help: 'Responses with Reconciled=False.',
      labelNames: ['controller'],
      registers,
    }),
    nodes: new Counter({
      name: 'prometheus_metacontroller_node_address_lookup_errors_total',
      help: 'Nodes without a known address, in each sync of the kubelet Service.',
      registers,
    }),
    expensive: new Counter({
      name: 'prometheus_metacontroller_too_expensive_objects_total',
      help: 'Objects that exceed the time or memory limit and are ignored.',
      registers,
    }),
    ends: new Counter({
      name: 'prometheus_metacontroller_thread_ends_total',
      help: 'Threads that ended unexpectedly, by reason.',
      labelNames: ['reason'],
      registers,
    }),
  };
}

/** A gauge that asks when it is read. */
function readiness(registry: Registry, isReady: () => boolean): void {
  new Gauge({
    name: 'prometheus_metacontroller_ready',
    help: '1 if hook calls can be computed, else 0.',
    registers: [registry],
    collect() {
      this.set(isReady() ? 1 : 0);
    },
  });
}

/** New metrics with their own registry, for several servers in one process. */
export function metrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { requests, duration, failures, nodes, expensive, ends } = counters(registry);
  for (const reason of ENDS) ends.inc({ reason }, 0);
  let state = { isReady: (): boolean => false, clock: (): Date => new Date() };
  readiness(registry, () => state.isReady());
  const objects = objectMetrics(registry, () => state.clock());
  return {
    registry,
    expect: (routes) => {
      for (const { controller, hook } of routes) {
        for (const code of CODES) requests.inc({ controller, hook, code }, 0);
        // Controllers of workloads have this hook, and the condition Reconciled.
        if (hook === 'finalize') failures.inc({ controller }, 0);
      }
    },
    observe: ({ controller, hook }, { code, seconds, report, now }) => {
      requests.inc({ controller, hook, code: String(code) });
      duration.observe({ controller, hook }, seconds);
      if (report?.isFailed) failures.inc({ controller });
      if (report?.nodesWithoutAddress) nodes.inc(report.nodesWithoutAddress);
      if (report?.object) objects.observe(report.object, now);
    },
    follow: (isReady, clock) => {
      state = { isReady, clock };
    },
    tooExpensive: () => expensive.inc(),
    threadEnded: (reason) => ends.inc({ reason }),
  };
}
