// All hooks: path -> schema -> pure function.
import { type TSchema, Type } from '@sinclair/typebox';
import { bundleRules } from '../../bundles/customize.ts';
import { unbundle } from '../../bundles/related.ts';
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
import { customizeBundles, syncBundles } from '../../controllers/bundles/sync.ts';
import { customizeGrafana, syncGrafana } from '../../controllers/grafana/sync.ts';
import { customizeKubelet, syncKubelet } from '../../controllers/kubelet/sync.ts';
import { customizePods, syncPods } from '../../controllers/pods/sync.ts';
import type {
  CustomizeRequest,
  CustomizeResponse,
  DecoratorRequest,
  DecoratorResponse,
  SyncRequest,
  SyncResponse,
} from '../../core/hook.ts';
import { type Inputs, inputs } from '../../core/inputs.ts';
import type { Options } from '../../core/options.ts';
import { syncExports } from '../../federation/exports.ts';
import { withConfigurationLoaded } from '../../loaded/condition.ts';
import { type LoadFacts, loadFacts } from '../../loaded/facts.ts';
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

/** Results of the probes of a sync: those of its rollout or resharding, and what the servers run. */
interface SyncFacts {
  readonly own: unknown;
  readonly loaded: LoadFacts | undefined;
}

/** The inputs by request: the probes and the sync read the same ones. */
const read = new WeakMap<SyncRequest, Inputs>();

/** The inputs of a request, with the objects of bundles. */
function inputsOf(request: SyncRequest, { customize }: Workload, now: Date, options: Options): Inputs {
  const known = read.get(request);
  if (known) return known;
  const rules = () => customize({ parent: request.parent }, options).relatedResources;
  const { related, unknown } = unbundle(request.related, rules, now, options);
  const given = { ...inputs({ ...request, related }), unknown };
  read.set(request, given);
  return given;
}

async function syncFacts(
  { facts }: Workload,
  given: Inputs,
  { now, options }: { readonly now: Date; readonly options: Options },
): Promise<SyncFacts> {
  const [own, loaded] = await Promise.all([facts?.(given, now, options), loadFacts(given, now, options)]);
  return { own, loaded };
}

function syncWorkload(
  { sync }: Workload,
  given: Inputs,
  facts: SyncFacts | undefined,
  { now, options }: { readonly now: Date; readonly options: Options },
): SyncResponse {
  const response = sync(given, facts?.own, now, options);
  return withConfigurationLoaded(response, given, { facts: facts?.loaded, now }, options);
}

/** The related objects of a workload: bundles instead of the objects in them, if there are bundles. */
const customizeWorkload = (
  { customize }: Workload,
  request: CustomizeRequest,
  options: Options,
): CustomizeResponse => ({
  relatedResources: bundleRules(customize(request, options).relatedResources, options),
});

const workloadRoutes = Object.entries(WORKLOADS).flatMap(([kind, workload]): Route[] => {
  const { controller } = workload;
  return [
    {
      path: `/${controller}/customize`,
      controller,
      hook: 'customize',
      body: customizeBody(kind),
      answer: (body, _facts, _now, options) => customizeWorkload(workload, body as CustomizeRequest, options),
    },
    {
      path: `/${controller}/sync`,
      controller,
      hook: 'sync',
      body: syncBody(kind),
      facts: (body, now, options) =>
        syncFacts(workload, inputsOf(body as SyncRequest, workload, now, options), { now, options }),
      answer: (body, facts, now, options) => {
        const given = inputsOf(body as SyncRequest, workload, now, options);
        return syncWorkload(workload, given, facts as SyncFacts | undefined, { now, options });
      },
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

/** The functions of a DecoratorController. */
interface Decorator {
  readonly customize?: (request: CustomizeRequest, options: Options) => CustomizeResponse;
  readonly sync: (request: DecoratorRequest, facts: unknown, now: Date, options: Options) => DecoratorResponse;
}

/** The routes of a decorator. `object`: the schema of what it decorates. */
function decoratorRoutes(controller: string, object: TSchema, { customize, sync }: Decorator): Route[] {
  const customizeRoute: Route[] = customize
    ? [
        {
          path: `/${controller}/customize`,
          controller,
          hook: 'customize',
          body: Type.Object({ parent: object }),
          answer: (body, _facts, _now, options) => customize(body as CustomizeRequest, options),
        },
      ]
    : [];
  return [
    ...customizeRoute,
    {
      path: `/${controller}/sync`,
      controller,
      hook: 'sync',
      body: Type.Object({ object, attachments: Objects, related: Objects, finalizing: Type.Boolean() }),
      answer: (body, facts, now, options) => sync(body as DecoratorRequest, facts, now, options),
    },
  ];
}

/** An object of the core group. */
const core = (kind: string): TSchema =>
  Type.Object({ apiVersion: Type.Literal('v1'), kind: Type.Literal(kind), metadata: Thing.properties.metadata });

const decorators: readonly Route[] = [
  ...DECORATED.flatMap((kind) =>
    decoratorRoutes(`assets/${kind.toLowerCase()}`, target(kind), { customize: customizeAssets, sync: syncAssets }),
  ),
  ...decoratorRoutes('bundles', core('Namespace'), { customize: customizeBundles, sync: syncBundles }),
  ...decoratorRoutes('kubelet', core('Namespace'), { customize: customizeKubelet, sync: syncKubelet }),
  ...decoratorRoutes('pods', core('Pod'), { customize: customizePods, sync: syncPods }),
  ...(['sidecar', 'operator'] as const).flatMap((form) =>
    decoratorRoutes(`grafana/${form}`, core('Namespace'), {
      customize: customizeGrafana,
      sync: (request, _facts, now, options) => syncGrafana(form, request, now, options),
    }),
  ),
  ...decoratorRoutes('federation/exports', target('Prometheus'), { sync: syncExports }),
];

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
export const ROUTES: readonly Route[] = [...workloadRoutes, ...decorators, ...admissionRoutes, ...conversionRoutes];
