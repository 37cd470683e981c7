// All hooks: path -> schema -> pure function.
import { type TSchema, Type } from '@sinclair/typebox';
import { validateAlertmanagerConfig } from '../../controllers/admission/alertmanagerconfig.ts';
import {
  type ConversionReview,
  conversionBody,
  convertAlertmanagerConfigs,
} from '../../controllers/admission/convert.ts';
import { mutatePrometheusRule } from '../../controllers/admission/mutate.ts';
import { validatePrometheusRule } from '../../controllers/admission/prometheusrule.ts';
import { type AdmissionReview, reviewBody } from '../../controllers/admission/review.ts';
import { customizeAssets, syncAssets } from '../../controllers/assets/sync.ts';
import { customizeGrafana, syncGrafana } from '../../controllers/grafana/sync.ts';
import { customizeKubelet, syncKubelet } from '../../controllers/kubelet/sync.ts';
import { customizePods, syncPods } from '../../controllers/pods/sync.ts';
import type { CustomizeRequest, DecoratorRequest, SyncRequest } from '../../core/hook.ts';
import { inputs } from '../../core/inputs.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { syncExports } from '../../federation/exports.ts';
import type { Path } from './paths.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

const Labels = Type.Record(Type.String(), Type.String());

/** The fields that every object in a request has. */
export const Thing = Type.Object({
  apiVersion: Type.String(),
  kind: Type.String(),
  metadata: Type.Object({
    name: Type.String({ minLength: 1 }),
    namespace: Type.Optional(Type.String()),
    uid: Type.Optional(Type.String()),
    resourceVersion: Type.Optional(Type.String()),
    generation: Type.Optional(Type.Integer()),
    labels: Type.Optional(Labels),
    annotations: Type.Optional(Labels),
    ownerReferences: Type.Optional(
      Type.Array(Type.Object({ kind: Type.String(), name: Type.String(), uid: Type.String() })),
    ),
  }),
});

/** The object of a hook: of one kind, with a namespace and a spec. */
const target = (kind: string): TSchema =>
  Type.Object({
    apiVersion: Type.String({ pattern: '^monitoring\\.coreos\\.com/' }),
    kind: Type.Literal(kind),
    metadata: Type.Intersect([Thing.properties.metadata, Type.Object({ namespace: Type.String({ minLength: 1 }) })]),
    spec: Type.Object({}),
    status: Type.Optional(Type.Object({})),
  });

const Objects = Type.Record(Type.String(), Type.Record(Type.String(), Thing));

const customizeBody = (kind: string): TSchema => Type.Object({ parent: target(kind) });
const syncBody = (kind: string): TSchema =>
  Type.Object({ parent: target(kind), children: Objects, related: Objects, finalizing: Type.Boolean() });
const decoratorBody = (kind: string): TSchema =>
  Type.Object({ object: target(kind), attachments: Objects, related: Objects, finalizing: Type.Boolean() });

export interface Route extends Path {
  readonly body: TSchema;
  /** Runs the probes for a request with a checked target. Limited in time; never rejects. */
  readonly facts?: (body: unknown, now: Date, options: Options) => Promise<unknown>;
  /** `facts`: results of the probes. `now`: time of the request. */
  readonly answer: (body: unknown, facts: unknown, now: Date, options: Options) => object;
}

const DECORATED: readonly string[] = [
  'ServiceMonitor',
  'PodMonitor',
  'Probe',
  'ScrapeConfig',
  'AlertmanagerConfig',
  'PrometheusRule',
];

const factsOf =
  (find: NonNullable<Workload['facts']>): NonNullable<Route['facts']> =>
  (body, now, options) =>
    find(inputs(body as SyncRequest), now, options);

const workloadRoutes = Object.entries(WORKLOADS).flatMap(([kind, workload]): Route[] => {
  const { controller } = workload;
  return [
    {
      path: `/${controller}/customize`,
      controller,
      hook: 'customize',
      body: customizeBody(kind),
      answer: (body, _facts, _now, options) => workload.customize(body as CustomizeRequest, options),
    },
    {
      path: `/${controller}/sync`,
      controller,
      hook: 'sync',
      body: syncBody(kind),
      ...(workload.facts ? { facts: factsOf(workload.facts) } : {}),
      answer: (body, facts, now, options) => workload.sync(inputs(body as SyncRequest), facts, now, options),
    },
    {
      path: `/${controller}/finalize`,
      controller,
      hook: 'finalize',
      body: syncBody(kind),
      answer: (body) => workload.finalize(inputs(body as SyncRequest)),
    },
  ];
});

