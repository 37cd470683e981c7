// Checks the spec of a Prometheus and resolves its references before anything is rendered. An issue here stops the
// sync.

import type { PrometheusSpec } from '../../api/prometheus.ts';
import type { APIServerConfig } from '../../api/shared/apiserver.ts';
import { parseDuration } from '../../core/duration.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { resolveAuthorization, resolveBasicAuth } from '../../httpclient/auth.ts';
import { resolveProxy, resolveProxyHeaders } from '../../httpclient/proxy.ts';
import { prometheusAzureRules } from '../../httpclient/sigv4.ts';
import { resolveTls } from '../../httpclient/tls.ts';
import { type Assets, mergeAssets, mergeResults, NO_REFERENCES, type Resolved } from '../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../references/resolver.ts';
import type { CommonSpec, Scraper } from '../../scrape/job/context.ts';
import { checkRelabelings } from '../../scrape/job/relabel.ts';
import type { Version } from '../../versions/version.ts';
import { checkServerTls } from '../../workload/webconfig.ts';
import { isLabelName } from '../schema/types.ts';
import { allowsUtf8 } from '../schema/walk.ts';
import { resolveAlertmanager } from './alerting.ts';
import { checkOtlp, checkTracing } from './otlp.ts';
import { resolveRemoteClient, resolveRemoteWrite } from './remotewrite.ts';
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
 * The credentials of scrape classes for objects in the namespace of the Prometheus. A missing Secret is no issue: the
 * class may be meant for other namespaces. The Go operator never reads them; parity does the same.
 */
const classCredentials = ({ spec, options }: Scraper, resolver: SecretResolver): Assets =>
  mergeAssets(
    (options.parity ? [] : (spec.scrapeClasses ?? [])).map(
      ({ authorization }) => resolveSecret(resolver, authorization?.credentials, '').assets,
    ),
  );

function resolveScrapeClasses(spec: CommonSpec, resolver: SecretResolver, version: Version): Resolved {
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
  return mergeResults([
    doubled,
    ...classes.flatMap((item, i) => {
      const at = `spec.scrapeClasses[${i}]`;
      const { credentials: _inNamespaceOfObject, ...header } = item.authorization ?? {};
      const both = item.authorization?.credentials && item.authorization.credentialsFile;
      return [
        checkRelabelings(item.relabelings, version, `${at}.relabelings`),
        checkRelabelings(item.metricRelabelings, version, `${at}.metricRelabelings`),
        resolveTls(resolver, item.tlsConfig, `${at}.tlsConfig`),
        both
          ? [issue('InvalidAuthentication', `${at}.authorization`, 'set credentials or credentialsFile, not both')]
          : [],
        header.type?.trim().toLowerCase() === 'basic'
          ? [issue('InvalidAuthentication', `${at}.authorization.type`, '"Basic" is not allowed here')]
          : [],
      ];
    }),
  ]);
}

function resolveApiServer(api: APIServerConfig | undefined, resolver: SecretResolver): Resolved {
  if (!api) return NO_REFERENCES;
  const at = 'spec.apiserverConfig';
  return mergeResults([
    resolveBasicAuth(resolver, api.basicAuth, `${at}.basicAuth`),
    resolveAuthorization(resolver, api.authorization, `${at}.authorization`),
    resolveTls(resolver, api.tlsConfig, `${at}.tlsConfig`),
    // The Go operator writes proxies that Prometheus rejects. Parity does the same.
    (resolver.parity ? resolveProxyHeaders : resolveProxy)(resolver, api, at),
  ]);
}

/** An `InvalidLabelName` issue for each external label whose name Prometheus refuses; none in parity. */
function checkExternalLabels({ spec, version, options }: Scraper): Issue[] {
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

/** Checks the fields that server and agent share, and resolves their references. */
export function resolveCommon(scraper: Scraper, resolver: SecretResolver): Resolved {
  const { spec, version, options } = scraper;
  const releases = { version, azure: prometheusAzureRules(version) };
  return mergeResults([
    { assets: classCredentials(scraper, resolver), issues: [] },
    checkIntervals(spec),
    checkExternalLabels(scraper),
    resolveScrapeClasses(spec, resolver, version),
    ...(spec.remoteWrite ?? []).map((remote, i) =>
      resolveRemoteWrite(remote, resolver, releases, `spec.remoteWrite[${i}]`),
    ),
    resolveApiServer(spec.apiserverConfig, resolver),
    checkStorage(spec),
    checkOtlp(spec, version),
    checkTracing(spec.tracingConfig),
    options.parity ? [] : resolveTls(resolver, spec.tracingConfig?.tlsConfig, 'spec.tracingConfig.tlsConfig'),
    checkServerTls(spec.web?.tlsConfig, 'spec.web.tlsConfig'),
  ]);
}

/** Checks the fields that only a server has, and resolves their references. */
export const resolveServer = (spec: PrometheusSpec, resolver: SecretResolver, version: Version): Resolved =>
  mergeResults([
    checkRetention(spec),
    ...(spec.remoteRead ?? []).map((remote, i) => resolveRemoteClient(remote, resolver, `spec.remoteRead[${i}]`)),
    ...(spec.alerting?.alertmanagers ?? []).map((to, i) =>
      resolveAlertmanager(to, resolver, version, `spec.alerting.alertmanagers[${i}]`),
    ),
  ]);
