// Field groups that the scrape kinds share.

import { Type } from '@sinclair/typebox';
import { BasicAuth, SafeAuthorization } from './auth.ts';
import { Scheme, ScrapeProtocol } from './enums.ts';
import { OAuth2 } from './oauth2.ts';
import { proxyConfig } from './proxy.ts';
import { RelabelConfig } from './relabeling.ts';
import { Duration, Limit, NonEmptyString, Quantity, StringListMap } from './scalars.ts';
import { optional } from './schema.ts';
import { SecretKeySelector } from './selectors.ts';

/** Limits and formats of a scrape, the same in all four scrape kinds. */
export const scrapeFields = {
  convertClassicHistogramsToNHCB: optional(
    Type.Boolean(),
    'Whether scraped classic histograms become native ones with custom buckets. Prometheus >= 3.0.',
  ),
  fallbackScrapeProtocol: optional(
    ScrapeProtocol,
    'Protocol for targets that send no usable Content-Type. Prometheus >= 3.0.',
  ),
  keepDroppedTargets: optional(
    Limit,
    'Targets dropped by relabeling that stay in memory; 0 keeps all. Prometheus >= 2.47.',
  ),
  labelLimit: optional(Limit, 'Most labels of a sample; a scrape that exceeds it fails. Prometheus >= 2.27.'),
  labelNameLengthLimit: optional(
    Limit,
    'Longest label name of a sample; a scrape that exceeds it fails. Prometheus >= 2.27.',
  ),
  labelValueLengthLimit: optional(
    Limit,
    'Longest label value of a sample; a scrape that exceeds it fails. Prometheus >= 2.27.',
  ),
  nativeHistogramBucketLimit: optional(
    Limit,
    'Most buckets of a native histogram; above it resolution is lowered. Prometheus >= 2.45.',
  ),
  nativeHistogramMinBucketFactor: optional(
    Quantity,
    'Least growth from one bucket to the next; finer buckets are merged. Prometheus >= 2.50.',
  ),
  sampleLimit: optional(Limit, 'Most samples of a scrape; one that exceeds it fails.'),
  scrapeClass: optional(NonEmptyString, 'Scrape class of the Prometheus to apply; its default class if unset.'),
  scrapeClassicHistograms: optional(
    Type.Boolean(),
    'Whether classic histograms are scraped beside native ones. Prometheus >= 2.45.',
  ),
  scrapeNativeHistograms: optional(Type.Boolean(), 'Whether native histograms are scraped. Prometheus >= 3.8.'),
  targetLimit: optional(Limit, 'Most targets; beyond it all of them fail. Prometheus >= 2.21.'),
};

/** What the endpoints of ServiceMonitor and PodMonitor have in common. */
export const endpointFields = {
  ...proxyConfig,
  authorization: optional(SafeAuthorization, 'Authorization header; excludes the other ways to authenticate.'),
  basicAuth: optional(BasicAuth, 'Basic authentication; excludes the other ways to authenticate.'),
  bearerTokenSecret: optional(
    SecretKeySelector,
    'Deprecated, use authorization: key of the Secret with a bearer token.',
  ),
  enableHttp2: optional(Type.Boolean(), 'Whether HTTP/2 may be used. Prometheus >= 2.35.'),
  followRedirects: optional(Type.Boolean(), 'Whether HTTP redirects are followed. Prometheus >= 2.26.'),
  honorLabels: optional(
    Type.Boolean(),
    'True keeps labels of the target that collide with those of discovery, instead of renaming them.',
  ),
  honorTimestamps: optional(Type.Boolean(), 'Whether timestamps of the target are kept. Prometheus >= 2.9.'),
  interval: optional(Duration, 'Time between scrapes; that of the Prometheus if unset.'),
  metricRelabelings: optional(Type.Array(RelabelConfig), 'Relabeling of the samples before they are stored.'),
  oauth2: optional(OAuth2, 'OAuth 2 client credentials; excludes the other ways to authenticate. Prometheus >= 2.27.'),
  params: optional(StringListMap, 'Parameters of the request.'),
  path: optional(Type.String(), 'Path that is scraped; /metrics if unset.'),
  relabelings: optional(Type.Array(RelabelConfig), 'Relabeling of the targets, after the generated steps.'),
  scheme: optional(Scheme, 'http (if unset) or https.'),
  scrapeTimeout: optional(
    Duration,
    'How long a scrape may take; not above the interval. That of the Prometheus if unset.',
  ),
  trackTimestampsStaleness: optional(
    Type.Boolean(),
    'Whether series that vanish go stale although they have timestamps of their own. Prometheus >= 2.48.',
  ),
};
