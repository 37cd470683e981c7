// The context of a Prometheus without references.
import { parseOptions } from '../../hooks/core/options.ts';
import { type Compaction, serverArgs } from '../../hooks/prometheus/server/args.ts';
import { NO_ASSETS } from '../../hooks/references/assets.ts';
import type { ScrapeContext } from '../../hooks/scrape/job/context.ts';
import { renderArgs } from '../../hooks/workload/args.ts';
import { version } from './releases.ts';

export const args = (spec: object, of = 'v3.13.2', compaction: Compaction = 'default'): string[] =>
  renderArgs(serverArgs(spec as never, version(of), compaction, parseOptions()));

export const context = (spec: object, mode: ScrapeContext['mode'] = 'server', of = 'v3.13.2'): ScrapeContext => ({
  namespace: 'ns',
  name: 'k8s',
  spec: spec as never,
  version: version(of),
  options: parseOptions(),
  mode,
  assets: NO_ASSETS,
});
