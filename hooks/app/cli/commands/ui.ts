// `ui`: a page in the browser of this machine, until a signal ends it.
import { once } from 'node:events';
import { parseOptions, UsageError } from '../../../core/options.ts';
import { startUi } from '../../ui/server.ts';
import type { Source } from '../../ui/source.ts';
import { type Call, type ExitCode, isSet, textFlag } from '../command.ts';
import { filesState } from '../input/files.ts';
import type { Cluster } from '../input/kubectl.ts';
import { readInput, requireGood } from '../input/read.ts';
import { readWorld } from '../input/world.ts';

/** Seconds between two readings. */
const FILES_SECONDS = 2;
const LIVE_SECONDS = 5;
const MAX_PORT = 65_535;

function portOf({ flags }: Call): number {
  const given = textFlag(flags, 'port') ?? '0';
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > MAX_PORT) throw new UsageError(`--port: "${given}" is not a port`);
  return port;
}

/** The objects of files. They are read again when a file has changed. */
function filesSource(call: Call): Source {
  const files = call.args;
  let before: string | undefined;
  return {
    title: files.join(', '),
    seconds: FILES_SECONDS,
    read: async () => {
      const state = filesState(files);
      if (state === before) return undefined;
      const input = await readInput(call, files, textFlag(call.flags, 'namespace'));
      if (before === undefined) requireGood(input);
      before = state;
      const notes = input.problems.map(({ file, message }) => `${file}: ${message}`);
      return { objects: input.objects.map(({ object }) => object), facts: {}, notes };
    },
  };
}

/** The objects of a cluster, and what its servers report. */
function liveSource({ flags, hookFlags }: Call): Source {
  const cluster: Cluster = { context: textFlag(flags, 'context'), kubeconfig: textFlag(flags, 'kubeconfig') };
  const namespace = textFlag(flags, 'namespace');
  const options = parseOptions(hookFlags);
  const where = cluster.context ? `context ${cluster.context}` : 'the current context';
  return {
    title: `cluster of ${where}${namespace ? `, namespace ${namespace}` : ''}`,
    seconds: LIVE_SECONDS,
    read: async () => {
      const { objects, complete, servers, notes } = await readWorld({ cluster, namespace, options });
      return { objects, facts: { complete, servers }, notes };
    },
  };
}

/** Serves the page and prints its address. Ends with 0 after SIGINT or SIGTERM. */
export async function ui(call: Call): Promise<ExitCode> {
  const { args, flags, io } = call;
  const isLive = isSet(flags, 'live');
  const port = portOf(call);
  if (isLive && args.length > 0) throw new UsageError('--live and files exclude each other');
  const source = isLive ? liveSource(call) : filesSource(call);
  const server = await startUi({ source, isLive, flags: call.hookFlags, now: io.now, port });
  io.out(`Page ${server.url}\nStop Ctrl-C\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.stop();
  return 0;
}
