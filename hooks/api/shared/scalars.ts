// Strings, numbers and maps with a pattern or a bound. The API server compiles the patterns (RE2), JavaScript does not.

import { type Static, Type } from '@sinclair/typebox';
import { int32, int64 } from './schema.ts';

/** A string of at least one character. */
export const NonEmptyString = Type.String({ minLength: 1 });
export type NonEmptyString = Static<typeof NonEmptyString>;

export const StringMap = Type.Record(Type.String(), Type.String());
export type StringMap = Static<typeof StringMap>;

/** URL of a proxy. */
export const ProxyURL = Type.String({ pattern: '^(http|https|socks5)://.+$' });
export type ProxyURL = Static<typeof ProxyURL>;

/** A count of 0 or more. 0 means no limit, unless the field documents another meaning. */
export const Limit = int64({ minimum: 0 });
export type Limit = Static<typeof Limit>;

export const IntOrString = Type.Union([Type.Integer(), Type.String()], { 'x-kubernetes-int-or-string': true });
export type IntOrString = Static<typeof IntOrString>;

/** A Prometheus duration: 30s, 1h30m, 2w, 0 or the empty string. */
export const Duration = Type.String({
  pattern: '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
});
export type Duration = Static<typeof Duration>;

/** A Kubernetes quantity: 500m, 2Gi, 1e3. */
export const Quantity = Type.Union([Type.Integer(), Type.String()], {
  'x-kubernetes-int-or-string': true,
  pattern:
    '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))' +
    '(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
});
export type Quantity = Static<typeof Quantity>;

/** Quantities by resource name. */
export const QuantityMap = Type.Record(Type.String(), Quantity);
export type QuantityMap = Static<typeof QuantityMap>;

/** An absolute HTTP or HTTPS URL. */
export const EndpointURL = Type.String({ pattern: '^(http|https)://.+$' });
export type EndpointURL = Static<typeof EndpointURL>;

/** A time in RFC 3339. */
export const Timestamp = Type.String({ format: 'date-time' });
export type Timestamp = Static<typeof Timestamp>;

/** A size in bytes with its unit: 512MB, 1.5GiB. */
export const ByteSize = Type.String({ pattern: '(^0|([0-9]*[.])?[0-9]+((K|M|G|T|E|P)i?)?B)$' });
export type ByteSize = Static<typeof ByteSize>;

/** A duration of hours, minutes, seconds and milliseconds only. */
export const GoDuration = Type.String({ pattern: '^(0|(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$' });
export type GoDuration = Static<typeof GoDuration>;

export const StringListMap = Type.Record(Type.String(), Type.Array(Type.String()));
export type StringListMap = Static<typeof StringListMap>;

/** A Prometheus duration that is not empty. */
export const NonEmptyDuration = Type.String({
  pattern: '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
  minLength: 1,
});
export type NonEmptyDuration = Static<typeof NonEmptyDuration>;

/** A TCP port. */
export const PortNumber = int32({ minimum: 0, maximum: 65535 });
export type PortNumber = Static<typeof PortNumber>;

/** An absolute HTTP or HTTPS URL, as the receivers and discoveries spell the pattern. */
export const HTTPURL = Type.String({ pattern: '^https?://.+$' });
export type HTTPURL = Static<typeof HTTPURL>;
