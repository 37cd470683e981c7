// The routing that `route` looks at: that of an Alertmanager among the objects, or of a file.
import { type AlertmanagerRouting, alertmanagerRouting } from '../../../alertrouting/alertmanager.ts';
import { readRouting } from '../../../alertrouting/readfile.ts';
import type { Alertmanager } from '../../../api/alertmanager.ts';
import { text } from '../../../core/issue.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { UsageError } from '../../../core/options.ts';
import { placeholders } from '../../../references/placeholders.ts';
import { admitted, offline } from '../../routing/render.ts';
import { type Call, isSet, textFlag } from '../command.ts';
import { textsOf } from '../input/files.ts';
import { readInput, requireGood } from '../input/read.ts';

/** A routing and what it is of. */
export type Found = AlertmanagerRouting & { readonly of: string };

const REFERRING: ReadonlySet<string> = new Set(['Alertmanager', 'AlertmanagerConfig']);

const nameOf = ({ metadata }: KubernetesObject): string => `${metadata.namespace}/${metadata.name}`;

/** The one Alertmanager that the flags mean. Throws `UsageError` for none and for several. */
function chosen(pool: readonly KubernetesObject[], { flags }: Call): KubernetesObject {
  const all = pool.filter(({ kind }) => kind === 'Alertmanager');
  const [name, namespace] = [textFlag(flags, 'alertmanager'), textFlag(flags, 'namespace')];
  const fitting = all.filter(
    ({ metadata }) =>
      (name === undefined || metadata.name === name) && (namespace === undefined || metadata.namespace === namespace),
  );
  const [one] = fitting;
  if (one && fitting.length === 1) return one;
  const known = all.map(nameOf).join(', ');
  if (!one) throw new UsageError(known ? `there is no such Alertmanager, but ${known}` : 'there is no Alertmanager');
  throw new UsageError(`there are several Alertmanagers: name one with -n and --alertmanager: ${known}`);
}

async function ofFile(file: string, { io }: Call): Promise<Found> {
  const [read] = await textsOf([file], io);
  const sources = { base: file, routes: [], inhibitRules: [] };
  const routing = readRouting(read?.text ?? '', { utf8: true, sources });
  if ('issues' in routing) throw new UsageError(`${file}: ${routing.issues.map(text).join('; ')}`);
  return { rejected: [], routing, origin: file, of: 'a file' };
}

/** The routing of `--config`, or of the Alertmanager in the files or the cluster. Throws `UsageError`. */
export async function routingOf(call: Call, files: readonly string[]): Promise<Found> {
  const { flags, hookFlags, io } = call;
  const config = textFlag(flags, 'config');
  if (config !== undefined) {
    if (files.length > 0 || isSet(flags, 'live')) throw new UsageError('--config excludes files and --live');
    return ofFile(config, call);
  }
  const input = await readInput(call, files);
  requireGood(input);
  const given = input.objects.map(({ object }) => admitted(object));
  const objects = isSet(flags, 'live') ? given : [...given, ...placeholders(given, REFERRING)];
  const { options, pool, inputsOf } = offline(objects, { flags: hookFlags, now: io.now() });
  const object = chosen(pool, call);
  const { related } = inputsOf(object);
  const found = alertmanagerRouting(object as unknown as Alertmanager, related, options);
  return { ...found, of: `Alertmanager ${nameOf(object)}` };
}
