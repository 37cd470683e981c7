// Metadata of children: fixed labels, and labels and annotations of the options and the parent.
import type { KubernetesObject } from '../core/meta.ts';
import type { Options } from '../core/options.ts';

type Texts = Readonly<Record<string, string>>;

const MANAGED: Texts = { 'managed-by': 'prometheus-operator', 'app.kubernetes.io/managed-by': 'prometheus-operator' };

/** Metadata of a child. */
export interface ChildMeta {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Texts;
  readonly annotations?: Texts;
}

/** The annotations of `--annotations`, as a part of metadata; nothing without any. */
export const optionAnnotations = ({ annotations }: Options): { readonly annotations?: Texts } =>
  Object.keys(annotations).length > 0 ? { annotations } : {};

const sorted = (map: Texts): Texts => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

function build(parent: KubernetesObject, name: string, labels: Texts, annotations: Texts): ChildMeta {
  const meta = { name, namespace: parent.metadata.namespace ?? '', labels: sorted(labels) };
  return Object.keys(annotations).length > 0 ? { ...meta, annotations: sorted(annotations) } : meta;
}

/** Metadata of a Secret, ConfigMap or Service: `fixed` labels, `--labels` and `--annotations`, not the parent's. */
export const childMeta = (parent: KubernetesObject, name: string, options: Options, fixed: Texts = {}): ChildMeta =>
  build(parent, name, { ...fixed, ...options.labels, ...MANAGED }, options.annotations);

/** Labels of a workload. */
export interface WorkloadLabels {
  /** Labels that select the pods. */
  readonly selector: Texts;
  /** More labels of the workload. */
  readonly fixed?: Texts;
}

/**
 * Metadata of a StatefulSet, Deployment or DaemonSet. Labels in ascending priority: the parent's, `fixed`, `selector`,
 * `--labels`. The parent's annotations are copied, without those of kubectl.
 */
export function workloadMeta(
  parent: KubernetesObject,
  name: string,
  { selector, fixed = {} }: WorkloadLabels,
  options: Options,
): ChildMeta {
  const own = Object.entries(parent.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith('kubectl.kubernetes.io/'),
  );
  const labels = { ...parent.metadata.labels, ...fixed, ...selector, ...options.labels, ...MANAGED };
  return build(parent, name, labels, { ...Object.fromEntries(own), ...options.annotations });
}
