// Command line of a Prometheus agent (prometheus.io: feature flags, agent mode).
import { commonArgs, switchArg, webConfigArg } from '../../prometheus/server/args.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { knows } from '../../versions/prometheus.ts';
import { type Argument, arg } from '../../workload/args.ts';

/** All generated arguments of an agent. */
export const agentArgs = ({ spec, version, mode, options }: ScrapeContext): Argument[] => [
  ...commonArgs(spec, version, options),
  knows(version, 'v3') ? arg('agent') : arg('enable-feature', 'agent'),
  arg('storage.agent.path', '/prometheus'),
  ...switchArg('storage.agent.wal-compression', spec.walCompression, version),
  ...(mode === 'daemonset' || knows(version, 'arg.web_config') ? [webConfigArg()] : []),
];
