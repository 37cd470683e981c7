// Scrape classes: named defaults of a Prometheus that scrape objects may pick, one of them for all that pick none.
import type { Authorization } from '../../api/shared/auth.ts';
import type { ScrapeClass } from '../../api/shared/scrapeclass.ts';
import type { SafeTLSConfig, TLSConfig } from '../../api/shared/tls.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { table } from '../../core/lists.ts';
import { quoted } from '../../core/message.ts';
import type { CommonSpec } from './context.ts';

const byName = table<ScrapeClass>((item) => item.name);
const byDefault = table<ScrapeClass>((item) => String(Boolean(item.default)));

/** The class an object uses: the one it names, else the default one, else none. */
export const scrapeClassOf = (name: string | undefined, spec: CommonSpec): ScrapeClass | undefined =>
  name ? byName(spec.scrapeClasses ?? [], name) : byDefault(spec.scrapeClasses ?? [], 'true');

/** A `ScrapeClassMissing` issue where the object names a class that the Prometheus lacks. */
export const checkScrapeClass = (name: string | undefined, spec: CommonSpec, path: string): Issue[] =>
  name && !scrapeClassOf(name, spec)
    ? [issue('ScrapeClassMissing', path, `${quoted(name)} is not one of the scrapeClasses of the Prometheus`)]
    : [];

/** The object's TLS settings, completed with the files of the class. */
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

/** The same for objects that may not name files: an empty block counts as none. */
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
 * The authorization of an object that may have other credentials: with those nothing of the class, as Prometheus
 * refuses the whole file for a job with two. The Go operator writes both; parity does too.
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
 * The object's authorization, or that of the class; an empty block counts as none, and credentials that are missing
 * come from the class.
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
