// The `alerting` section: Alertmanagers and the labels of alerts (prometheus.io: configuration, alertmanager_config).

import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { AlertmanagerEndpoints } from '../../api/shared/alerting.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoteRegex } from '../../core/regex.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { authorization, basicAuth, checkAuthorization, checkBasicAuth } from '../../httpclient/auth.ts';
import { checkProxy, loadProxyHeaders, proxy } from '../../httpclient/proxy.ts';
import { checkSigv4, sigv4 } from '../../httpclient/sigv4.ts';
import { checkAndLoadTls, tlsConfig } from '../../httpclient/tls.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { apiServer, endpointRole, metaPrefix } from '../../scrape/job/kubernetes.ts';
import { checkRelabelings, relabelConfigs } from '../../scrape/job/relabel.ts';
import { keep } from '../../scrape/job/rules.ts';
import { knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { replicaLabel } from './global.ts';

/**
 * Checks one entry of `spec.alerting.alertmanagers` and loads its references. Issues: `InvalidAuthentication` for more
 * than one way to authenticate, and those of each section.
 */
export function checkAlertmanager(
  to: AlertmanagerEndpoints,
  { resolver, namespace, version }: Pick<ScrapeContext, 'resolver' | 'namespace' | 'version'>,
  path: string,
): Issue[] {
  const given = (['bearerTokenFile', 'basicAuth', 'authorization', 'sigv4'] as const).filter((field) => to[field]);
  const many =
    given.length > 1
      ? [issue('InvalidAuthentication', path, `${given.join(' and ')} exclude each other; keep one`)]
      : [];
  return [
    ...many,
    ...checkBasicAuth(resolver, namespace, to.basicAuth, `${path}.basicAuth`),
    ...checkAuthorization(resolver, namespace, to.authorization, `${path}.authorization`),
    ...checkSigv4(resolver, namespace, to.sigv4, `${path}.sigv4`),
    ...checkAndLoadTls(resolver, namespace, to.tlsConfig, `${path}.tlsConfig`),
    // The Go operator writes proxies that Prometheus rejects. Parity does the same.
    ...(resolver.parity ? loadProxyHeaders : checkProxy)(resolver, namespace, to, path),
    ...checkRelabelings(to.relabelings, version, `${path}.relabelings`),
    ...checkRelabelings(to.alertRelabelings, version, `${path}.alertRelabelings`),
  ];
}

function portRules(port: string | number, role: string): Section[] {
  if (typeof port === 'number') return port ? [keep('__meta_kubernetes_pod_container_port_number', String(port))] : [];
  return port ? [keep(`__meta_kubernetes_${metaPrefix(role)}_port_name`, port)] : [];
}

function apiVersion(wanted: string | undefined, version: Version): string | undefined {
  const lower = wanted?.toLowerCase();
  if (!lower || !knows(version, 'alerting.api_version')) return undefined;
  return lower === 'v1' && knows(version, 'v3') ? undefined : lower;
}

function alertmanager(to: AlertmanagerEndpoints, context: ScrapeContext): Section {
  const { namespace, version, resolver } = context;
  const role = endpointRole(context, undefined);
  const alertRelabelings = relabelConfigs(to.alertRelabelings);
  return section({
    scheme: nonEmpty(to.scheme?.toLowerCase()),
    path_prefix: nonEmpty(to.pathPrefix),
    timeout: nonEmpty(to.timeout),
    enable_http2: knows(version, 'alerting.enable_http2') ? to.enableHttp2 : undefined,
    tls_config: tlsConfig(to.tlsConfig, namespace, version),
    ...proxy(to, namespace, resolver, version),
    kubernetes_sd_configs: [
      section({
        role,
        namespaces: { names: [to.namespace || namespace] },
        ...apiServer(context.spec.apiserverConfig, namespace, context),
      }),
    ],
    bearer_token_file: nonEmpty(to.bearerTokenFile),
    basic_auth: knows(version, 'alerting.basic_auth') ? basicAuth(to.basicAuth, namespace, resolver) : undefined,
    authorization: authorization(to.authorization, namespace, resolver, version),
    sigv4: knows(version, 'alerting.sigv4') ? sigv4(to.sigv4, namespace, resolver, version) : undefined,
    api_version: apiVersion(to.apiVersion, version),
    relabel_configs: [
      keep('__meta_kubernetes_service_name', to.name),
      ...portRules(to.port, role),
      ...relabelConfigs(to.relabelings),
    ],
    alert_relabel_configs:
      knows(version, 'alerting.alert_relabel_configs') && alertRelabelings.length > 0 ? alertRelabelings : undefined,
  });
}

/** Drops the replica label: Alertmanager deduplicates only equal alerts. */
function dropReplicaLabel(spec: PrometheusSpec): Section[] {
  const label = replicaLabel(spec);
  return label ? [{ action: 'labeldrop', regex: quoteRegex(label) }] : [];
}

/** Alerting configuration of the user, parsed. */
export interface AdditionalAlerting {
  readonly relabelConfigs?: readonly unknown[] | undefined;
  readonly alertmanagers?: readonly unknown[] | undefined;
}

/**
 * The section, or `undefined` where neither the spec nor the additional configuration has any alerting. `first`: rules
 * that relabel alerts before all others.
 */
export function alerting(
  spec: PrometheusSpec,
  context: ScrapeContext,
  additional: AdditionalAlerting,
  first: readonly Section[] = [],
): Section | undefined {
  if (!spec.alerting && !additional.relabelConfigs && !additional.alertmanagers) return undefined;
  const relabel = [...first, ...dropReplicaLabel(spec), ...(additional.relabelConfigs ?? [])];
  return section({
    alert_relabel_configs: relabel.length > 0 ? relabel : undefined,
    alertmanagers: [
      ...(spec.alerting?.alertmanagers ?? []).map((to) => alertmanager(to, context)),
      ...(additional.alertmanagers ?? []),
    ],
  });
}
