// Scrape classes: named defaults for scrapes.

import { type Static, Type } from '@sinclair/typebox';
import { Authorization } from './auth.ts';
import { ScrapeProtocol } from './enums.ts';
import { RelabelConfig } from './relabeling.ts';
import { NonEmptyString } from './scalars.ts';
import { optional } from './schema.ts';
import { TLSConfig } from './tls.ts';

export const AttachMetadata = Type.Object({
  node: optional(Type.Boolean()),
});
export type AttachMetadata = Static<typeof AttachMetadata>;

export const ScrapeClass = Type.Object({
  attachMetadata: optional(AttachMetadata),
  authorization: optional(Authorization),
  default: optional(Type.Boolean()),
  fallbackScrapeProtocol: optional(ScrapeProtocol),
  metricRelabelings: optional(Type.Array(RelabelConfig)),
  name: NonEmptyString,
  relabelings: optional(Type.Array(RelabelConfig)),
  tlsConfig: optional(TLSConfig),
});
export type ScrapeClass = Static<typeof ScrapeClass>;
