#!/usr/bin/env node
// Options -> server -> listen -> stop on SIGTERM; nothing else.
import { help, type Options, parseOptions, UsageError } from './options.ts';
import { server } from './server.ts';

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
const { app, stop } = server(options);

async function end(signal: string): Promise<void> {
  app.log.info({ signal }, 'stopping');
  const limit = setTimeout(() => {
    app.log.error('requests did not end in time');
    process.exit(1);
  }, options.stopTimeout * 1000);
  await stop();
  clearTimeout(limit);
}
process.once('SIGTERM', end);
process.once('SIGINT', end);

const at = options.listenAddress.lastIndexOf(':');
const host = options.listenAddress.slice(0, at).replace(/^\[|\]$/g, '') || '0.0.0.0';
await app.listen({ host, port: Number(options.listenAddress.slice(at + 1)) });
