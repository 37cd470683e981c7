// Discovery of registries: Consul, Eureka, Kuma, Nomad, PuppetDB.

import type {
  ConsulSDConfig,
  EurekaSDConfig,
  KumaSDConfig,
  NomadSDConfig,
  PuppetDBSDConfig,
} from '../../api/discovery/registries.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../core/section.ts';
import { parseUrl } from '../../core/url.ts';
import { type Resolved, resolveInOrder, secretValue } from '../../references/assets.ts';
import { resolveSecret, type SecretResolver } from '../../references/resolver.ts';
import { type Key, knows, since } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import { client, resolveClient } from './client.ts';

/** A `VersionTooOld` issue if the field is set and this release does not have it. */
export const checkSince = (set: unknown, key: Key, { version }: JobContext, path: string): Issue[] =>
  set !== undefined && !knows(version, key) ? [issue('VersionTooOld', path, `needs Prometheus ${since(key)}`)] : [];

export const resolveConsul = (
  sd: ConsulSDConfig,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () => checkSince(sd.pathPrefix, 'sd.consul.path_prefix', context, `${path}.pathPrefix`),
    () => checkSince(sd.namespace, 'sd.consul.namespace', context, `${path}.namespace`),
    () => checkSince(sd.filter, 'sd.consul.filter', context, `${path}.filter`),
    () => checkSince(sd.healthFilter, 'sd.consul.health_filter', context, `${path}.healthFilter`),
    () => resolveClient(sd, resolver, path),
    () => resolveSecret(resolver, sd.tokenRef, `${path}.tokenRef`),
  ]);

export const consul = (sd: ConsulSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    server: sd.server,
    path_prefix: nonEmpty(sd.pathPrefix),
    token: secretValue(subject.assets, subject.namespace, sd.tokenRef),
    datacenter: nonEmpty(sd.datacenter),
    namespace: nonEmpty(sd.namespace),
    partition: nonEmpty(sd.partition),
    scheme: nonEmpty(sd.scheme?.toLowerCase()),
    services: nonEmptyList(sd.services),
    tags: nonEmptyList(sd.tags),
    tag_separator: nonEmpty(sd.tagSeparator),
    node_meta: sd.nodeMeta && Object.keys(sd.nodeMeta).length > 0 ? sd.nodeMeta : undefined,
    filter: nonEmpty(sd.filter),
    health_filter: nonEmpty(sd.healthFilter),
    allow_stale: sd.allowStale,
    refresh_interval: nonEmpty(sd.refreshInterval),
  });

export const resolveEureka = (
  sd: EurekaSDConfig,
  resolver: SecretResolver,
  { options }: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () => (options.parity ? [] : checkServer(sd.server, `${path}.server`)),
    () => resolveClient(sd, resolver, path),
  ]);

export const eureka = (sd: EurekaSDConfig, subject: Subject, context: JobContext): Section =>
  section({ ...client(sd, subject, context), server: sd.server, refresh_interval: nonEmpty(sd.refreshInterval) });

/** An `InvalidURL` issue unless the address is a URL with scheme and host. */
function checkServer(server: string, path: string): Issue[] {
  const parsed = parseUrl(server);
  if ('problem' in parsed) return [issue('InvalidURL', path, `the URL ${parsed.problem}`)];
  return parsed.url.scheme && parsed.url.host ? [] : [issue('InvalidURL', path, 'the URL needs a scheme and a host')];
}

export const resolveKuma = (sd: KumaSDConfig, resolver: SecretResolver, context: JobContext, path: string): Resolved =>
  resolveInOrder(resolver.parity, [
    () => checkSince(sd.clientID, 'sd.kuma.client_id', context, `${path}.clientID`),
    () => checkServer(sd.server, `${path}.server`),
    () => resolveClient(sd, resolver, path),
  ]);

export const kuma = (sd: KumaSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    server: sd.server,
    refresh_interval: nonEmpty(sd.refreshInterval),
    fetch_timeout: nonEmpty(sd.fetchTimeout),
    client_id: nonEmpty(sd.clientID),
  });

export const resolveNomad = (
  sd: NomadSDConfig,
  resolver: SecretResolver,
  _context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () => checkServer(sd.server, `${path}.server`),
    () => resolveClient(sd, resolver, path),
  ]);

export const nomad = (sd: NomadSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    allow_stale: sd.allowStale,
    namespace: nonEmpty(sd.namespace),
    refresh_interval: nonEmpty(sd.refreshInterval),
    region: nonEmpty(sd.region),
    server: sd.server,
    tag_separator: nonEmpty(sd.tagSeparator),
    ...client(sd, subject, context),
  });

function checkHttpServer(server: string, path: string): Issue[] {
  const wrong = checkServer(server, path);
  return wrong.length > 0 || /^https?:/i.test(server)
    ? wrong
    : [issue('InvalidURL', path, 'the URL must be http or https')];
}

export const resolvePuppetDb = (
  sd: PuppetDBSDConfig,
  resolver: SecretResolver,
  _context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () => checkHttpServer(sd.url, `${path}.url`),
    () => resolveClient(sd, resolver, path),
  ]);

export const puppetDb = (sd: PuppetDBSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    url: sd.url,
    query: sd.query,
    include_parameters: sd.includeParameters,
    refresh_interval: nonEmpty(sd.refreshInterval),
    port: sd.port,
  });
