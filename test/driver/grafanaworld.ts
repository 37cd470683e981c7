// A cluster in memory with a Grafana: a sidecar follows each event, and Grafana refuses what Grafana refuses.
import { type Grafana, grafana } from '../grafana/server.ts';
import { sidecar } from '../grafana/sidecar.ts';
import { namespace, prometheus } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { type World, world } from './world.ts';

export const OWN = 'prometheus-metacontroller.dev';
export const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];
/** A Prometheus that scrapes nothing has few children, and many of them are made here. */
export const SMALL = { serviceMonitorSelector: undefined };

interface Env {
  readonly w: World;
  readonly of: Grafana;
  /** `org name` of all data sources, once the sidecar has followed every event. */
  names(): Promise<string[]>;
  /** Advances the clock, and runs the resyncs that are due. */
  pass(seconds: number): Promise<void>;
}

/** Grafana runs in the namespace `grafana`, which has its label. */
export async function env(
  t: { teardown(work: () => unknown): void },
  strategy: Strategy,
  label = 'sidecar',
  flags: string[] = [],
): Promise<Env> {
  let now = Date.parse('2026-11-24T10:00:00Z');
  const w = await world({ strategy, flags, clock: () => new Date(now) });
  t.teardown(() => w.close());
  const of = grafana({ shop: 7 });
  const following = sidecar(of, 'grafana');
  let events = Promise.resolve();
  w.api.watch((before, after) => {
    events = events.then(() => following.event(before, after));
  });
  await w.apply(namespace('grafana', { [`${OWN}/grafana`]: label }));
  return {
    w,
    of,
    names: async () => {
      await events;
      return of.store
        .all()
        .map(({ orgId, name }) => `${orgId} ${name}`)
        .sort();
    },
    pass: async (seconds) => {
      now += seconds * 1000;
      await w.driver.resync();
      await events;
    },
  };
}
export const annotated = (name: string, annotations: Record<string, string>, more: object = {}) =>
  prometheus(SMALL, { name, annotations, ...more });
export const steady = async (t: { strictSame(a: unknown, b: unknown, message: string): unknown }, w: World) => {
  w.writes();
  for (let i = 0; i < 3; i++) await w.driver.resync();
  t.strictSame(w.writes(), [], 'nothing more is written');
  t.strictSame(w.driver.errors, [], 'no sync failed');
};
