// A provisioning file of Grafana (grafana.com: provision Grafana, data sources): first what has to go, then what is
// there.
import { type Section, section } from '../../core/section.ts';
import { dumpYaml, isRecord } from '../../core/yaml.ts';
import type { Datasource } from './datasource.ts';
import type { State } from './state.ts';

/** Grafana replaces `$NAME` in every value by a variable of its environment; two dollars are one. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escaped);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escaped(member)]));
}

/** The data source in Grafana's words, but for its organization and its uid. */
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
 * The file's text. Without a data source it only takes away. `prune` is never set: it would take away what is not ours.
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
