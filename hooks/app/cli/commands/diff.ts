// `diff`: what a change of objects changes in children and configurations.
import { printable } from '../../../core/message.ts';
import { type KubernetesObject, keyOf } from '../../../core/meta.ts';
import { UsageError } from '../../../core/options.ts';
import type { Change, FieldChange, Kind, WorkloadChanges } from '../../diff/change.ts';
import { diff as diffObjects } from '../../diff/diff.ts';
import { admitted } from '../../routing/render.ts';
import { type Call, type ExitCode, isSet, textFlag } from '../command.ts';
import { readFiles } from '../input/files.ts';
import { liveObjects, requireGood, requireNoCluster } from '../input/read.ts';
import { type Colour, formatOf, type Paint, painter, print } from '../output.ts';

const SIGNS: Readonly<Record<Kind, readonly [sign: string, colour: Colour]>> = {
  added: ['+', 'green'],
  removed: ['-', 'red'],
  changed: ['~', 'yellow'],
};

const signed = (kind: Kind, text: string, paint: Paint): string => {
  const [sign, colour] = SIGNS[kind];
  return paint(colour, `${sign} ${printable(text)}`);
};

function fieldLine({ path, kind, from, to }: FieldChange): string {
  if (from === undefined && to === undefined) return printable(`${path}: ${kind}`);
  if (from === undefined) return printable(`${path}: added ${to}`);
  return printable(to === undefined ? `${path}: removed ${from}` : `${path}: ${from} -> ${to}`);
}

const changeLines = ({ kind, subject, name, fields }: Change, paint: Paint): string[] => [
  `  ${signed(kind, subject === 'child' ? name : `${subject} ${name}`, paint)}`,
  ...fields.map((field) => `      ${fieldLine(field)}`),
];

const lines = (found: readonly WorkloadChanges[], paint: Paint): string[] =>
  found.flatMap(({ workload, kind, changes }) => [
    paint('bold', kind === 'changed' ? printable(workload) : `${SIGNS[kind][0]} ${printable(workload)}`),
    ...changes.flatMap((change) => changeLines(change, paint)),
  ]);

const idOf = (object: KubernetesObject): string => {
  const { apiVersion, kind } = object;
  return `${apiVersion.split('/')[0]} ${kind} ${keyOf(admitted(object))}`;
};

/** The objects of a cluster after `kubectl apply` of others: replaced or added, none removed. */
export function applied(live: readonly KubernetesObject[], files: readonly KubernetesObject[]): KubernetesObject[] {
  const replaced = new Map(files.map((object) => [idOf(object), object]));
  return [...live.filter((object) => !replaced.has(idOf(object))), ...replaced.values()];
}

async function objectsOf(paths: readonly string[], { io }: Call): Promise<readonly KubernetesObject[]> {
  const loaded = await readFiles(paths, io);
  requireGood(loaded);
  return loaded.objects.map(({ object }) => object);
}

async function bothSides(call: Call): Promise<readonly [readonly KubernetesObject[], readonly KubernetesObject[]]> {
  const { args, flags } = call;
  if (isSet(flags, 'live')) {
    if (args.length === 0) throw new UsageError('name the files to compare the cluster with');
    const files = await objectsOf(args, call);
    const live = await liveObjects(call, textFlag(flags, 'namespace'));
    return [live, applied(live, files)];
  }
  requireNoCluster(call, textFlag(flags, 'namespace'));
  const [old, now] = args;
  if (old === undefined || now === undefined || args.length > 2)
    throw new UsageError('name two files or directories: the old and the new one');
  return [await objectsOf([old], call), await objectsOf([now], call)];
}

/** Prints the changes. 1 if there are any. */
export async function diff(call: Call): Promise<ExitCode> {
  const { flags, hookFlags, io } = call;
  const [before, after] = await bothSides(call);
  const found = diffObjects(before, after, { flags: hookFlags, now: io.now() });
  print(io, formatOf(flags), found, () => lines(found, painter(io)));
  return found.length > 0 ? 1 : 0;
}
