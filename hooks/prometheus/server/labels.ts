// Labels of a Prometheus' pods and StatefulSets.
import { formatVersion, type Version } from '../../versions/version.ts';

type Texts = Readonly<Record<string, string>>;

export type Mode = 'server' | 'agent' | 'daemonset';

/** Labels that select all pods of a Prometheus, whatever the shard. */
export const instanceLabels = (mode: Mode, name: string, optionLabels: Texts): Texts => ({
  'app.kubernetes.io/managed-by': 'prometheus-operator',
  'app.kubernetes.io/name': mode === 'server' ? 'prometheus' : 'prometheus-agent',
  'app.kubernetes.io/instance': name,
  'operator.prometheus.io/name': name,
  ...(mode === 'server' ? { prometheus: name } : {}),
  ...optionLabels,
});

/** Labels that select the pods of one shard. */
export const shardLabels = (mode: Mode, name: string, shard: number | string, optionLabels: Texts): Texts => ({
  ...instanceLabels(mode, name, {}),
  ...(mode === 'daemonset' ? {} : { 'operator.prometheus.io/shard': String(shard) }),
  ...optionLabels,
});

/** Labels of the pods: version, the user's, those that select. */
export const podLabels = (version: Version, user: Texts | undefined, selector: Texts): Texts => ({
  'app.kubernetes.io/version': formatVersion(version),
  ...user,
  ...selector,
});

/** Labels in the text form of `status.selector`, which the scale subresource reads. */
export const selectorText = (labels: Texts): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
