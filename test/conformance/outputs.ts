// `npm run outputs -- FILE`: writes what the hooks make of many inputs, one line each, without the words of messages.
// A change that must not change behaviour leaves the file as it is: compare the files of two commits with diff.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import { type Rendered, render } from '../../hooks/app/routing/render.ts';
import { WORKLOADS } from '../../hooks/app/routing/workloads.ts';
import type { SyncRequest } from '../../hooks/core/hook.ts';
import { inputs } from '../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../hooks/core/options.ts';
import { applied, syncRequest } from '../support/requests.ts';
import { PARENTS, setups } from '../support/setups.ts';

const NOW = new Date('2026-05-05T00:00:00Z');
const SETUPS = 500;
const root = resolve(import.meta.dirname, '../..');

const load = (file: string): KubernetesObject[] =>
  (loadAll(readFileSync(file, 'utf8')) as KubernetesObject[]).filter((object) => object?.kind);

function* files(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (/^(input|[^.]*)\.yaml$/.test(entry.name) && !entry.name.startsWith('expected')) yield path;
  }
}

const withoutMessages = (value: unknown): string =>
  JSON.stringify(value, (key, member) => (key === 'message' && typeof member === 'string' ? undefined : member));
const digest = (value: unknown): string =>
  createHash('sha256').update(withoutMessages(value)).digest('hex').slice(0, 16);

/** The second sync of each parent, which finds the children of the first. */
function again(objects: readonly KubernetesObject[], { parents }: Rendered, options: Options): unknown[] {
  return parents.map(({ kind, namespace, name, children }) => {
    const parent = objects.find(
      (object) =>
        object.kind === kind && object.metadata.name === name && (object.metadata.namespace ?? 'default') === namespace,
    );
    if (!parent) return 'the parent has a default';
    const placed = { ...parent, metadata: { ...parent.metadata, namespace } };
    const request = syncRequest(placed, objects, applied(children, placed));
    return WORKLOADS[kind]?.sync(inputs(request as unknown as SyncRequest), undefined, NOW, options);
  });
}

const MODES: readonly { readonly parity: boolean; readonly flags: readonly string[] }[] = [
  { parity: true, flags: [] },
  { parity: false, flags: [] },
  { parity: false, flags: ['--query-tier=auto', '--apply-strategy=dynamic-apply'] },
];

function line(name: string, objects: readonly KubernetesObject[]): string {
  const made = MODES.map((mode) => {
    try {
      const first = render(objects, { ...mode, now: NOW });
      const options = { ...parseOptions(mode.flags), parity: mode.parity };
      const children = first.parents.map((parent) =>
        parent.children.map((child) => [child.kind, child.metadata.name, digest(child)].join('/')),
      );
      const status = first.parents.map(({ status }) => JSON.parse(withoutMessages(status)));
      return { children, status, bindings: digest(first.objects), second: digest(again(objects, first, options)) };
    } catch (error) {
      return `threw ${error}`;
    }
  });
  return JSON.stringify({ name, made });
}

const lines: string[] = [];
for (const folder of ['../shared/conformance/cases', 'manifests/examples', 'test/golden'])
  for (const file of files(join(root, folder))) lines.push(line(file.slice(root.length), load(file)));
for (const kind of Object.keys(PARENTS))
  for (const [i, { parent, objects }] of setups(kind, SETUPS, 1).entries())
    lines.push(line(`${kind} ${i}`, [parent, ...objects]));
writeFileSync(process.argv[2] ?? 'outputs.jsonl', `${lines.sort().join('\n')}\n`);
console.log(`outputs: ${lines.length} inputs`);
