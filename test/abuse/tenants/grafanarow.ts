// The Grafana of a Namespace, and the objects that ask for a data source in it.
import { type KubernetesObject, OWN } from '../../../hooks/core/meta.ts';

export const CREDENTIALS = `${OWN}/grafana-credentials`;
export const FOR = `${OWN}/grafana-credentials-for`;

export interface GrafanaRow {
  readonly name: string;
  /** The Namespace of the Grafana, but for the label that says its form. */
  readonly space: KubernetesObject;
  /** The first one is the culprit, where its owner is one. */
  readonly objects: readonly KubernetesObject[];
  /** The same objects when the attachments that are there were made. */
  readonly before?: readonly KubernetesObject[];
  /** Beside the culprit's data source, and in the condition of the culprit. */
  readonly says?: RegExp;
  readonly condition?: RegExp;
  /** In what a Grafana with a sidecar reads, in what grafana-operator reads, and in neither. */
  readonly sidecar?: RegExp;
  readonly operator?: RegExp;
  readonly lacks?: RegExp;
}

export type Annotations = Readonly<Record<string, string>>;

/** The metadata of the culprit. */
export const meta = (annotations: Annotations, more: object = {}) => ({
  name: 'hostile',
  namespace: 'tenant',
  uid: 'uid-hostile',
  annotations,
  ...more,
});
