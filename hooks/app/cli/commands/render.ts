// `render`: the children of all parents among the objects, and on standard error what is wrong.
import { dump } from 'js-yaml';
import type { KubernetesObject } from '../../../core/meta.ts';
import { isRecord } from '../../../core/yaml.ts';
import { render as renderObjects } from '../../routing/render.ts';
import { type Call, type ExitCode, isSet, textFlag } from '../command.ts';
import { readInput, requireGood } from '../input/read.ts';
import { formatOf } from '../output.ts';
import { renderLines } from '../renderlines.ts';

const HIDDEN = '<hidden>';

/** A Secret without its values. */
function withoutValues(child: KubernetesObject): KubernetesObject {
  if (child.kind !== 'Secret') return child;
  const hide = (field: unknown): unknown =>
    isRecord(field) ? Object.fromEntries(Object.keys(field).map((key) => [key, HIDDEN])) : field;
  return { ...child, data: hide(child['data']), ...(child['stringData'] ? { stringData: HIDDEN } : {}) };
}

const nameOf = ({ kind, metadata }: KubernetesObject): string =>
  `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;

function write({ flags, io }: Call, children: readonly KubernetesObject[]): void {
  const format = formatOf(flags, 'yaml');
  if (format === 'json')
    io.out(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: children }, undefined, 2)}\n`);
  else if (format === 'text') io.out(children.map((child) => `${nameOf(child)}\n`).join(''));
  else for (const child of children) io.out(`---\n${dump(child, { lineWidth: -1, noRefs: true })}`);
}

/** Prints the children. 1 if anything is wrong: each line on standard error is one reason. */
export async function render(call: Call): Promise<ExitCode> {
  const { args, flags, hookFlags, io } = call;
  const input = await readInput(call, args, textFlag(flags, 'namespace'));
  requireGood(input);
  const objects = input.objects.map(({ object }) => object);
  const rendered = renderObjects(objects, { parity: isSet(flags, 'parity'), flags: hookFlags, now: io.now() });
  const children = rendered.parents.flatMap((parent) => parent.children);
  write(call, isSet(flags, 'live') ? children.map(withoutValues) : children);
  const lines = renderLines(objects, rendered);
  for (const line of lines) io.err(`${line}\n`);
  return lines.length > 0 ? 1 : 0;
}
