// Metadata of children: the labels that mark them as ours, then what options and the parent add.
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';

type Texts = Readonly<Record<string, string>>;

const MANAGED: Texts = { 'managed-by': 'prometheus-operator', 'app.kubernetes.io/managed-by': 'prometheus-operator' };

export interface ChildMeta {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Texts;
  readonly annotations?: Texts;
}

const sorted = (map: Texts): Texts => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

function build(parent: KubernetesObject, name: string, labels: Texts, annotations: Texts): ChildMeta {
  const meta = { name, namespace: parent.metadata.namespace ?? '', labels: sorted(labels) };
  return Object.keys(annotations).length > 0 ? { ...meta, annotations: sorted(annotations) } : meta;
}

/**
 * Metadata of a Secret, ConfigMap or Service: its fixed labels, then those of `--labels` and `--annotations`. The
 * parent's own labels stay with the parent.
 */
export const childMeta = (parent: KubernetesObject, name: string, options: Options, fixed: Texts = {}): ChildMeta =>
  build(parent, name, { ...fixed, ...options.labels, ...MANAGED }, options.annotations);

/**
 * Metadata of a StatefulSet or DaemonSet. Later wins: the parent's labels, `fixed`, the selector labels, `--labels`.
 * Annotations of kubectl are not taken over: they describe the parent.
 */
export function workloadMeta(
  parent: KubernetesObject,
  name: string,
  options: Options,
  selector: Texts,
  fixed: Texts = {},
): ChildMeta {
  const own = Object.entries(parent.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('kubectl.kubernetes.io/'),
  );
  const labels = { ...parent.metadata.labels, ...fixed, ...selector, ...options.labels, ...MANAGED };
  return build(parent, name, labels, { ...Object.fromEntries(own), ...options.annotations });
}
