// Labels of the pods of an Alertmanager.
import { formatVersion, type Version } from '../../../versions/version.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels that select the pods. */
export const selectorLabels = (name: string, optionLabels: Texts): Texts => ({
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': 'alertmanager',
  'app.kubernetes.io/instance': name,
  alertmanager: name,
  ...optionLabels,
});

/** Labels of the pods: the version, the user's labels, the selector's labels. */
export const podLabels = (version: Version, user: Texts | undefined, selector: Texts): Texts => ({
  'app.kubernetes.io/version': formatVersion(version),
  ...user,
  ...selector,
});
