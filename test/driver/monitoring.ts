// A cluster with the namespace `monitoring`, for tests of what users may rely on: Metacontroller's requests go through
// the HTTP server.
import { namespace } from '../support/objects.ts';
import type { Strategy } from './apply.ts';
import { type World, type WorldOptions, world } from './world.ts';

export const STRATEGIES: readonly Strategy[] = ['server-side-apply', 'dynamic-apply'];

export const start = async (
  t: { teardown(work: () => unknown): void },
  strategy: Strategy,
  options: Partial<WorldOptions> = {},
): Promise<World> => {
  const w = await world({ strategy, overHttp: true, ...options });
  t.teardown(() => w.close());
  await w.apply(namespace('monitoring'));
  return w;
};
