// The objects that a command works on: those of files, or of a cluster.
import type { KubernetesObject } from '../../../core/meta.ts';
import { parseOptions, UsageError } from '../../../core/options.ts';
import { type Call, isSet, textFlag } from '../command.ts';
import type { Loaded } from './documents.ts';
import { readFiles } from './files.ts';
import { readLive } from './live.ts';

/** Where objects of `--live` come from in messages. */
const CLUSTER = 'cluster';

/** Problems of files that are shown. */
const MAX_PROBLEMS = 10;

/** The objects of the cluster that the flags name. What cannot be read is named on standard error. */
export async function liveObjects({ flags, hookFlags, io }: Call, namespace?: string): Promise<KubernetesObject[]> {
  const { objects, notes } = await readLive({
    cluster: { context: textFlag(flags, 'context'), kubeconfig: textFlag(flags, 'kubeconfig') },
    namespace,
    options: parseOptions(hookFlags),
  });
  for (const note of notes) io.err(`${note}\n`);
  return [...objects];
}

/** Throws `UsageError` for flags that only count with `--live`. */
export function requireNoCluster({ flags }: Call, namespace?: string): void {
  const given = ['context', 'kubeconfig'].find((name) => textFlag(flags, name) !== undefined);
  const name = given ?? (namespace === undefined ? undefined : 'namespace');
  if (name !== undefined) throw new UsageError(`--${name} needs --live`);
}

/**
 * The objects of the files, or with `--live` those of a cluster, each with its file. Throws `UsageError` without any
 * source, with both, and for files that do not exist.
 */
export async function readInput(call: Call, files: readonly string[], namespace?: string): Promise<Loaded> {
  const { flags, io } = call;
  if (!isSet(flags, 'live')) {
    requireNoCluster(call, namespace);
    if (files.length === 0) throw new UsageError('name files or directories, - for standard input, or use --live');
    return readFiles(files, io);
  }
  if (files.length > 0) throw new UsageError('--live and files exclude each other');
  const objects = await liveObjects(call, namespace);
  return { objects: objects.map((object) => ({ object, file: CLUSTER })), problems: [] };
}

/** Throws `UsageError` for the problems of files. */
export function requireGood({ problems }: Loaded): void {
  if (problems.length === 0) return;
  const lines = problems.slice(0, MAX_PROBLEMS).map(({ file, message }) => `${file}: ${message}`);
  const more = problems.length - lines.length;
  throw new UsageError([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
}
