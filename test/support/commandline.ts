// Runs a command of the command line inside the test, and files and a kubectl for it.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import { run } from '../../hooks/app/cli/run.ts';

export interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
  /** The arguments of the server, where it was started. */
  readonly served: readonly string[] | undefined;
}

export interface Around {
  readonly stdin?: string;
  readonly isTerminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command prints, and its exit code. */
export async function command(argv: readonly string[], around: Around = {}): Promise<Ran> {
  let [out, err] = ['', ''];
  let served: readonly string[] | undefined;
  const code = await run(
    argv,
    {
      stdin: async () => around.stdin ?? '',
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      isTerminal: around.isTerminal ?? false,
      env: around.env ?? {},
      now: () => new Date('2026-01-05T10:00:00Z'),
    },
    async (args) => {
      served = args;
    },
  );
  return { code, out, err, served };
}

/** A folder with files: texts, or values that are written as YAML documents. */
export function folder(files: Readonly<Record<string, string | readonly unknown[]>>): string {
  const made = mkdtempSync(join(tmpdir(), 'commandline-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    const text = typeof content === 'string' ? content : content.map((value) => `---\n${dump(value)}`).join('');
    writeFileSync(join(made, name), text);
  }
  return made;
}

export interface Kubectl {
  /** The PATH with the kubectl first. */
  readonly path: string;
  /** The arguments of each call so far. */
  readonly calls: () => readonly (readonly string[])[];
}

interface Cluster {
  readonly refused?: readonly string[];
  readonly unknown?: readonly string[];
  readonly raw?: Readonly<Record<string, unknown>>;
}

/**
 * A kubectl that gives the objects of a list which a query selects: by resource, namespace and names. `refused`:
 * resources that the server does not let the user list; `unknown`: those that it does not have; `raw`: answers of the
 * API server by path.
 */
export function fakeKubectl(
  objects: readonly object[],
  { refused = [], unknown = [], raw = {} }: Cluster = {},
): Kubectl {
  const made = folder({
    'objects.json': JSON.stringify(objects),
    'calls.jsonl': '',
    'raw.json': JSON.stringify(raw),
    kubectl: `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(__dirname + '/calls.jsonl', JSON.stringify(args) + '\\n');
const fail = (text) => { process.stderr.write(text + '\\n'); process.exit(1); };
const [verb, resource] = args;
if (verb !== 'get') fail('only get is expected');
if (resource.startsWith('--raw=')) {
  const answers = JSON.parse(readFileSync(__dirname + '/raw.json', 'utf8'));
  const answer = answers[resource.slice(6)];
  if (answer === undefined) fail('Error from server (NotFound)');
  process.stdout.write(JSON.stringify(answer));
  process.exit(0);
}
const plural = resource.split('.')[0];
if (${JSON.stringify(refused)}.includes(plural)) fail('Error from server (Forbidden): ' + plural + ' is forbidden');
if (${JSON.stringify(unknown)}.includes(plural)) fail('error: the server doesn\\'t have a resource type "' + plural + '"');
const names = args.slice(2).filter((arg) => !arg.startsWith('-'));
const [namespace] = args.filter((arg) => arg.startsWith('--namespace=')).map((arg) => arg.slice(12));
const items = JSON.parse(readFileSync(__dirname + '/objects.json', 'utf8')).filter((object) =>
  [plural, plural.replace(/s$/, ''), plural.replace(/es$/, '')].includes(object.kind.toLowerCase()) &&
  (names.length === 0 || names.includes(object.metadata.name)) &&
  (namespace === undefined || object.metadata.namespace === namespace));
process.stdout.write(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
`,
    'package.json': '{ "type": "commonjs" }',
  });
  chmodSync(join(made, 'kubectl'), 0o755);
  return {
    path: `${made}:${process.env['PATH']}`,
    calls: () =>
      readFileSync(join(made, 'calls.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as readonly string[]),
  };
}
