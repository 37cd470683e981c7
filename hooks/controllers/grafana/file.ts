// A provisioning file of Grafana (grafana.com: provision Grafana, data sources): first deleted, then present data
// sources.
import { type Section, section } from '../../core/section.ts';
import { dumpYaml, isRecord } from '../../core/yaml.ts';
import type { Datasource } from './datasource.ts';
import type { State } from './state.ts';

/** Grafana replaces `$NAME` in values by environment variables. `$$` is one dollar. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escaped);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escaped(member)]));
}

/** The fields of the data source, without organization and UID. */
export const fields = (
  { identity, type, url, isDefault, credentials, jsonData }: Datasource,
  secure: Section | undefined,
): Section =>
  section({
    name: identity.name,
    type,
    access: 'proxy',
    url,
    basicAuth: credentials?.basicAuthUser === undefined ? undefined : true,
    basicAuthUser: credentials?.basicAuthUser,
    isDefault,
    jsonData,
    secureJsonData: secure && Object.keys(secure).length > 0 ? secure : undefined,
    editable: false,
  });

/**
 * The text of the file. Without a data source, it only deletes. `prune` is not set, because it would delete data
 * sources of others.
 */
export function provisioningFile(datasource: Datasource | undefined, { removed }: State): string {
  const list = datasource
    ? [{ ...datasource.org, uid: datasource.identity.uid, ...fields(datasource, datasource.credentials?.secure) }]
    : [];
  return dumpYaml(
    escaped(
      section({
        apiVersion: 1,
        deleteDatasources: removed.length > 0 ? removed.map(({ name, org }) => ({ name, ...org })) : undefined,
        datasources: list,
      }),
    ),
  );
}
