// Kubernetes service discovery of monitors, and the relabeling rules of their label selectors.
import type { APIServerConfig } from '../../api/shared/apiserver.ts';
import type { NamespaceSelector } from '../../api/shared/selectors.ts';
import type { LabelSelector } from '../../core/hook.ts';
import { byText, type ObjectMeta, OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { formatSelector } from '../../core/selector.ts';
import { authorization, basicAuth } from '../../httpclient/auth.ts';
import { proxy } from '../../httpclient/proxy.ts';
import { tlsConfig } from '../../httpclient/tls.ts';
import { knows } from '../../versions/prometheus.ts';
import type { JobContext } from './context.ts';
import { sanitizeLabelName } from './relabel.ts';
import { keep } from './rules.ts';
import { podsHaveZone, zones } from './sharding.ts';

export type Role = 'endpoints' | 'endpointslice' | 'pod' | 'ingress';

/** `endpointslice` if the object or the Prometheus requests it and the version has it, otherwise `endpoints`. */
export function endpointRole(context: JobContext, own: string | undefined): 'endpoints' | 'endpointslice' {
  const wanted = own ?? context.spec.serviceDiscoveryRole;
  return wanted === 'EndpointSlice' && knows(context.version, 'sd.endpointslice') ? 'endpointslice' : 'endpoints';
}

/** The part of meta labels after `__meta_kubernetes_` for a role. */
export const metaPrefix = (role: string): string => (role === 'endpoints' ? 'endpoint' : role);

/** The keys for the API server of the Prometheus. `namespace`: that of the Prometheus and its Secrets. */
export function apiServer(config: APIServerConfig | undefined, namespace: string, context: JobContext): Section {
  if (!config) return {};
  return section({
    api_server: config.host,
    basic_auth: basicAuth(config.basicAuth, namespace, context.assets),
    bearer_token: nonEmpty(config.bearerToken),
    bearer_token_file: nonEmpty(config.bearerTokenFile),
    authorization: authorization(config.authorization, namespace, context.assets, context.version),
    tls_config: tlsConfig(config.tlsConfig, namespace, context.version),
    ...proxy(config, namespace, context.assets, context.version),
  });
}

function namespacesOf(
  selector: NamespaceSelector | undefined,
  namespace: string,
  context: JobContext,
): readonly string[] | undefined {
  if (context.spec.ignoreNamespaceSelectors) return [namespace];
  if (selector?.any) return undefined;
  return selector?.matchNames && selector.matchNames.length > 0 ? selector.matchNames : [namespace];
}

/** Annotation of a Prometheus or PrometheusAgent: one discovery for each namespace, or one for all of them. */
const DISCOVERY = `${OWN}/discovery`;

/**
 * Whether the jobs of a workload share one discovery of all namespaces, with relabeling rules for their own. Prometheus
 * makes one discovery of equal entries, with three watches. Never in parity.
 */
export const sharesDiscovery = ({ annotations }: ObjectMeta, options: Options): boolean =>
  !options.parity && (annotations?.[DISCOVERY] ?? options.discovery) === 'shared';

export interface Discovery {
  readonly role: Role;
  readonly namespace: string;
  readonly namespaceSelector?: NamespaceSelector | undefined;
  readonly attachMetadata?: { readonly node?: boolean | undefined } | undefined;
  /** Selectors for the API server, with the mechanism RoleSelector. */
  readonly selectors?: readonly Section[] | undefined;
}

/** Whether an entry is for all namespaces. One with selectors for the API server finds few objects already. */
const isShared = ({ selectors }: Discovery, context: JobContext): boolean =>
  context.sharesDiscovery === true && selectors === undefined;

/** The rule that keeps the namespaces of a shared discovery. It comes first, because it drops most targets. */
export function namespaceRules(wanted: Discovery, context: JobContext): Section[] {
  const names = namespacesOf(wanted.namespaceSelector, wanted.namespace, context);
  return names && isShared(wanted, context) ? [keep('__meta_kubernetes_namespace', names.join('|'))] : [];
}

function attach(wanted: Discovery, context: JobContext): Section | undefined {
  if (wanted.role === 'ingress') return undefined;
  if (
    !knows(context.version, wanted.role === 'pod' ? 'scrape.attach_metadata.pod' : 'scrape.attach_metadata.endpoints')
  )
    return undefined;
  if (zones(context).length > 0 && !podsHaveZone(context.options)) return { node: true };
  return wanted.attachMetadata ? { node: wanted.attachMetadata.node ?? false } : undefined;
}

/** The single entry of `kubernetes_sd_configs`. */
export function kubernetesDiscovery(wanted: Discovery, context: JobContext): Section {
  const names = namespacesOf(wanted.namespaceSelector, wanted.namespace, context);
  return section({
    role: wanted.role,
    namespaces: names && !isShared(wanted, context) ? { names } : undefined,
    ...apiServer(context.spec.apiserverConfig, wanted.namespace, context),
    attach_metadata: attach(wanted, context),
    selectors: wanted.selectors,
  });
}

/** `selectors` for the given roles, all with the same label selector. */
export const roleSelectors = (roles: readonly string[], selector: LabelSelector): Section[] =>
  roles.map((role) => ({ role, label: formatSelector(selector) }));

/**
 * Keep and drop rules for a label selector, on the meta labels of the discovery. Values are not quoted as regular
 * expressions.
 */
export function selectorRules(selector: LabelSelector | undefined, object: 'service' | 'pod' | 'ingress'): Section[] {
  const label = (key: string) => `__meta_kubernetes_${object}_label_${sanitizeLabelName(key)}`;
  const present = (key: string) => `__meta_kubernetes_${object}_labelpresent_${sanitizeLabelName(key)}`;
  const both = (action: string, key: string, values: string) => ({
    action,
    source_labels: [label(key), present(key)],
    regex: `(${values});true`,
  });
  const rules: Section[] = Object.entries(selector?.matchLabels ?? {})
    .sort(([a], [b]) => byText(a, b))
    .map(([key, value]) => both('keep', key, value));
  for (const { key, operator, values = [] } of selector?.matchExpressions ?? []) {
    if (operator === 'In') rules.push(both('keep', key, values.join('|')));
    else if (operator === 'NotIn') rules.push(both('drop', key, values.join('|')));
    else if (operator === 'Exists') rules.push({ action: 'keep', source_labels: [present(key)], regex: 'true' });
    else if (operator === 'DoesNotExist') rules.push({ action: 'drop', source_labels: [present(key)], regex: 'true' });
  }
  return rules;
}
