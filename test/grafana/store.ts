// The data sources of a Grafana that is none: how they are told apart, and what provisioning files do to them
// (grafana.com: provision Grafana, data sources; what users met in grafana/grafana#110740, #75265 and
// helm-charts#2251). Real Grafana cannot be installed where these tests run.
import { load } from 'js-yaml';
import { isRecord } from '../../hooks/core/yaml.ts';

export interface Source {
  readonly id: number;
  readonly uid: string;
  readonly orgId: number;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly isDefault: boolean;
  readonly readOnly: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  /** Encrypted there: never answered. */
  readonly secureJsonData: Readonly<Record<string, string>>;
  readonly basicAuth: boolean;
  readonly basicAuthUser: string;
}

/** Fields as a file or a request gives them. */
export type Given = Partial<Omit<Source, 'id'>> & { readonly orgName?: string; readonly editable?: boolean };

export class ProvisioningError extends Error {}

export interface Store {
  all(orgId?: number): readonly Source[];
  find(orgId: number, by: 'uid' | 'name', value: string): Source | undefined;
  /** Adds or replaces; a new default takes the place of the old one. */
  put(given: Given, before?: Source): Source;
  remove(source: Source): void;
  /** Reads all files again, by name. Throws `ProvisioningError` with the message of Grafana's log. */
  provision(files: ReadonlyMap<string, string>, environment?: Readonly<Record<string, string>>): void;
}

/** Values with their variables filled in: `$NAME` and `${NAME}`, `$$` is a dollar. */
function expanded(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return value.replace(/\$\$|\$\{(\w+)\}|\$(\w+)/g, (text, braced, bare) =>
      text === '$$' ? '$' : (environment[braced ?? bare] ?? ''),
    );
  if (Array.isArray(value)) return value.map((item) => expanded(item, environment));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expanded(member, environment)]));
}

interface File {
  readonly deleteDatasources?: readonly Given[];
  readonly datasources?: readonly Given[];
}

/** A Grafana with the organization 1, and others by name. */
export function store(organizations: Readonly<Record<string, number>> = {}): Store {
  const sources = new Map<number, Source>();
  let ids = 0;

  const orgOf = ({ orgId, orgName }: Given): number => {
    const id = orgName === undefined ? (orgId ?? 1) : organizations[orgName];
    if (id === undefined) throw new ProvisioningError('Datasource provisioning error: organization not found');
    return id;
  };
  const all = (orgId?: number) =>
    [...sources.values()].filter((source) => orgId === undefined || source.orgId === orgId);
  const find = (orgId: number, by: 'uid' | 'name', value: string) => all(orgId).find((source) => source[by] === value);

  const put = (given: Given, before?: Source): Source => {
    const orgId = orgOf(given);
    const id = before?.id ?? ++ids;
    const source: Source = {
      id,
      uid: given.uid ?? before?.uid ?? `generated${id}`,
      orgId,
      name: given.name ?? '',
      type: given.type ?? '',
      url: given.url ?? '',
      isDefault: given.isDefault ?? false,
      readOnly: given.editable === false,
      jsonData: given.jsonData ?? {},
      secureJsonData: given.secureJsonData ?? {},
      basicAuth: given.basicAuth ?? false,
      basicAuthUser: given.basicAuthUser ?? '',
    };
    if (source.isDefault) for (const other of all(orgId)) sources.set(other.id, { ...other, isDefault: false });
    sources.set(id, source);
    return source;
  };

  const provisionOne = (given: Given): void => {
    const orgId = orgOf(given);
    const before = find(orgId, 'name', given.name ?? '');
    // Grafana looks for the one it has found by name once more, with the uid of the file.
    if (before && given.uid !== undefined && given.uid !== before.uid)
      throw new ProvisioningError('Datasource provisioning error: data source not found');
    if (!before && given.uid !== undefined && find(orgId, 'uid', given.uid))
      throw new ProvisioningError('Datasource provisioning error: data source with the same uid already exists');
    put(given, before);
  };

  const provision: Store['provision'] = (texts, environment = {}) => {
    const names = [...texts.keys()].filter((name) => /\.ya?ml$/.test(name)).sort();
    const files = names.map((name) => expanded(load(texts.get(name) ?? ''), environment) as File);
    const defaults = files.flatMap(({ datasources = [] }) =>
      datasources.filter(({ isDefault }) => isDefault).map(orgOf),
    );
    if (new Set(defaults).size < defaults.length)
      throw new ProvisioningError(
        'Datasource provisioning error: datasource.yaml config is invalid. ' +
          'Only one datasource per organization can be marked as default',
      );
    for (const { deleteDatasources = [], datasources = [] } of files) {
      for (const gone of deleteDatasources) {
        const found = find(orgOf(gone), 'name', gone.name ?? '');
        if (found) sources.delete(found.id);
      }
      datasources.forEach(provisionOne);
    }
  };

  return { all, find, put, remove: ({ id }) => void sources.delete(id), provision };
}
