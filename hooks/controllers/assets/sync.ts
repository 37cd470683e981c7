// The decorator hooks of configuration objects: the asset Secret of an object with references, and its bindings.
import type {
  CustomizeRequest,
  CustomizeResponse,
  DecoratorRequest,
  DecoratorResponse,
  RelatedRule,
} from '../../core/hook.ts';
import { listers } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { namedRule } from '../../core/namedrule.ts';
import type { Options } from '../../core/options.ts';
import { boundedStatus } from '../../core/status.ts';
import { ASSET_KINDS, type AssetKind, assetSecret } from '../../references/assetsecret.ts';
import { listReferences } from '../../references/references.ts';
import { type Binding, bindings, reportedBindings } from './bindings.ts';
import { mayHaveReports, reportRules, reportsOf } from './reports.ts';

const isAssetKind = (kind: string): kind is AssetKind => Object.hasOwn(ASSET_KINDS, kind);

const hasBindings = (kind: string, options: Options): boolean =>
  options.gates.StatusForConfigurationResources && kind !== 'AlertmanagerConfig';

/** Related objects of bindings: workloads that may select the object, and namespaces with their labels. */
const bindingRules = (kind: string): RelatedRule[] => [
  { apiVersion: 'v1', resource: 'namespaces' },
  { apiVersion: 'monitoring.coreos.com/v1', resource: 'prometheuses' },
  ...(kind === 'PrometheusRule' ? [{ apiVersion: 'monitoring.coreos.com/v1', resource: 'thanosrulers' }] : []),
];

/** The customize hook: the Secrets and ConfigMaps that the object refers to. */
export function customizeAssets(request: CustomizeRequest, options: Options): CustomizeResponse {
  const { parent } = request;
  const namespace = parent.metadata.namespace ?? '';
  const references = isAssetKind(parent.kind) ? listReferences(parent) : [];
  const names = (kind: string) => references.filter((reference) => reference.kind === kind).map(({ name }) => name);
  return {
    relatedResources: [
      ...namedRule('v1', 'secrets', namespace, names('Secret')),
      ...namedRule('v1', 'configmaps', namespace, names('ConfigMap')),
      ...(hasBindings(parent.kind, options) ? bindingRules(parent.kind) : []),
      ...(mayHaveReports(parent.kind, options) ? reportRules(parent, options) : []),
    ],
  };
}

/** The bindings by the objects of the cluster, or by reports alone; `undefined` without both features. */
function bindingsOf(
  object: KubernetesObject,
  request: DecoratorRequest,
  now: Date,
  options: Options,
): readonly Binding[] | undefined {
  const related = listers(request.related);
  const reports = reportsOf(object, related.configMaps, options);
  if (hasBindings(object.kind, options)) return bindings(object, { related, reports, now }, options);
  return mayHaveReports(object.kind, options) ? reportedBindings(object, reports, now) : undefined;
}

function decoratorStatus(
  object: KubernetesObject,
  request: DecoratorRequest,
  now: Date,
  options: Options,
): Readonly<Record<string, unknown>> | null {
  const found = bindingsOf(object, request, now, options);
  if (!found) return null;
  const before = object['status'] as Readonly<Record<string, unknown>> | undefined;
  if (found.length === 0 && !before?.['bindings']) return null;
  const { bindings: _before, ...rest } = before ?? {};
  return found.length > 0 ? boundedStatus({ ...rest, bindings: found }) : rest;
}

/** The sync hook: the asset Secret as the only attachment, and the status with bindings if that feature is on. */
export function syncAssets(request: DecoratorRequest, _facts: unknown, now: Date, options: Options): DecoratorResponse {
  const { object, related } = request;
  const namespace = object.metadata.namespace ?? '';
  const secret = isAssetKind(object.kind)
    ? assetSecret(object.kind, object, (kind, name) => related[`${kind}.v1`]?.[`${namespace}/${name}`], options)
    : undefined;
  return { status: decoratorStatus(object, request, now, options), attachments: secret ? [secret] : [] };
}
