// Runs a command of the command line inside the test, and files and a kubectl for it.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import { COMMANDS } from '../../hooks/app/cli/commands.ts';
import { run } from '../../hooks/app/cli/run.ts';
import { temporaryFolder } from './folder.ts';

// Loading is no part of what a test measures: it takes seconds from the sources.
await Promise.all(COMMANDS.filter(({ name }) => name !== 'serve').map(({ load }) => load()));

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
  const made = temporaryFolder('commandline-');
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

/** `ServiceMonitor` -> `servicemonitors`. */
const plural = (kind: string): string => `${kind.toLowerCase()}${/(s|x)$/.test(kind) ? 'es' : 's'}`;

interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const KUBECTL = `#!/bin/sh
dir=\${0%/*}
line=$(printf '%s\\t' "$@")
printf '%s\\n' "$line" >> "$dir/calls"
resource=\${2%%.*}
if [ "$1" != get ]; then echo 'only get is expected' >&2; exit 1; fi
case $2 in --raw=*)
  file=$dir/raw/$(printf '%s' "\${2#--raw=}" | tr -c 'A-Za-z0-9\n' _)
  if [ -e "$file" ]; then cat "$file"; exit 0; fi
  echo 'Error from server (NotFound)' >&2; exit 1 ;;
esac
if [ -e "$dir/refused.$resource" ]; then
  echo "Error from server (Forbidden): $resource is forbidden" >&2; exit 1
fi
if [ -e "$dir/unknown.$resource" ]; then
  echo "error: the server doesn't have a resource type \\"$resource\\"" >&2; exit 1
fi
shift 2
names=
for arg in "$@"; do case $arg in -*) ;; *) names="$names $arg" ;; esac; done
set -- "$dir/items/$resource".*.json
if [ -n "$names" ]; then set --; for name in $names; do set -- "$@" "$dir/items/$resource.$name.json"; done; fi
separator=
printf '{"kind":"List","items":['
for file in "$@"; do
  if [ -e "$file" ]; then read -r line < "$file"; printf '%s%s' "$separator" "$line"; separator=,; fi
done
printf ']}'
`;

interface Cluster {
  readonly refused?: readonly string[];
  readonly unknown?: readonly string[];
  readonly raw?: Readonly<Record<string, unknown>>;
}

/**
 * A kubectl that gives the objects of a resource, by their names where these are given. `refused`: resources that the
 * server does not let the user list; `unknown`: those that it does not have; `raw`: answers of the API server by path.
 */
export function fakeKubectl(
  objects: readonly Named[],
  { refused = [], unknown = [], raw = {} }: Cluster = {},
): Kubectl {
  const items = objects.map((one) => [
    `items/${plural(one.kind)}.${one.metadata.name}.json`,
    `${JSON.stringify(one)}\n`,
  ]);
  const made = folder({
    ...Object.fromEntries(items),
    ...Object.fromEntries(refused.map((name) => [`refused.${name}`, ''])),
    ...Object.fromEntries(unknown.map((name) => [`unknown.${name}`, ''])),
    ...Object.fromEntries(
      Object.entries(raw).map(([path, answer]) => [
        `raw/${path.replace(/[^A-Za-z0-9]/g, '_')}`,
        JSON.stringify(answer),
      ]),
    ),
    calls: '',
    kubectl: KUBECTL,
  });
  chmodSync(join(made, 'kubectl'), 0o755);
  return {
    path: `${made}:${process.env['PATH']}`,
    calls: () =>
      readFileSync(join(made, 'calls'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t').filter(Boolean)),
  };
}
