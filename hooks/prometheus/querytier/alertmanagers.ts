// The Alertmanagers of a Prometheus as Thanos Ruler configures them (thanos.io: components, rule, alertmanager
// configuration). Thanos finds them by DNS, Prometheus by the Kubernetes API. Fields that select or relabel single pods
// have no counterpart: they give an issue.

import type { Prometheus, PrometheusSpec } from '../../api/prometheus.ts';
import type { AlertmanagerEndpoints } from '../../api/shared/alerting.ts';
import type { Lister } from '../../core/inputs.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../core/section.ts';
import { basicAuth } from '../../httpclient/auth.ts';
import { tlsConfig } from '../../httpclient/tls.ts';
import { secretValue } from '../../references/assets.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { childMeta } from '../../workload/meta.ts';
import { rulerName } from '../sharding/tier.ts';
import { checkRawAlertmanagers, rawAlertmanager } from './rawalertmanagers.ts';

/** Where TLS files are mounted in Thanos Ruler. */
const CERTS = '/etc/thanos/certs';

const UNKNOWN = [
  'relabelings',
  'alertRelabelings',
  'sigv4',
  'noProxy',
  'proxyFromEnvironment',
  'proxyConnectHeader',
] as const satisfies readonly (keyof AlertmanagerEndpoints)[];

const isEmpty = (value: unknown): boolean => !value || (Array.isArray(value) && value.length === 0);
const unsupported = (path: string, what: string): Issue =>
  issue(
    'InvalidConfiguration',
    path,
    `${what}: Thanos Ruler sends the alerts of the shards and does not support this; remove it, ` +
      'or set query-tier to none',
  );

function checkOne(to: AlertmanagerEndpoints, path: string): Issue[] {
  const type = to.authorization?.type?.trim() || 'Bearer';
  return [
    ...UNKNOWN.filter((field) => !isEmpty(to[field])).map((field) => unsupported(`${path}.${field}`, 'not supported')),
    ...(['minVersion', 'maxVersion'] as const)
      .filter((field) => to.tlsConfig?.[field])
      .map((field) => unsupported(`${path}.tlsConfig.${field}`, 'not supported')),
    ...(type.toLowerCase() === 'bearer'
      ? []
      : [unsupported(`${path}.authorization.type`, `${quoted(type)} is not Bearer`)]),
  ];
}

/**
 * `InvalidConfiguration` issues: fields of the Alertmanagers that Thanos Ruler does not support. `additional`: the
 * parsed additionalAlertManagerConfigs.
 */
export const checkRulerAlerting = (
  { alerting }: PrometheusSpec,
  additional: readonly unknown[] | undefined,
): Issue[] => [
  ...(alerting?.alertmanagers ?? []).flatMap((to, i) => checkOne(to, `spec.alerting.alertmanagers[${i}]`)),
  ...checkRawAlertmanagers(additional ?? [], 'spec.additionalAlertManagerConfigs'),
];

type Service = KubernetesObject & {
  readonly spec?: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly Section[];
  };
};

/** Names of the Alertmanagers' Services in the namespace of the Prometheus. The sync needs these objects. */
export const alertmanagerServices = ({ spec, metadata }: Prometheus): string[] =>
  (spec.alerting?.alertmanagers ?? [])
    .filter((to) => (to.namespace || metadata.namespace) === metadata.namespace)
    .map(({ name }) => name);

const copyName = (prefix: string, i: number): string => `${rulerName(prefix)}-alerts-${i}`;

/**
 * Every alert must reach every Alertmanager, but the DNS name of a Service with a cluster IP resolves to one address. A
 * headless copy of the Service resolves to all pods. Only Services in the namespace of the Prometheus are copied:
 * others are not visible to the sync.
 */
function headlessCopy(
  to: AlertmanagerEndpoints,
  name: string,
  namespace: string,
  services: Lister,
): [name: string, of: Service] | undefined {
  if ((to.namespace || namespace) !== namespace) return undefined;
  const found: Service | undefined = services.get(namespace, to.name);
  const { clusterIP, selector } = found?.spec ?? {};
  return found && clusterIP && clusterIP !== 'None' && selector ? [name, found] : undefined;
}

/** Headless copies of the Services of the Alertmanagers. */
export function alertmanagerCopies(
  parent: Prometheus,
  prefix: string,
  services: Lister,
  options: Options,
): KubernetesObject[] {
  const { namespace = '' } = parent.metadata;
  return (parent.spec.alerting?.alertmanagers ?? []).flatMap((to, i) => {
    const copy = headlessCopy(to, copyName(prefix, i), namespace, services);
    if (!copy) return [];
    const [name, { spec }] = copy;
    const ports = (spec?.ports ?? []).map(({ name: port, port: number, protocol, targetPort }) =>
      section({ name: port, port: number, protocol, targetPort }),
    );
    return [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: childMeta(parent as unknown as KubernetesObject, name, options),
        spec: { clusterIP: 'None', ports, selector: spec?.selector },
      },
    ];
  });
}

/**
 * `dnssrv+_web._tcp.alertmanager-main.monitoring.svc` for a port name, `dns+alertmanager-main.monitoring.svc:9093` for
 * a port number.
 */
const dnsAddress = (service: string, namespace: string, port: string | number): string =>
  typeof port === 'number' || port === ''
    ? `dns+${service}.${namespace}.svc:${port || 9093}`
    : `dnssrv+_${port}._tcp.${service}.${namespace}.svc`;

function endpoint(to: AlertmanagerEndpoints, copy: string, services: Lister, context: ScrapeContext): Section {
  const { namespace, assets, version } = context;
  const [service] = headlessCopy(to, copy, namespace, services) ?? [to.name];
  const tls = tlsConfig(to.tlsConfig, namespace, version, CERTS);
  const { min_version: _min, max_version: _max, ...known } = tls ?? {};
  const http = section({
    basic_auth: basicAuth(to.basicAuth, namespace, assets),
    bearer_token: secretValue(assets, namespace, to.authorization?.credentials),
    bearer_token_file: nonEmpty(to.bearerTokenFile),
    proxy_url: nonEmpty(to.proxyUrl),
    tls_config: tls && known,
  });
  return section({
    scheme: nonEmpty(to.scheme?.toLowerCase()),
    path_prefix: nonEmpty(to.pathPrefix),
    timeout: nonEmpty(to.timeout),
    api_version: nonEmpty(to.apiVersion?.toLowerCase()),
    static_configs: [dnsAddress(service, to.namespace || namespace, to.port)],
    http_config: Object.keys(http).length > 0 ? http : undefined,
  });
}

/** The `alertmanagers` of Thanos Ruler; `undefined` where there are none. `additional`: checked before. */
export const rulerAlertmanagers = (
  { spec, metadata }: Prometheus,
  services: Lister,
  context: ScrapeContext,
  additional: readonly unknown[] | undefined,
): readonly Section[] | undefined =>
  nonEmptyList([
    ...(spec.alerting?.alertmanagers ?? []).map((to, i) =>
      endpoint(to, copyName(`prometheus-${metadata.name}`, i), services, context),
    ),
    ...(additional ?? []).map((entry) => rawAlertmanager(entry as Section)),
  ]);
