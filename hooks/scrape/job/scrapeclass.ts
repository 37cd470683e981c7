// Scrape classes: named defaults of a Prometheus. One of them can be the default of objects without a class.
import type { Authorization } from '../../api/shared/auth.ts';
import type { ScrapeClass } from '../../api/shared/scrapeclass.ts';
import type { SafeTLSConfig, TLSConfig } from '../../api/shared/tls.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { table } from '../../core/lists.ts';
import { quoted } from '../../core/message.ts';
import type { JobSpec } from './context.ts';

const byName = table<ScrapeClass>((item) => item.name);
const byDefault = table<ScrapeClass>((item) => String(Boolean(item.default)));

/** The class of an object: the named one, otherwise the default class, otherwise `undefined`. */
export const scrapeClassOf = (name: string | undefined, spec: JobSpec): ScrapeClass | undefined =>
  name ? byName(spec.scrapeClasses ?? [], name) : byDefault(spec.scrapeClasses ?? [], 'true');

/** A `ScrapeClassMissing` issue for a class that the Prometheus does not have. */
export const checkScrapeClass = (name: string | undefined, spec: JobSpec, path: string): Issue[] =>
  name && !scrapeClassOf(name, spec)
    ? [issue('ScrapeClassMissing', path, `${quoted(name)} is not one of the scrapeClasses of the Prometheus`)]
    : [];

/** The TLS settings of the object, completed with the files of the class. */
export function withClassTls(own: TLSConfig | undefined, from: ScrapeClass | undefined): TLSConfig | undefined {
  const theirs = from?.tlsConfig;
  if (!own || !theirs) return own ?? theirs;
  const needs = (reference: { secret?: unknown; configMap?: unknown } | undefined, file: string | undefined) =>
    !file && !reference?.secret && !reference?.configMap;
  return {
    ...own,
    ...(needs(own.ca, own.caFile) && theirs.caFile ? { caFile: theirs.caFile } : {}),
    ...(needs(own.cert, own.certFile) && theirs.certFile ? { certFile: theirs.certFile } : {}),
    ...(!own.keySecret && !own.keyFile && theirs.keyFile ? { keyFile: theirs.keyFile } : {}),
  };
}

/** `withClassTls` for objects without file fields. An empty block counts as missing. */
export const withClassSafeTls = (
  own: SafeTLSConfig | undefined,
  from: ScrapeClass | undefined,
): TLSConfig | undefined => (own && Object.keys(own).length > 0 ? withClassTls(own, from) : from?.tlsConfig);

interface OwnCredentials {
  readonly authorization?: Authorization | undefined;
  readonly basicAuth?: unknown;
  readonly oauth2?: unknown;
  readonly bearerTokenSecret?: { readonly name?: string; readonly key: string } | undefined;
  readonly bearerTokenFile?: string | undefined;
}

/**
 * The authorization of an object. If it has other credentials, that of the class is not used, because Prometheus
 * rejects a configuration with two. The Go operator writes both, and so does parity.
 */
export function classAuthorization(
  own: OwnCredentials,
  from: ScrapeClass | undefined,
  parity: boolean,
): Authorization | undefined {
  const others = own.basicAuth || own.oauth2 || own.bearerTokenSecret?.name || own.bearerTokenFile;
  return others && !parity ? own.authorization : withClassAuthorization(own.authorization, from);
}

/**
 * The authorization of the object, or that of the class. An empty block counts as missing. Missing credentials are
 * those of the class.
 */
export function withClassAuthorization(
  own: Authorization | undefined,
  from: ScrapeClass | undefined,
): Authorization | undefined {
  const theirs = from?.authorization;
  if (!own || Object.keys(own).length === 0) return theirs;
  if (!theirs || own.credentials) return own;
  const { credentials, credentialsFile } = theirs;
  if (credentials) return { ...own, credentials };
  return credentialsFile ? { ...own, credentialsFile } : own;
}
