// Offline rendering: runs the hooks over a list of objects instead of a cluster.

import { admitted as asStored } from '../../api/admitted.ts';
import { converted } from '../../controllers/admission/convert.ts';
import { customizeAssets, syncAssets } from '../../controllers/assets/sync.ts';
import type { CustomizeResponse, DecoratorResponse, SyncResponse } from '../../core/hook.ts';
import { type Inputs, inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import { type Options, parseOptions } from '../../core/options.ts';
import { relatedObjects } from '../../core/related.ts';
import { isRecord } from '../../core/yaml.ts';
import { OPERATOR_DEFAULTS } from '../../versions/operator.ts';
import { WORKLOADS } from './workloads.ts';

export interface RenderOptions {
  /** Write what the Go operator writes, without our additions and corrections. */
  readonly parity?: boolean;
  /** Flags of the hooks, as on their command line. */
  readonly flags?: readonly string[];
  readonly now?: Date;
}

export interface RenderedParent {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: Readonly<Record<string, unknown>>;
  readonly children: readonly KubernetesObject[];
}

export interface RenderedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly bindings: readonly unknown[];
}

export interface Rendered {
  readonly parents: readonly RenderedParent[];
  readonly objects: readonly RenderedObject[];
}

/** Kinds with an asset Secret or bindings. */
export const DECORATED: ReadonlySet<string> = new Set([
  'ServiceMonitor',
  'PodMonitor',
  'Probe',
  'ScrapeConfig',
  'AlertmanagerConfig',
  'PrometheusRule',
]);

function optionsOf({ parity, flags }: RenderOptions): Options {
  const measured = '--feature-gates=StatusForConfigurationResources=true,PrometheusAgentDaemonSet=true';
  const options = parseOptions(
    parity ? [measured, ...(flags ?? [])] : ['--feature-gates=StatusForConfigurationResources=true', ...(flags ?? [])],
  );
  return { ...options, parity: parity ?? false };
}

const STORED = 'monitoring.coreos.com/v1alpha1';
const isConverted = ({ kind, apiVersion }: KubernetesObject): boolean =>
  kind === 'AlertmanagerConfig' && apiVersion === 'monitoring.coreos.com/v1beta1';

/** An object as the API server would return it: in the stored version, with a namespace, defaults, encoded Secrets. */
export const admitted = (object: KubernetesObject): KubernetesObject =>
  asStored(isConverted(object) ? converted(object, STORED) : object);

/** An object as the Go operator reads it: without a version it runs the operator's default release. */
function withOperatorRelease(object: KubernetesObject): KubernetesObject {
  const release = OPERATOR_DEFAULTS[object.kind];
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  return release && !spec['version'] ? { ...object, spec: { ...spec, version: release } } : object;
}

interface Decorated {
  readonly attachments: readonly KubernetesObject[];
  readonly rendered: RenderedObject;
}

function decorate(object: KubernetesObject, pool: readonly KubernetesObject[], now: Date, options: Options): Decorated {
  const rules: CustomizeResponse = customizeAssets({ parent: object }, options);
  const related = relatedObjects(rules.relatedResources, pool);
  const answer: DecoratorResponse = syncAssets(
    { object, attachments: {}, related, finalizing: false },
    undefined,
    now,
    options,
  );
  const found = answer.status?.['bindings'];
  return {
    attachments: answer.attachments,
    rendered: {
      kind: object.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      bindings: Array.isArray(found) ? found : [],
    },
  };
}

/** A list of objects as a cluster: what the API server and the decorators make of them. */
export interface Offline {
  readonly options: Options;
  /** All objects, with defaults. */
  readonly pool: readonly KubernetesObject[];
  readonly decorated: readonly RenderedObject[];
  /** The inputs of the sync of a parent. */
  readonly inputsOf: (parent: KubernetesObject) => Inputs;
}

/** The objects as a cluster with nothing else. Throws `UsageError` for wrong flags. */
export function offline(objects: readonly KubernetesObject[], renderOptions: RenderOptions = {}): Offline {
  const options = optionsOf(renderOptions);
  const now = renderOptions.now ?? new Date();
  const pool = objects.map(admitted).map((object) => (options.parity ? withOperatorRelease(object) : object));
  // Decorators read workloads, namespaces, Secrets and ConfigMaps only.
  const readable = pool.filter((object) => !DECORATED.has(object.kind));
  const decorated = pool
    .filter((object) => DECORATED.has(object.kind))
    .map((object) => decorate(object, readable, now, options));
  const all = [...pool, ...decorated.flatMap(({ attachments }) => attachments)];
  return {
    options,
    pool,
    decorated: decorated.map(({ rendered }) => rendered),
    inputsOf: (parent) => {
      const rules = WORKLOADS[parent.kind]?.customize({ parent }, options).relatedResources ?? [];
      return inputs({ parent, children: {}, related: relatedObjects(rules, all), finalizing: false });
    },
  };
}

/**
 * The children of each parent (Prometheus, Alertmanager, ThanosRuler, ...) and the bindings of configuration objects,
 * as in a cluster with these objects only.
 */
export function render(objects: readonly KubernetesObject[], renderOptions: RenderOptions = {}): Rendered {
  const now = renderOptions.now ?? new Date();
  const { options, pool, decorated, inputsOf } = offline(objects, renderOptions);
  const parents = pool.flatMap((parent) => {
    const workload = WORKLOADS[parent.kind];
    if (!workload || !parent.apiVersion.startsWith('monitoring.coreos.com/')) return [];
    const answer: SyncResponse = workload.sync(inputsOf(parent), undefined, now, options);
    const { name, namespace = '' } = parent.metadata;
    return [
      {
        apiVersion: parent.apiVersion,
        kind: parent.kind,
        namespace,
        name,
        status: answer.status,
        children: answer.children,
      },
    ];
  });
  return { parents, objects: decorated };
}
