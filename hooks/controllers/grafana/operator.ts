// Data sources for grafana-operator: a GrafanaDatasource each, and a Secret if it needs credentials. The operator
// deletes a data source together with its object, so there are no tombstones.
import type { DecoratorResponse, KindMap } from '../../core/hook.ts';
import { describe, issue } from '../../core/issue.ts';
import type { KubernetesObject, Secret } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { section } from '../../core/section.ts';
import { isRecord } from '../../core/yaml.ts';
import { annotation, type Grafana, ORG } from '../../grafana/labels.ts';
import { attachmentMeta, kept, ownerOf } from './attachment.ts';
import type { Datasource } from './datasource.ts';
import { fields } from './file.ts';

const API = 'grafana.integreatly.org/v1beta1';
const KIND = `GrafanaDatasource.${API}`;

/** JSON with sorted keys, for comparison. Lists keep their order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    isRecord(member) ? Object.fromEntries(Object.entries(member).sort()) : member,
  );

const FIRST_ONLY = issue(
  'InvalidConfiguration',
  annotation(ORG),
  'a GrafanaDatasource is always in the first organization',
);

const orgIssues = ({ object }: Datasource): string[] =>
  object.metadata.annotations?.[ORG] ? [describe(object.kind, object, FIRST_ONLY)] : [];

const meta = (datasource: Datasource, { namespace }: Grafana, options: Options) => {
  const { object, identity, issues } = datasource;
  return attachmentMeta(
    {
      name: identity.object,
      namespace,
      of: ownerOf(object),
      issues: [...issues, ...orgIssues(datasource)],
      labels: {},
      annotations: {},
    },
    options,
  );
};

/**
 * The Secret with credentials for grafana-operator, in the namespace of the GrafanaDatasource. The keys are names of
 * Grafana.
 */
function secretOf(datasource: Datasource, grafana: Grafana, options: Options): Secret[] {
  const secure = Object.entries(datasource.credentials?.secure ?? {});
  if (secure.length === 0) return [];
  const data = Object.fromEntries(secure.map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  return [{ apiVersion: 'v1', kind: 'Secret', metadata: meta(datasource, grafana, options), data, type: 'Opaque' }];
}

function grafanaDatasource(datasource: Datasource, grafana: Grafana, options: Options): KubernetesObject {
  const keys = Object.keys(datasource.credentials?.secure ?? {});
  const placeholders = Object.fromEntries(keys.map((key) => [key, `\${${key}}`]));
  const from = (key: string) => ({
    targetPath: `secureJsonData.${key}`,
    valueFrom: { secretKeyRef: { name: datasource.identity.object, key } },
  });
  return {
    apiVersion: API,
    kind: 'GrafanaDatasource',
    metadata: meta(datasource, grafana, options),
    spec: section({
      uid: datasource.identity.uid,
      instanceSelector: grafana.instances,
      valuesFrom: keys.length > 0 ? keys.map(from) : undefined,
      datasource: fields(datasource, placeholders),
    }),
  };
}

/**
 * `instanceSelector` is immutable. After a change, the object is omitted once, and the next sync creates it again.
 */
const isForOthers = (before: KubernetesObject | undefined, after: KubernetesObject): boolean => {
  const selector = (object: KubernetesObject) =>
    canonical((object['spec'] as { readonly instanceSelector?: unknown }).instanceSelector);
  return before !== undefined && selector(before) !== selector(after);
};

function attachments(
  datasource: Datasource,
  grafana: Grafana,
  observed: KindMap,
  options: Options,
): KubernetesObject[] {
  const key = `${grafana.namespace}/${datasource.identity.object}`;
  const [before, secret] = [observed[KIND]?.[key], observed['Secret.v1']?.[key]];
  if (!datasource.credentials && before && secret)
    return [before, secret].map((object) => kept(object, datasource.issues));
  const after = grafanaDatasource(datasource, grafana, options);
  return isForOthers(before, after) ? [] : [...secretOf(datasource, grafana, options), after];
}

/** The response for a Grafana of grafana-operator. `observed`: the existing attachments. */
export const operator = (
  grafana: Grafana,
  wanted: readonly Datasource[],
  observed: KindMap,
  options: Options,
): DecoratorResponse => ({
  status: null,
  attachments: wanted.flatMap((datasource) => attachments(datasource, grafana, observed, options)),
});
