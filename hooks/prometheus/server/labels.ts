// Labels of pods and StatefulSets of a Prometheus.
import { formatVersion, type Version } from '../../versions/version.ts';

type Texts = Readonly<Record<string, string>>;

export type Mode = 'server' | 'agent' | 'daemonset';

/** Labels that select the pods of all shards of a Prometheus. */
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

/** Labels of the pods: the version, the user's labels, the selector's labels. */
export const podLabels = (version: Version, user: Texts | undefined, selector: Texts): Texts => ({
  'app.kubernetes.io/version': formatVersion(version),
  ...user,
  ...selector,
});

/** Labels as text for `status.selector`, which the scale subresource reads. */
export const selectorText = (labels: Texts): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
