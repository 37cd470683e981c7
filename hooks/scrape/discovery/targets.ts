// Discovery by lists: static, files, HTTP, DNS.
import type { DNSSDConfig, FileSDConfig, HTTPSDConfig, StaticConfig } from '../../api/discovery/targets.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { row } from '../../core/row.ts';
import { nonEmpty, nonEmptyList, type Section, section } from '../../core/section.ts';
import { parseUrl } from '../../core/url.ts';
import { mergeResults, type Resolved } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import { type Key, knows } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import { isLabelName } from '../job/relabel.ts';
import { client, resolveClient } from './client.ts';

export const checkStatic = (
  sd: StaticConfig,
  _resolver: SecretResolver,
  { version }: JobContext,
  path: string,
): Issue[] =>
  Object.keys(sd.labels ?? {})
    .filter((name) => !isLabelName(name, version))
    .map((name) => issue('InvalidLabelName', `${path}.labels`, `${quoted(name)} is not a label name`));

export const staticTargets = (sd: StaticConfig): Section => ({ targets: sd.targets, labels: sd.labels ?? {} });

export const files = (sd: FileSDConfig): Section =>
  section({ files: sd.files, refresh_interval: nonEmpty(sd.refreshInterval) });

export function resolveHttp(sd: HTTPSDConfig, resolver: SecretResolver, _context: JobContext, path: string): Resolved {
  const url = parseUrl(sd.url);
  const wrong = 'problem' in url ? [issue('InvalidURL', `${path}.url`, `the URL ${url.problem}`)] : [];
  return mergeResults([wrong, resolveClient(sd, resolver, path)]);
}

export const http = (sd: HTTPSDConfig, subject: Subject, context: JobContext): Section =>
  section({ ...client(sd, subject, context), url: sd.url, refresh_interval: nonEmpty(sd.refreshInterval) });

export const checkDns = (sd: DNSSDConfig, _resolver: SecretResolver, { options }: JobContext, path: string): Issue[] =>
  sd.type && sd.type !== 'SRV' && (options.parity ? sd.port === undefined : !sd.port)
    ? [issue('InvalidConfiguration', `${path}.port`, `is required for records of type ${sd.type}`)]
    : [];

const TYPES: Readonly<Record<string, Key>> = { MX: 'sd.dns.MX', NS: 'sd.dns.NS' };

export function dns(sd: DNSSDConfig, _subject: Subject, { version }: JobContext): Section {
  const needs = row(TYPES, sd.type);
  return section({
    names: nonEmptyList(sd.names),
    refresh_interval: nonEmpty(sd.refreshInterval),
    type: needs && !knows(version, needs) ? undefined : nonEmpty(sd.type),
    port: sd.port,
  });
}
