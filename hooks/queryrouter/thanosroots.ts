// Decides for a Thanos Query in distributed mode and one in local mode.
import { route, type Settings } from './route.ts';
import type { Decide } from './server.ts';
import { type ShardSources, shardReader } from './shards.ts';

export interface ThanosRoots extends Omit<ShardSources, 'label'> {
  readonly settings: Settings;
}

/** Where a query goes, by the file of the hooks and the leaves of the root in distributed mode. */
export function betweenThanosRoots({ settings, ...sources }: ThanosRoots): Decide {
  const shards = shardReader({ ...sources, label: settings.label });
  return async (request) => route(request, { ...(await shards()), now: sources.now() / 1000 }, settings);
}
