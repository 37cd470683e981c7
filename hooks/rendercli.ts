#!/usr/bin/env node
// `npm run render -- FILE...`: the children of every parent in the files as YAML; what was rejected, and why, on standard error.
import { readFileSync } from 'node:fs';
import { dump, loadAll } from 'js-yaml';
import type { KubernetesObject } from './kube/meta.ts';
import { isRecord } from './kube/yaml.ts';
import { UsageError } from './options.ts';
import { type Rendered, render } from './render.ts';

const USAGE = `usage: render [--parity] [--FLAG=VALUE]... FILE...
Prints the children of every Prometheus, PrometheusAgent, Alertmanager and ThanosRuler in the files. "-" reads standard input.
--parity writes what the Go operator would; other flags are those of the hooks.
Exit code 1: a parent could not be reconciled. 2: the files or flags are wrong.
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function isObject(value: unknown): value is KubernetesObject {
  return isRecord(value) && typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string' && isRecord(value['metadata']);
}

/** Objects of a file; Lists are taken apart. */
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

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

/** What is wrong, a line each; whether a parent failed. */
function report({ parents, objects }: Rendered): boolean {
  let failed = false;
  for (const { kind, namespace, name, status } of parents) {
    for (const { type, status: state, message } of (status['conditions'] ?? []) as Condition[]) {
      if (state !== 'False' || type === 'Available') continue;
      if (type === 'Reconciled') failed = true;
      for (const line of message.split('\n')) process.stderr.write(`${kind} ${namespace}/${name}: ${line}\n`);
    }
  }
  for (const { kind, namespace, name, bindings } of objects) {
    for (const { name: by, conditions } of bindings as { name: string; conditions: Condition[] }[]) {
      for (const { status, message } of conditions)
        if (status === 'False') process.stderr.write(`rejected by ${by}: ${kind} ${namespace}/${name} ${message}\n`);
    }
  }
  return failed;
}

// The reader of a pipe may have seen enough.
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
  const rendered = render(files.flatMap(objectsOf), { parity: args.includes('--parity'), flags });
  for (const { children } of rendered.parents)
    for (const child of children) process.stdout.write(`---\n${dump(child, { lineWidth: -1, noRefs: true })}`);
  process.exitCode = report(rendered) ? 1 : 0;
} catch (error) {
  if (error instanceof UsageError) fail(error.message);
  throw error;
}
