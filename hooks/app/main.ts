#!/usr/bin/env node
import { help, type Options, parseOptions, UsageError } from '../core/options.ts';
// Options -> threads -> server -> listen -> stop on SIGTERM.
import { addressOf } from './address.ts';
import { limitsFor } from './compute/limits.ts';
import { type PoolEvents, pool } from './compute/pool.ts';
import { metrics } from './metrics.ts';
import { metricsServer } from './metricsserver.ts';
import { server } from './server.ts';

/**
 * The program of a thread. Node cannot start a thread from TypeScript, so the sources compute in the main thread,
 * without limits.
 */
const WORKER = import.meta.url.endsWith('.ts') ? undefined : new URL('worker.js', import.meta.url);

function optionsOrExit(): Options {
  if (process.argv.includes('--help')) {
    process.stdout.write(help());
    process.exit(0);
  }
  try {
    return parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\nSee --help.\n`);
    process.exit(2);
  }
}

const options = optionsOrExit();
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
const compute = WORKER
  ? pool(WORKER, options, limitsFor(options.threads, options.memory), events)
  : (await import('./compute/inprocess.ts')).computeHere(options);
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
