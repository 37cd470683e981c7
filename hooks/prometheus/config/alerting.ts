// The `alerting` section: Alertmanagers and the labels of alerts (prometheus.io: configuration, alertmanager_config).

import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { AlertmanagerEndpoints } from '../../api/shared/alerting.ts';
import { issue } from '../../core/issue.ts';
import { quoteRegex } from '../../core/regex.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { authorization, basicAuth, resolveAuthorization, resolveBasicAuth } from '../../httpclient/auth.ts';
import { proxy, resolveProxy, resolveProxyHeaders } from '../../httpclient/proxy.ts';
import { resolveSigv4, sigv4 } from '../../httpclient/sigv4.ts';
import { resolveTls, tlsConfig } from '../../httpclient/tls.ts';
import { mergeResults, type Resolved } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import type { ScrapeContext } from '../../scrape/job/context.ts';
import { apiServer, endpointRole, metaPrefix } from '../../scrape/job/kubernetes.ts';
import { checkRelabelings, relabelConfigs } from '../../scrape/job/relabel.ts';
import { keep } from '../../scrape/job/rules.ts';
import { knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';
import { replicaLabel } from './global.ts';

/**
 * Checks one entry of `spec.alerting.alertmanagers` and resolves its references. Issues: `InvalidAuthentication` for
 * more than one way to authenticate, and those of each section.
 */
export function resolveAlertmanager(
  to: AlertmanagerEndpoints,
  resolver: SecretResolver,
  version: Version,
  path: string,
): Resolved {
  const given = (['bearerTokenFile', 'basicAuth', 'authorization', 'sigv4'] as const).filter((field) => to[field]);
  const many =
    given.length > 1
      ? [issue('InvalidAuthentication', path, `${given.join(' and ')} exclude each other; keep one`)]
      : [];
  return mergeResults([
    many,
    resolveBasicAuth(resolver, to.basicAuth, `${path}.basicAuth`),
    resolveAuthorization(resolver, to.authorization, `${path}.authorization`),
    resolveSigv4(resolver, to.sigv4, `${path}.sigv4`),
    resolveTls(resolver, to.tlsConfig, `${path}.tlsConfig`),
    // The Go operator writes proxies that Prometheus rejects. Parity does the same.
    (resolver.parity ? resolveProxyHeaders : resolveProxy)(resolver, to, path),
    checkRelabelings(to.relabelings, version, `${path}.relabelings`),
    checkRelabelings(to.alertRelabelings, version, `${path}.alertRelabelings`),
  ]);
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
  const { namespace, version, assets } = context;
  const role = endpointRole(context, undefined);
  const alertRelabelings = relabelConfigs(to.alertRelabelings);
  return section({
    scheme: nonEmpty(to.scheme?.toLowerCase()),
    path_prefix: nonEmpty(to.pathPrefix),
    timeout: nonEmpty(to.timeout),
    enable_http2: knows(version, 'alerting.enable_http2') ? to.enableHttp2 : undefined,
    tls_config: tlsConfig(to.tlsConfig, namespace, version),
    ...proxy(to, namespace, assets, version),
    kubernetes_sd_configs: [
      section({
        role,
        namespaces: { names: [to.namespace || namespace] },
        ...apiServer(context.spec.apiserverConfig, namespace, context),
      }),
    ],
    bearer_token_file: nonEmpty(to.bearerTokenFile),
    basic_auth: knows(version, 'alerting.basic_auth') ? basicAuth(to.basicAuth, namespace, assets) : undefined,
    authorization: authorization(to.authorization, namespace, assets, version),
    sigv4: knows(version, 'alerting.sigv4') ? sigv4(to.sigv4, namespace, assets, version) : undefined,
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
