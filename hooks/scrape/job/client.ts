// The HTTP client of a monitor's endpoint, shared by ServiceMonitor and PodMonitor.

import type { Authorization, BasicAuth } from '../../api/shared/auth.ts';
import type { OAuth2 } from '../../api/shared/oauth2.ts';
import type { RelabelConfig } from '../../api/shared/relabeling.ts';
import type { SecretKeySelector } from '../../api/shared/selectors.ts';
import type { TLSConfig } from '../../api/shared/tls.ts';
import { parseDuration } from '../../core/duration.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import {
  authorization,
  basicAuth,
  checkOAuth2,
  checkOneCredential,
  oauth2,
  resolveAuthorization,
  resolveBasicAuth,
  resolveOAuth2,
} from '../../httpclient/auth.ts';
import { checkProxy, type ProxyFields, proxy, resolveProxyHeaders } from '../../httpclient/proxy.ts';
import { checkTls } from '../../httpclient/tls.ts';
import { type Result, resolveInOrder, secretValue } from '../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../references/resolver.ts';
import { resolveTlsFiles } from '../../references/tlsfiles.ts';
import { knows } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from './context.ts';
import { checkRelabelings } from './relabel.ts';

export interface EndpointFields extends ProxyFields {
  readonly authorization?: Authorization | undefined;
  readonly basicAuth?: BasicAuth | undefined;
  readonly bearerTokenSecret?: SecretKeySelector | undefined;
  readonly oauth2?: OAuth2 | undefined;
  readonly tlsConfig?: TLSConfig | undefined;
  readonly interval?: string | undefined;
  readonly scrapeTimeout?: string | undefined;
  readonly path?: string | undefined;
  readonly params?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly scheme?: string | undefined;
  readonly relabelings?: readonly RelabelConfig[] | undefined;
  readonly metricRelabelings?: readonly RelabelConfig[] | undefined;
  readonly honorTimestamps?: boolean | undefined;
  readonly honorLabels?: boolean | undefined;
  readonly trackTimestampsStaleness?: boolean | undefined;
  readonly followRedirects?: boolean | undefined;
  readonly enableHttp2?: boolean | undefined;
}

/**
 * An `InvalidDuration` issue if the timeout is longer than the interval of the object or the Prometheus, or one of them
 * is invalid.
 */
export function checkScrapeTimeout(
  interval: string | undefined,
  timeout: string | undefined,
  context: JobContext,
  path: string,
): Issue[] {
  if (!timeout) return [];
  const every = interval || context.spec.scrapeInterval || '30s';
  const [a, b] = [parseDuration(every), parseDuration(timeout)];
  if (a === undefined) return [issue('InvalidDuration', `${path}.interval`, `${quoted(every)} is not a duration`)];
  if (b === undefined)
    return [issue('InvalidDuration', `${path}.scrapeTimeout`, `${quoted(timeout)} is not a duration`)];
  return b > a
    ? [
        issue(
          'InvalidDuration',
          `${path}.scrapeTimeout`,
          `${quoted(timeout)} is longer than the interval ${quoted(every)}`,
        ),
      ]
    : [];
}

/** Issues of the fields of the client, without references. */
const checkClient = (endpoint: EndpointFields, path: string): Issue[] => [
  ...checkOneCredential(endpoint, path),
  ...checkTls(endpoint.tlsConfig, `${path}.tlsConfig`),
  ...checkOAuth2(endpoint.oauth2, `${path}.oauth2`),
  ...checkProxy(endpoint, path),
];

/** The references of the client. Where `checkClient` has issues, only these: no credential leaves its Secret. */
function resolveClient(endpoint: EndpointFields, resolver: SecretResolver, path: string, firstOnly: boolean): Result {
  const wrong = checkClient(endpoint, path);
  if (wrong.length > 0) return wrong;
  const token = endpoint.bearerTokenSecret?.name ? endpoint.bearerTokenSecret : undefined;
  return resolveInOrder(firstOnly, [
    () => resolveSecret(resolver, token, `${path}.bearerTokenSecret`),
    () => resolveBasicAuth(resolver, endpoint.basicAuth, `${path}.basicAuth`),
    () => resolveTlsFiles(resolver, endpoint.tlsConfig, `${path}.tlsConfig`),
    () => resolveOAuth2(resolver, endpoint.oauth2, `${path}.oauth2`),
    () => resolveAuthorization(resolver, endpoint.authorization, `${path}.authorization`),
    () => resolveProxyHeaders(resolver, endpoint, path),
  ]);
}

