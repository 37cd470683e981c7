// Scrape classes: named defaults for scrapes.

import { type Static, Type } from '@sinclair/typebox';
import { Authorization } from './auth.ts';
import { ScrapeProtocol } from './enums.ts';
import { RelabelConfig } from './relabeling.ts';
import { NonEmptyString } from './scalars.ts';
import { optional, required } from './schema.ts';
import { prometheusSince } from './since.ts';
import { TLSConfig } from './tls.ts';

export const AttachMetadata = Type.Object({
  node: optional(
    Type.Boolean(),
    'True attaches the labels and annotations of the node, which needs the permission to list and watch nodes.',
  ),
});
export type AttachMetadata = Static<typeof AttachMetadata>;

export const ScrapeClass = Type.Object({
  attachMetadata: optional(AttachMetadata, 'Whether node metadata is attached, for objects that do not set it.'),
  authorization: optional(Authorization, 'Authorization header for scrapes without one.'),
  default: optional(Type.Boolean(), 'True makes this the class of all objects that name none; one class only.'),
  fallbackScrapeProtocol: optional(
    ScrapeProtocol,
    'Protocol for targets that send no usable Content-Type, unless the object names one. ' +
      `${prometheusSince('scrape.fallback_scrape_protocol')}.`,
  ),
  metricRelabelings: optional(Type.Array(RelabelConfig), 'Relabeling of samples, before that of the object.'),
  name: required(NonEmptyString, 'Name that objects refer to.'),
  relabelings: optional(Type.Array(RelabelConfig), 'Relabeling of targets, before that of the object.'),
  tlsConfig: optional(TLSConfig, 'TLS for scrapes without their own. Otherwise only missing files are filled in.'),
});
export type ScrapeClass = Static<typeof ScrapeClass>;
