// Metrics of the hooks: calls, durations, and parents that could not be reconciled.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly observe: (controller: string, hook: string, code: number, seconds: number) => void;
  readonly failedReconcile: (controller: string) => void;
  readonly tooExpensive: () => void;
  /** `reason`: `stopped`, `full` or `failed`. */
  readonly threadEnded: (reason: string) => void;
}

/** New metrics with their own registry, for several servers in one process. */
export function metrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'prometheus_metacontroller_hook_requests_total',
    help: 'Hook calls by status code.',
    labelNames: ['controller', 'hook', 'code'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'prometheus_metacontroller_hook_duration_seconds',
    help: 'Time from the parsed request to the response.',
    labelNames: ['controller', 'hook'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'prometheus_metacontroller_reconcile_failures_total',
    help: 'Responses with Reconciled=False.',
    labelNames: ['controller'],
    registers: [registry],
  });
  const expensive = new Counter({
    name: 'prometheus_metacontroller_too_expensive_objects_total',
    help: 'Objects that exceed the time or memory limit and are ignored.',
    registers: [registry],
  });
  const ends = new Counter({
    name: 'prometheus_metacontroller_thread_ends_total',
    help: 'Threads that ended unexpectedly, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return {
    registry,
    observe: (controller, hook, code, seconds) => {
      requests.inc({ controller, hook, code: String(code) });
      duration.observe({ controller, hook }, seconds);
    },
    failedReconcile: (controller) => failures.inc({ controller }),
    tooExpensive: () => expensive.inc(),
    threadEnded: (reason) => ends.inc({ reason }),
  };
}
