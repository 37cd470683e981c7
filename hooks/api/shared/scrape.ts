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
import { prometheusSince } from './since.ts';

/** Limits and formats of a scrape, the same in all four scrape kinds. */
export const scrapeFields = {
  convertClassicHistogramsToNHCB: optional(
    Type.Boolean(),
    'Whether scraped classic histograms become native ones with custom buckets. ' +
      `${prometheusSince('scrape.convert_classic_histograms_to_nhcb')}.`,
  ),
  extraScrapeMetrics: optional(
    Type.Boolean(),
    'Whether scrapes also store scrape_timeout_seconds, scrape_sample_limit and scrape_body_size_bytes. ' +
      `${prometheusSince('scrape.extra_scrape_metrics')}.`,
  ),
  fallbackScrapeProtocol: optional(
    ScrapeProtocol,
    `Protocol for targets that send no usable Content-Type. ${prometheusSince('scrape.fallback_scrape_protocol')}.`,
  ),
  keepDroppedTargets: optional(
    Limit,
    'Targets dropped by relabeling that stay in memory; 0 keeps all. ' +
      `${prometheusSince('scrape.keep_dropped_targets')}.`,
  ),
  labelLimit: optional(
    Limit,
    `Limit of labels of a sample; a scrape that exceeds it fails. ${prometheusSince('scrape.label_limits')}.`,
  ),
  labelNameLengthLimit: optional(
    Limit,
    `Limit of the length of label names; a scrape that exceeds it fails. ${prometheusSince('scrape.label_limits')}.`,
  ),
  labelValueLengthLimit: optional(
    Limit,
    `Limit of the length of label values; a scrape that exceeds it fails. ${prometheusSince('scrape.label_limits')}.`,
  ),
  nativeHistogramBucketLimit: optional(
    Limit,
    'Limit of buckets of a native histogram. Above it, the resolution is lowered. ' +
      `${prometheusSince('scrape.native_histogram_bucket_limit')}.`,
  ),
  nativeHistogramMinBucketFactor: optional(
    Quantity,
    'Least growth from one bucket to the next; finer buckets are merged. ' +
      `${prometheusSince('scrape.native_histogram_min_bucket_factor')}.`,
  ),
  sampleLimit: optional(Limit, 'Limit of samples of a scrape; a scrape that exceeds it fails.'),
  scrapeClass: optional(NonEmptyString, 'Scrape class of the Prometheus to apply; its default class if unset.'),
  scrapeClassicHistograms: optional(
    Type.Boolean(),
    'Whether classic histograms are scraped beside native ones. ' +
      `${prometheusSince('scrape.scrape_classic_histograms')}.`,
  ),
  scrapeNativeHistograms: optional(
    Type.Boolean(),
    `Whether native histograms are scraped. ${prometheusSince('scrape.scrape_native_histograms')}.`,
  ),
  targetLimit: optional(
    Limit,
    `Limit of targets. Above it, all of them fail. ${prometheusSince('scrape.target_limit')}.`,
  ),
};

/** Fields of the endpoints of both ServiceMonitor and PodMonitor. */
export const endpointFields = {
  ...proxyConfig,
  authorization: optional(SafeAuthorization, 'Authorization header; excludes the other ways to authenticate.'),
  basicAuth: optional(BasicAuth, 'Basic authentication; excludes the other ways to authenticate.'),
  bearerTokenSecret: optional(
    SecretKeySelector,
    'Deprecated, use authorization: key of the Secret with a bearer token.',
  ),
  enableHttp2: optional(Type.Boolean(), `Whether HTTP/2 may be used. ${prometheusSince('http.enable_http2')}.`),
  followRedirects: optional(
    Type.Boolean(),
    `Whether HTTP redirects are followed. ${prometheusSince('http.follow_redirects')}.`,
  ),
  honorLabels: optional(
    Type.Boolean(),
    'True keeps labels of the target that collide with those of discovery, instead of renaming them.',
  ),
  honorTimestamps: optional(
    Type.Boolean(),
    `Whether timestamps of the target are kept. ${prometheusSince('scrape.honor_timestamps')}.`,
  ),
  interval: optional(Duration, 'Time between scrapes; that of the Prometheus if unset.'),
  metricRelabelings: optional(Type.Array(RelabelConfig), 'Relabeling of the samples before they are stored.'),
  oauth2: optional(
    OAuth2,
    `OAuth 2 client credentials; excludes the other ways to authenticate. ${prometheusSince('http.oauth2')}.`,
  ),
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
    'Whether a series with its own timestamps becomes stale when it disappears. ' +
      `${prometheusSince('scrape.track_timestamps_staleness')}.`,
  ),
};