/** What resolves the references of an endpoint, and what checks its timing and its relabelings. */
export function endpointSteps(
  endpoint: EndpointFields,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): { readonly client: () => Result; readonly rest: readonly (() => Issue[])[] } {
  return {
    client: () => resolveClient(endpoint, resolver, path, context.options.parity),
    rest: [
      () => checkScrapeTimeout(endpoint.interval, endpoint.scrapeTimeout, context, path),
      () => checkRelabelings(endpoint.relabelings, context.version, `${path}.relabelings`),
      () => checkRelabelings(endpoint.metricRelabelings, context.version, `${path}.metricRelabelings`),
    ],
  };
}

/** `honor_timestamps` of the object or of the Prometheus, which overrides it. Empty if neither sets it. */
export function honorTimestamps(own: boolean | undefined, context: JobContext): Section {
  const override = context.spec.overrideHonorTimestamps ?? false;
  if (!knows(context.version, 'scrape.honor_timestamps') || (own === undefined && !override)) return {};
  return { honor_timestamps: (own ?? false) && !override };
}

/** The keys of an endpoint about labels and timestamps of its samples. */
export const honoring = (
  endpoint: Pick<EndpointFields, 'honorLabels' | 'honorTimestamps' | 'trackTimestampsStaleness'>,
  context: JobContext,
): Section =>
  section({
    honor_labels: (endpoint.honorLabels ?? false) && !context.spec.overrideHonorLabels,
    ...honorTimestamps(endpoint.honorTimestamps, context),
    track_timestamps_staleness: knows(context.version, 'scrape.track_timestamps_staleness')
      ? endpoint.trackTimestampsStaleness
      : undefined,
  });

/** The keys of an endpoint about interval, timeout, path, parameters and scheme. */
export const scrapeRequest = (
  endpoint: Pick<EndpointFields, 'interval' | 'scrapeTimeout' | 'path' | 'params' | 'scheme'>,
): Section =>
  section({
    scrape_interval: nonEmpty(endpoint.interval),
    scrape_timeout: nonEmpty(endpoint.scrapeTimeout),
    metrics_path: nonEmpty(endpoint.path),
    params: endpoint.params,
    scheme: nonEmpty(endpoint.scheme?.toLowerCase()),
  });

/** `follow_redirects` and `enable_http2`. */
export const connection = (
  from: Pick<EndpointFields, 'followRedirects' | 'enableHttp2'>,
  context: JobContext,
): Section =>
  section({
    follow_redirects: knows(context.version, 'http.follow_redirects') ? from.followRedirects : undefined,
    enable_http2: knows(context.version, 'http.enable_http2') ? from.enableHttp2 : undefined,
  });

/** Credentials of a client: bearer token, basic auth, authorization header. */
export const credentials = (
  from: { readonly bearerTokenSecret?: SecretKeySelector | undefined; readonly basicAuth?: BasicAuth | undefined },
  auth: Authorization | undefined,
  subject: Subject,
  context: JobContext,
): Section =>
  section({
    bearer_token: nonEmpty(secretValue(subject.assets, subject.namespace, from.bearerTokenSecret)),
    basic_auth: basicAuth(from.basicAuth, subject.namespace, subject.assets),
    authorization: authorization(auth, subject.namespace, subject.assets, context.version),
  });

export const clientProxy = (from: ProxyFields, subject: Subject, context: JobContext): Section =>
  proxy(from, subject.namespace, subject.assets, context.version);

export const clientOAuth2 = (
  from: { readonly oauth2?: OAuth2 | undefined },
  subject: Subject,
  context: JobContext,
): Section => section({ oauth2: oauth2(from.oauth2, subject, context.version) });
