// The server of the hooks: options -> threads -> server -> listen -> stop on SIGTERM.
import { help, type Options, parseOptions, UsageError } from '../core/options.ts';
import type { Compute } from './compute/call.ts';
import { limitsFor } from './compute/limits.ts';
import { type PoolEvents, pool } from './compute/pool.ts';
import { addressOf } from './http/address.ts';
import { metrics } from './metrics.ts';
import { metricsServer } from './metricsserver.ts';
import { server } from './server.ts';

/**
 * The program of a thread. Node cannot start a thread from TypeScript, so the sources compute in the main thread,
 * without limits.
 */
const WORKER = import.meta.url.endsWith('.ts') ? undefined : new URL('worker.js', import.meta.url);

function optionsOrExit(argv: readonly string[]): Options {
  if (argv.includes('--help')) {
    process.stdout.write(help());
    process.exit(0);
  }
  try {
    return parseOptions(argv, process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nSee --help.\n`);
    process.exit(2);
  }
}

async function computeWith(options: Options, events: PoolEvents): Promise<Compute> {
  if (WORKER) return pool(WORKER, options, limitsFor(options.threads, options.memory), events);
  const { computeHere } = await import('./compute/inprocess.ts');
  return computeHere(options);
}

/** Serves the hooks until SIGTERM or SIGINT. Exits with 2 for a wrong flag. `argv`: flags of the hooks. */
export async function serve(argv: readonly string[]): Promise<void> {
  const options = optionsOrExit(argv);
  const figures = metrics();
  const events: PoolEvents = {
    tooExpensive: ({ kind, namespace, name }) => {
      figures.tooExpensive();
      app.log.warn(
        { kind, namespace, name },
        'an object exceeds the time or memory limit: it is ignored until it changes',
      );
    },
    ended: (end) => {
      figures.threadEnded(end.is);
      app.log.warn(
        { reason: end.is, ...(end.is === 'failed' ? { err: end.error } : {}) },
        'a thread has ended; another one replaces it',
      );
    },
  };
  const compute = await computeWith(options, events);
  const { app, stop } = server(options, compute, figures);
  const metricsOnly = options.metricsAddress ? metricsServer(figures.registry) : undefined;

  async function end(signal: string): Promise<void> {
    app.log.info({ signal }, 'stopping');
    const limit = setTimeout(() => {
      app.log.error('requests did not end before the timeout');
      process.exit(1);
    }, options.stopTimeout * 1000);
    await stop();
    await metricsOnly?.close();
    clearTimeout(limit);
  }
  process.once('SIGTERM', end);
  process.once('SIGINT', end);

  if (metricsOnly) {
    const url = await metricsOnly.listen(addressOf(options.metricsAddress));
    app.log.info({ url }, 'metrics are served');
  }
  await app.listen(addressOf(options.listenAddress));
}
