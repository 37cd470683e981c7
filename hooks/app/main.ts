#!/usr/bin/env node
import { processIo } from './cli/processio.ts';
// The program: serves the hooks, or runs a command of the command line.
import { run } from './cli/run.ts';

const code = await run(process.argv.slice(2), processIo(), async (argv) => (await import('./serve.ts')).serve(argv));
if (code !== undefined) process.exitCode = code;
