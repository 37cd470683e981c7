// The Thanos tier of a sharded Prometheus: Thanos Query over the sidecars of all shards, and a Thanos Ruler that
// evaluates the rules over it. The shards evaluate no rules.
import type { Prometheus } from '../../api/prometheus.ts';
import type { NewCondition } from '../../core/conditions.ts';
import type { Listers } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { dumpPlainYaml } from '../../core/plainyaml.ts';
import { nonEmpty, section } from '../../core/section.ts';
import type { RuleMaps } from '../../rules/configmaps.ts';
import type { Assignment } from '../../scrape/job/assignment.ts';
import { textSecret } from '../../workload/secrets.ts';
import { availability, availableReplicas } from '../../workload/status.ts';
import { webConfig } from '../../workload/webconfig.ts';
import type { Additional } from '../config/file.ts';
import { place } from '../server/placement.ts';
import { routePrefix } from '../server/pod.ts';
import { queryName, rulerName } from '../sharding/tier.ts';
import { rulerArgs } from '../thanosruler/args.ts';
import { remoteWriteFile } from '../thanosruler/remotewrite.ts';
import { rulerStatefulSet } from '../thanosruler/statefulset.ts';
import { alertmanagerCopies, rulerAlertmanagers } from './alertmanagers.ts';
import type { BudgetView } from './budgets.ts';
import { thanosDeployment } from './deployment.ts';
import { distributedChildren, queryContainers } from './distributed.ts';
import { ENDPOINTS, endpointsMap, thanosEndpoints } from './endpoints.ts';
import { type RulerFiles, type RulerInput, thanosRuler } from './ruler.ts';
import { queryPodsName, thanosLabels, thanosServices } from './services.ts';

/** What the Thanos tier depends on. */
export interface ThanosInput extends RulerInput {
  /** The existing workloads. */
  readonly observed: Pick<Listers, 'statefulSets' | 'deployments' | 'configMaps'>;
  /** Services of the namespace. */
  readonly services: Listers['services'];
  readonly additional: Additional;
  /** Numbers of the shards that are read. */
  readonly shards: readonly string[];
  /** ConfigMaps with the rules. */
  readonly ruler: RuleMaps;
  readonly tlsAssets: readonly KubernetesObject[];
  /** Whether each shard aggregates its own series. */
  readonly isDistributed: boolean;
  readonly assignment: Assignment;
  readonly isMoving: boolean;
  readonly now: Date;
}

/**
 * The query endpoints of the ruler: the pods of Thanos Query, not the query Service. While the ruler takes over, that
 * Service still selects the only shard.
 */
function queryFile({ parent: { metadata, spec }, prefix }: ThanosInput): string {
  const isTls = Boolean(spec.web?.tlsConfig);
  return dumpPlainYaml([
    section({
      scheme: isTls ? 'https' : 'http',
      path_prefix: nonEmpty(routePrefix(spec)),
      static_configs: [`dnssrv+_${spec.portName || 'web'}._tcp.${queryPodsName(prefix)}.${metadata.namespace}.svc`],
      http_config: isTls ? { tls_config: { insecure_skip_verify: true } } : undefined,
    }),
  ]);
}

function rulerFiles(input: ThanosInput): RulerFiles {
  const { services, parent, context, additional } = input;
  const alertmanagers = rulerAlertmanagers(parent, services, context, additional.alertmanagers);
  const { relabelConfigs = [] } = additional;
  return {
    'query.yaml': queryFile(input),
    ...(alertmanagers ? { 'alertmanagers.yaml': dumpPlainYaml({ alertmanagers }) } : {}),
    ...(relabelConfigs.length > 0 ? { 'alert-relabel.yaml': dumpPlainYaml(relabelConfigs) } : {}),
  };
}

const WEB_DIRECTORY = '/etc/thanos/web_config';

/** All children of the tier but the query Service and the Services of the shards. */
export function thanosChildren(input: ThanosInput): KubernetesObject[] {
  const { observed, services, parent, thanos, version, context, prefix, shards } = input;
  const { options, assets } = context;
  const object = parent as unknown as KubernetesObject;
  const { namespace, name } = parent.metadata;
  const files = rulerFiles(input);
  const ruler = thanosRuler(input, files);
  const web = webConfig(parent.spec.web, `${queryName(prefix)}-web-config`, WEB_DIRECTORY);
  const endpoints = thanosEndpoints(parent, prefix, shards);
  const labels = thanosLabels('thanos-rule', name, options.labels);
  const before = observed.statefulSets.get(namespace, rulerName(prefix));
  const parts = {
    prefix: rulerName(prefix),
    version,
    args: rulerArgs(ruler, rulerName(prefix), version, options),
    tlsAssets: input.tlsAssets,
    ruleConfigMaps: input.ruler.names,
    web,
    labels,
  };
  const set = rulerStatefulSet(ruler, parts, before, options);
  const query = { ...input, web };
  const deployment = thanosDeployment(
    parent,
    prefix,
    {
      name: queryName(prefix),
      selector: thanosLabels('thanos-query', name, options.labels),
      thanos,
      version,
      web,
      containers: queryContainers(query, endpoints),
      observed: observed.deployments.get(namespace, queryName(prefix)),
    },
    options,
  );
  const distributed = input.isDistributed ? distributedChildren(query) : undefined;
  return [
    ...thanosServices(parent, prefix, options),
    ...alertmanagerCopies(parent, prefix, services, options),
    endpointsMap(input, { [ENDPOINTS]: endpoints, ...distributed?.endpoints }, distributed?.files),
    ...input.ruler.maps,
    textSecret(
      object,
      `${rulerName(prefix)}-config`,
      { ...files, 'remote-write.yaml': remoteWriteFile(ruler, assets, version) },
      options,
    ),
    textSecret(object, `${queryName(prefix)}-web-config`, { 'web-config.yaml': web.text }, options),
    deployment,
    ...(distributed?.children ?? []),
    ...place([{ set, before }]).statefulSets,
  ];
}

/** Condition QueryComplete where Thanos Query or the ruler has no ready pod. */
export function thanosDown(
  { metadata: { namespace } }: Prometheus,
  prefix: string,
  { observed, pods }: Pick<BudgetView, 'observed' | 'pods'>,
): NewCondition | undefined {
  const down = (reason: string, message: string): NewCondition => ({
    type: 'QueryComplete',
    status: 'False',
    reason,
    message,
  });
  const [query, ruler] = [queryName(prefix), rulerName(prefix)];
  if (availableReplicas(observed.deployments.get(namespace, query)) === 0)
    return down('QueryTierDown', `no pod of ${query} is ready: queries fail, and no rule is evaluated`);
  const set = observed.statefulSets.get(namespace, ruler);
  if (availability(set, pods).counts.availableReplicas === 0)
    return down('RulerDown', `no pod of ${ruler} is ready: no rule is evaluated, and queries lack recorded series`);
  return undefined;
}
