// A Prometheus without selectors: the user writes its configuration. The hooks create the configuration Secret and do
// not change its data.
import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { Lister } from '../../core/inputs.ts';
import { keepChild } from '../../core/lastapplied.ts';
import type { KubernetesObject, Secret } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { gzip } from '../../workload/gzip.ts';
import { textSecret } from '../../workload/secrets.ts';
import { CONFIG_FILE } from './secrets.ts';

type Selectors = Pick<
  PrometheusSpec,
  'serviceMonitorSelector' | 'podMonitorSelector' | 'probeSelector' | 'scrapeConfigSelector'
>;

/** Whether the user writes the configuration: no selector is set, and no option disables this mode. */
export const isUnmanaged = (spec: Selectors, options: Options): boolean =>
  !options.disableUnmanagedConfiguration &&
  !spec.serviceMonitorSelector &&
  !spec.podMonitorSelector &&
  !spec.probeSelector &&
  !spec.scrapeConfigSelector;

/**
 * The Secret without data, so that the user's data stays. None where the user created the Secret: it is not a child.
 * Parity writes an empty file, as the Go operator does.
 */
export function unmanagedSecret(
  parent: KubernetesObject,
  name: string,
  { observed, related }: { readonly observed: Lister<Secret>; readonly related: Lister<Secret> },
  options: Options,
): Secret[] {
  const { namespace } = parent.metadata;
  const mine = observed.get(namespace, name);
  if (options.parity) return [textSecret(parent, name, { [CONFIG_FILE]: gzip('') }, options)];
  if (!mine && related.get(namespace, name)) return [];
  const { data: _users, ...bare } = mine ? keepChild(mine) : textSecret(parent, name, {}, options);
  return [bare as Secret];
}
