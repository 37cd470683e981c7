// What a decorator writes: annotations of the decorated object, and attachments with its mark.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Api } from './api.ts';
import { DECORATOR, MANAGER } from './apply.ts';
import { ignoreErrors } from './conflicts.ts';
import type { Answer } from './strict.ts';

/**
 * Sets the listed annotations and removes those that are null; others stay. After a conflict nothing is tried again: the
 * next event comes.
 */
export async function annotate(api: Api, object: KubernetesObject, wanted: Answer['annotations']): Promise<void> {
  const before = object.metadata.annotations ?? {};
  if (Object.entries(wanted).every(([key, value]) => (before[key] ?? null) === value)) return;
  const annotations = Object.fromEntries(
    Object.entries({ ...before, ...wanted }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const next = { ...object, metadata: { ...object.metadata, annotations } };
  await ignoreErrors([404, 409], () => api.update(next, MANAGER));
}

/** An attachment as it is stored: in the namespace of the object, with the mark of the decorator. */
export const attachment = (item: KubernetesObject, object: KubernetesObject, decorator: string): KubernetesObject => ({
  ...item,
  metadata: {
    ...item.metadata,
    namespace: item.metadata.namespace ?? object.metadata.namespace ?? '',
    annotations: { ...item.metadata.annotations, [DECORATOR]: decorator },
  },
});
