// The metadata of attachments of the Grafana decorators.
import type { KindMap } from '../../core/hook.ts';
import { keepChild } from '../../core/lastapplied.ts';
import { boundedLines } from '../../core/message.ts';
import { type KubernetesObject, keyOf, type ObjectMeta } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { DATASOURCE_OF, ISSUES } from '../../grafana/labels.ts';

type Texts = Readonly<Record<string, string>>;

const sorted = (map: Texts): Texts => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

export interface AttachmentMeta {
  readonly name: string;
  readonly namespace: string;
  /** The result of `ownerOf`. */
  readonly of: string;
  /** Mistakes that the owner must fix. */
  readonly issues: readonly string[];
  readonly labels: Texts;
  readonly annotations: Texts;
}

/** `Prometheus monitoring/k8s`. */
export const ownerOf = (object: KubernetesObject): string => `${object.kind} ${keyOf(object)}`;

/**
 * The metadata of an attachment. An annotation lists the issues, because no status includes those about this Grafana.
 */
export const attachmentMeta = (
  { name, namespace, of, issues, labels, annotations }: AttachmentMeta,
  options: Options,
): ObjectMeta => ({
  name,
  namespace,
  labels: sorted({ ...options.labels, 'app.kubernetes.io/managed-by': 'prometheus-operator', ...labels }),
  annotations: sorted({
    ...options.annotations,
    [DATASOURCE_OF]: of,
    ...(issues.length > 0 ? { [ISSUES]: boundedLines(issues) } : {}),
    ...annotations,
  }),
});

/** An observed attachment as last applied, with the issues that prevent a change. */
export function kept(observed: KubernetesObject, issues: readonly string[]): KubernetesObject {
  const last = keepChild(observed);
  return {
    ...last,
    metadata: {
      ...last.metadata,
      annotations: sorted({ ...last.metadata.annotations, [ISSUES]: boundedLines(issues) }),
    },
  };
}

/** The observed attachments of some kinds, by name. */
export function byName(attachments: KindMap, kinds: readonly string[]): Map<string, KubernetesObject[]> {
  const out = new Map<string, KubernetesObject[]>();
  for (const kind of kinds)
    for (const object of Object.values(attachments[kind] ?? {})) {
      const { name } = object.metadata;
      out.set(name, [...(out.get(name) ?? []), object]);
    }
  return out;
}
