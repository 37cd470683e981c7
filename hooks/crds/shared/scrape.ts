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
  convertClassicHistogramsToNHCB: optional(Type.Boolean()),
  fallbackScrapeProtocol: optional(ScrapeProtocol),
  keepDroppedTargets: optional(Limit),
  labelLimit: optional(Limit),
  labelNameLengthLimit: optional(Limit),
  labelValueLengthLimit: optional(Limit),
  nativeHistogramBucketLimit: optional(Limit),
  nativeHistogramMinBucketFactor: optional(Quantity),
  sampleLimit: optional(Limit),
  scrapeClass: optional(NonEmptyString),
  scrapeClassicHistograms: optional(Type.Boolean()),
  scrapeNativeHistograms: optional(Type.Boolean()),
  targetLimit: optional(Limit),
};

/** What the endpoints of ServiceMonitor and PodMonitor have in common. */
export const endpointFields = {
  ...proxyConfig,
  authorization: optional(SafeAuthorization),
  basicAuth: optional(BasicAuth),
  bearerTokenSecret: optional(SecretKeySelector),
  enableHttp2: optional(Type.Boolean()),
  followRedirects: optional(Type.Boolean()),
  honorLabels: optional(Type.Boolean()),
  honorTimestamps: optional(Type.Boolean()),
  interval: optional(Duration),
  metricRelabelings: optional(Type.Array(RelabelConfig)),
  oauth2: optional(OAuth2),
  params: optional(StringListMap),
  path: optional(Type.String()),
  relabelings: optional(Type.Array(RelabelConfig)),
  scheme: optional(Scheme),
  scrapeTimeout: optional(Duration),
  trackTimestampsStaleness: optional(Type.Boolean()),
};
