// Writes to objects that others write too. Metacontroller reads them live and tries again after a conflict
// (dynamic/clientset in its source).
import { type KubernetesObject, keyOf } from '../../hooks/core/meta.ts';
import { type Api, ApiError } from './api.ts';
import type { KindInfo } from './kinds.ts';

/** As many times as client-go's default back-off tries. */
const ATTEMPTS = 4;
const isConflict = (error: unknown): boolean => error instanceof ApiError && error.code === 409;

/** `work`, or nothing if the API server answers with one of `codes`. The reason of such a code causes another sync. */
export async function ignoreErrors<T>(codes: readonly number[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

export interface LiveChange {
  readonly change: (live: KubernetesObject) => KubernetesObject | undefined;
  readonly write: (next: KubernetesObject) => Promise<KubernetesObject>;
}

/**
 * Changes the live state of `object` and writes it with `write`; `change` gives `undefined` where there is nothing to
 * do. Out: the object as it is then. Throws an ApiError: 404 where it is gone or another of its name is there, 409
 * after four conflicts.
 */
export async function changeLive(
  api: Api,
  kind: KindInfo,
  object: KubernetesObject,
  { change, write }: LiveChange,
): Promise<KubernetesObject> {
  for (let attempt = 1; ; attempt++) {
    const live = await api.get(kind, object.metadata);
    if (!live || live.metadata.uid !== object.metadata.uid)
      throw new ApiError(404, 'NotFound', `${kind.kind} ${keyOf(object)} not found`);
    const next = change(live);
    if (!next) return live;
    try {
      return await write(next);
    } catch (error) {
      if (!isConflict(error) || attempt >= ATTEMPTS) throw error;
    }
  }
}
