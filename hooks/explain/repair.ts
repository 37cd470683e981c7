// Commands that repair what is broken.
import { KINDS } from '../api/kinds.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Mismatch } from './labels.ts';
import type { Repair } from './step.ts';

/** Characters that a shell does not interpret. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A text as one word of a shell. */
export const word = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const resourceOf = (kind: string): string => KINDS.find((one) => one.kind === kind)?.singular ?? kind.toLowerCase();

const namespaced = (namespace: string | undefined): string => (namespace ? ` -n ${namespace}` : '');

/** `kubectl -n NAMESPACE VERB KIND NAME`. */
export const kubectl = (verb: string, { kind, metadata }: KubernetesObject, rest = ''): string =>
  `kubectl${namespaced(metadata.namespace)} ${verb} ${resourceOf(kind)} ${metadata.name}${rest ? ` ${rest}` : ''}`;

export const edit = (object: KubernetesObject, action: string): Repair => ({
  action,
  command: kubectl('edit', object),
});

/** A merge patch. */
export const patch = (object: KubernetesObject, action: string, change: unknown): Repair => ({
  action,
  command: kubectl('patch', object, `--type merge -p ${word(JSON.stringify(change))}`),
});

/** A command that sets the labels that an object misses. */
export function label(object: KubernetesObject, missed: readonly Mismatch[]): Repair[] {
  const changes = missed.map(({ key, value }) => (value === undefined ? `${key}-` : `${key}=${value}`));
  const overwrite = missed.some(({ cause }) => cause === 'LabelDiffers') ? ' --overwrite' : '';
  const of = `${object.kind} ${object.metadata.name}`;
  return [{ action: `Label ${of}.`, command: kubectl('label', object, `${changes.map(word).join(' ')}${overwrite}`) }];
}
