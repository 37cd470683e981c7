// What is to be explained: an object, or the URL of a target.
import { KINDS } from '../api/kinds.ts';

export interface ObjectSubject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A target of a Prometheus, by its URL or its `host:port`. */
export interface TargetSubject {
  readonly kind: 'target';
  readonly url: string;
}

export type Subject = ObjectSubject | TargetSubject;

export const isTarget = (subject: Subject): subject is TargetSubject => 'url' in subject;

/** The kinds that can be explained. */
export const EXPLAINED: readonly string[] = KINDS.map(({ kind }) => kind);

/**
 * The subject of `KIND/NAME` or `target/URL`. The kind can be in any case, plural or short, as in kubectl. `undefined`
 * where it is none.
 */
export function parseSubject(text: string, namespace: string): Subject | undefined {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) return undefined;
  const [kind, name] = [text.slice(0, slash).toLowerCase(), text.slice(slash + 1)];
  if (kind === 'target') return { kind: 'target', url: name };
  const [plain = ''] = kind.split('.');
  const found = KINDS.find(
    (one) => one.singular === plain || one.plural === plain || (one.shortNames as readonly string[]).includes(plain),
  );
  return found && !name.includes('/') ? { kind: found.kind, namespace, name } : undefined;
}