const assetRoutes = DECORATED.flatMap((kind): Route[] => {
  const controller = `assets/${kind.toLowerCase()}`;
  return [
    {
      path: `/${controller}/customize`,
      controller,
      hook: 'customize',
      body: customizeBody(kind),
      answer: (body, _facts, _now, options) => customizeAssets(body as CustomizeRequest, options),
    },
    {
      path: `/${controller}/sync`,
      controller,
      hook: 'sync',
      body: decoratorBody(kind),
      answer: (body, facts, now, options) =>
        syncAssets(body as DecoratorRequest<KubernetesObject>, facts, now, options),
    },
  ];
});

const Namespace = Type.Object({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('Namespace'),
  metadata: Thing.properties.metadata,
});

const namespaceBody = Type.Object({
  object: Namespace,
  attachments: Objects,
  related: Objects,
  finalizing: Type.Boolean(),
});

const kubeletRoutes: readonly Route[] = [
  {
    path: '/kubelet/customize',
    controller: 'kubelet',
    hook: 'customize',
    body: Type.Object({ parent: Namespace }),
    answer: (body, _facts, _now, options) => customizeKubelet(body as CustomizeRequest, options),
  },
  {
    path: '/kubelet/sync',
    controller: 'kubelet',
    hook: 'sync',
    body: namespaceBody,
    answer: (body, facts, now, options) => syncKubelet(body as DecoratorRequest<KubernetesObject>, facts, now, options),
  },
];

const Pod = Type.Object({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('Pod'),
  metadata: Thing.properties.metadata,
});

const podRoutes: readonly Route[] = [
  {
    path: '/pods/customize',
    controller: 'pods',
    hook: 'customize',
    body: Type.Object({ parent: Pod }),
    answer: (body, _facts, _now, options) => customizePods(body as CustomizeRequest, options),
  },
  {
    path: '/pods/sync',
    controller: 'pods',
    hook: 'sync',
    body: Type.Object({ object: Pod, attachments: Objects, related: Objects, finalizing: Type.Boolean() }),
    answer: (body, facts, now, options) => syncPods(body as DecoratorRequest<KubernetesObject>, facts, now, options),
  },
];

const federationRoutes: readonly Route[] = [
  {
    path: '/federation/exports/sync',
    controller: 'federation/exports',
    hook: 'sync',
    body: decoratorBody('Prometheus'),
    answer: (body, facts, now, options) => syncExports(body as DecoratorRequest<KubernetesObject>, facts, now, options),
  },
];

const grafanaRoutes = (['sidecar', 'operator'] as const).flatMap((form): Route[] => {
  const controller = `grafana/${form}`;
  return [
    {
      path: `/${controller}/customize`,
      controller,
      hook: 'customize',
      body: Type.Object({ parent: Namespace }),
      answer: customizeGrafana,
    },
    {
      path: `/${controller}/sync`,
      controller,
      hook: 'sync',
      body: namespaceBody,
      answer: (body, _facts, now, options) =>
        syncGrafana(form, body as DecoratorRequest<KubernetesObject>, now, options),
    },
  ];
});

const admissionRoutes: readonly Route[] = [
  {
    path: '/admission/prometheusrules',
    controller: 'admission/prometheusrules',
    hook: 'admission',
    body: reviewBody('PrometheusRule', 'v1'),
    answer: (body, _facts, _now, options) => validatePrometheusRule(body as AdmissionReview, options),
  },
  {
    path: '/admission/prometheusrules/mutate',
    controller: 'admission/prometheusrules/mutate',
    hook: 'admission',
    body: reviewBody('PrometheusRule', 'v1'),
    answer: (body) => mutatePrometheusRule(body as AdmissionReview),
  },
  {
    path: '/admission/alertmanagerconfigs',
    controller: 'admission/alertmanagerconfigs',
    hook: 'admission',
    body: reviewBody('AlertmanagerConfig', 'v1alpha1', 'v1beta1'),
    answer: (body) => validateAlertmanagerConfig(body as AdmissionReview),
  },
];

const conversionRoutes: readonly Route[] = [
  {
    path: '/conversion/alertmanagerconfigs',
    controller: 'conversion/alertmanagerconfigs',
    hook: 'conversion',
    body: conversionBody,
    answer: (body) => convertAlertmanagerConfigs(body as ConversionReview),
  },
];

/** All hooks. */
export const ROUTES: readonly Route[] = [
  ...workloadRoutes,
  ...assetRoutes,
  ...kubeletRoutes,
  ...podRoutes,
  ...grafanaRoutes,
  ...federationRoutes,
  ...admissionRoutes,
  ...conversionRoutes,
];
