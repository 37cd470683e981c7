// Checks the spec of a Prometheus and loads its references before anything is rendered. An issue here stops the sync.

import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { APIServerConfig } from '../../api/shared/apiserver.ts';
import { parseDuration } from '../../core/duration.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { checkAuthorization, checkBasicAuth } from '../../httpclient/auth.ts';
import { checkProxy, loadProxyHeaders } from '../../httpclient/proxy.ts';
import { prometheusAzureRules } from '../../httpclient/sigv4.ts';
import { checkAndLoadTls } from '../../httpclient/tls.ts';
import { loadSecret, type SecretResolver } from '../../references/resolver.ts';
import type { CommonSpec, ScrapeContext } from '../../scrape/job/context.ts';
import { checkRelabelings } from '../../scrape/job/relabel.ts';
import type { Version } from '../../versions/version.ts';
import { checkServerTls } from '../../workload/webconfig.ts';
import { isLabelName } from '../schema/types.ts';
import { allowsUtf8 } from '../schema/walk.ts';
import { checkAlertmanager } from './alerting.ts';
import { checkOtlp, checkTracing } from './otlp.ts';
import { checkRemoteClient, checkRemoteWrite } from './remotewrite.ts';
import { checkRetention, checkStorage } from './storage.ts';

function checkIntervals(spec: CommonSpec): Issue[] {
  if (!spec.scrapeTimeout) return [];
  const [interval, timeout] = [parseDuration(spec.scrapeInterval || '30s'), parseDuration(spec.scrapeTimeout)];
  if (interval === undefined)
    return [issue('InvalidDuration', 'spec.scrapeInterval', `${quoted(spec.scrapeInterval)} is not a duration`)];
  if (timeout === undefined)
    return [issue('InvalidDuration', 'spec.scrapeTimeout', `${quoted(spec.scrapeTimeout)} is not a duration`)];
  return timeout > interval
    ? [
        issue(
          'InvalidDuration',
          'spec.scrapeTimeout',
          `${quoted(spec.scrapeTimeout)} is longer than the scrapeInterval`,
        ),
      ]
    : [];
}

/**
 * Loads the credentials of scrape classes for objects in the namespace of the Prometheus. A missing Secret is no issue:
 * the class may be meant for other namespaces. The Go operator never loads them; parity does the same.
 */
function loadClassCredentials({ spec, namespace, resolver, options }: ScrapeContext): void {
  if (options.parity) return;
  for (const item of spec.scrapeClasses ?? []) loadSecret(resolver, namespace, item.authorization?.credentials, '');
}

function checkScrapeClasses(into: SecretResolver, namespace: string, spec: CommonSpec, version: Version): Issue[] {
  const classes = spec.scrapeClasses ?? [];
  const defaults = classes.filter((item) => item.default);
  const doubled =
    defaults.length > 1
      ? [
          issue(
            'InvalidConfiguration',
            'spec.scrapeClasses',
            `${defaults.map((item) => item.name).join(' and ')} are both the default; keep one`,
          ),
        ]
      : [];
  return [
    ...doubled,
    ...classes.flatMap((item, i) => {
      const at = `spec.scrapeClasses[${i}]`;
      const { credentials: _inNamespaceOfObject, ...header } = item.authorization ?? {};
      const both = item.authorization?.credentials && item.authorization.credentialsFile;
      return [
        ...checkRelabelings(item.relabelings, version, `${at}.relabelings`),
        ...checkRelabelings(item.metricRelabelings, version, `${at}.metricRelabelings`),
        ...checkAndLoadTls(into, namespace, item.tlsConfig, `${at}.tlsConfig`),
        ...(both
          ? [issue('InvalidAuthentication', `${at}.authorization`, 'set credentials or credentialsFile, not both')]
          : []),
        ...(header.type?.trim().toLowerCase() === 'basic'
          ? [issue('InvalidAuthentication', `${at}.authorization.type`, '"Basic" is not allowed here')]
          : []),
      ];
    }),
  ];
}

function checkApiServer(into: SecretResolver, namespace: string, api: APIServerConfig | undefined): Issue[] {
  if (!api) return [];
  const at = 'spec.apiserverConfig';
  return [
    ...checkBasicAuth(into, namespace, api.basicAuth, `${at}.basicAuth`),
    ...checkAuthorization(into, namespace, api.authorization, `${at}.authorization`),
    ...checkAndLoadTls(into, namespace, api.tlsConfig, `${at}.tlsConfig`),
    // The Go operator writes proxies that Prometheus rejects. Parity does the same.
    ...(into.parity ? loadProxyHeaders : checkProxy)(into, namespace, api, at),
  ];
}

/** An `InvalidLabelName` issue for each external label whose name Prometheus refuses; none in parity. */
function checkExternalLabels({ spec, version, options }: ScrapeContext): Issue[] {
  const utf8 = allowsUtf8(version, spec.nameValidationScheme);
  const wrong = options.parity ? [] : Object.keys(spec.externalLabels ?? {}).filter((name) => !isLabelName(name, utf8));
  return wrong.map((name) =>
    issue(
      'InvalidLabelName',
      'spec.externalLabels',
      `${quoted(name)} is not a label name: use ASCII letters, digits and _, or Prometheus 3 without scheme Legacy`,
    ),
  );
}

/** Checks the fields that server and agent share. Loads references into `context.resolver`. */
export function checkCommon(context: ScrapeContext): Issue[] {
  const { spec, namespace, version, resolver, options } = context;
  loadClassCredentials(context);
  const azure = prometheusAzureRules(version);
  return [
    ...checkIntervals(spec),
    ...checkExternalLabels(context),
    ...checkScrapeClasses(resolver, namespace, spec, version),
    ...(spec.remoteWrite ?? []).flatMap((remote, i) =>
      checkRemoteWrite(remote, { resolver, namespace, version, azure }, `spec.remoteWrite[${i}]`),
    ),
    ...checkApiServer(resolver, namespace, spec.apiserverConfig),
    ...checkStorage(spec),
    ...checkOtlp(spec, version),
    ...checkTracing(spec.tracingConfig),
    ...(options.parity
      ? []
      : checkAndLoadTls(resolver, namespace, spec.tracingConfig?.tlsConfig, 'spec.tracingConfig.tlsConfig')),
    ...checkServerTls(spec.web?.tlsConfig, 'spec.web.tlsConfig'),
  ];
}

/** Checks the fields that only a server has. Loads references into `context.resolver`. */
export const checkServer = (spec: PrometheusSpec, { namespace, version, resolver }: ScrapeContext): Issue[] => [
  ...checkRetention(spec),
  ...(spec.remoteRead ?? []).flatMap((remote, i) =>
    checkRemoteClient(resolver, namespace, remote, `spec.remoteRead[${i}]`),
  ),
  ...(spec.alerting?.alertmanagers ?? []).flatMap((to, i) =>
    checkAlertmanager(to, { resolver, namespace, version }, `spec.alerting.alertmanagers[${i}]`),
  ),
];
