#!/usr/bin/env node
// `npm run render -- FILE...`: writes the children of all parents in the files as YAML, and rejected objects with their
// reasons to standard error.
import { readFileSync } from 'node:fs';
import { dump, loadAll } from 'js-yaml';
import type { KubernetesObject } from '../core/meta.ts';
import { UsageError } from '../core/options.ts';
import { isRecord } from '../core/yaml.ts';
import { isFailed, renderLines } from './renderlines.ts';
import { render } from './routing/render.ts';

const USAGE = `usage: render [--parity] [--FLAG=VALUE]... FILE...
Prints the children of each Prometheus, PrometheusAgent, Alertmanager and ThanosRuler in the files.
"-" reads standard input.
--parity writes what the Go operator would; other flags are those of the hooks.
Exit code 1: a parent could not be reconciled. 2: the files or flags are wrong.
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function isObject(value: unknown): value is KubernetesObject {
  return (
    isRecord(value) &&
    typeof value['kind'] === 'string' &&
    typeof value['apiVersion'] === 'string' &&
    isRecord(value['metadata'])
  );
}

/** The objects of a file, including the items of Lists. */
function objectsOf(file: string): KubernetesObject[] {
  try {
    const documents = loadAll(readFileSync(file === '-' ? 0 : file, 'utf8')).filter(
      (document) => document !== null && document !== undefined,
    );
    const items = documents.flatMap((document) =>
      isRecord(document) && Array.isArray(document['items']) ? document['items'] : [document],
    );
    const wrong = items.findIndex((item) => !isObject(item));
    if (wrong >= 0) fail(`${file}: document ${wrong + 1} is not a Kubernetes object`);
    return items as KubernetesObject[];
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

// The reader of a pipe can close it early.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('--') && arg !== '--parity');
const files = args.filter((arg) => !arg.startsWith('--'));
if (files.length === 0 || args.includes('--help')) {
  process.stdout.write(USAGE);
  process.exit(args.includes('--help') ? 0 : 2);
}
try {
  const objects = files.flatMap(objectsOf);
  const rendered = render(objects, { parity: args.includes('--parity'), flags });
  for (const { children } of rendered.parents)
    for (const child of children) process.stdout.write(`---\n${dump(child, { lineWidth: -1, noRefs: true })}`);
  for (const line of renderLines(objects, rendered)) process.stderr.write(`${line}\n`);
  process.exitCode = rendered.parents.some(isFailed) ? 1 : 0;
} catch (error) {
  if (error instanceof UsageError) fail(error.message);
  throw error;
}
