// The paths of all hooks, for the HTTP server. routes.ts has their functions.

export interface Path {
  readonly path: string;
  readonly controller: string;
  /** Metacontroller calls the first three, the API server the others. */
  readonly hook: 'sync' | 'finalize' | 'customize' | 'admission' | 'conversion';
}

const pathsOf = (controller: string, ...hooks: readonly Path['hook'][]): Path[] =>
  hooks.map((hook) => ({ path: `/${controller}/${hook}`, controller, hook }));

/** A hook of the API server. Its path is the controller. */
const review = (controller: string, hook: 'admission' | 'conversion'): Path => ({
  path: `/${controller}`,
  controller,
  hook,
});

const WORKLOADS = ['alertmanager', 'prometheus', 'agent', 'thanosruler'];
const DECORATED = ['servicemonitor', 'podmonitor', 'probe', 'scrapeconfig', 'alertmanagerconfig', 'prometheusrule'];

export const PATHS: readonly Path[] = [
  ...WORKLOADS.flatMap((name) => pathsOf(name, 'customize', 'sync', 'finalize')),
  ...DECORATED.flatMap((name) => pathsOf(`assets/${name}`, 'customize', 'sync')),
  ...pathsOf('bundles', 'customize', 'sync'),
  ...pathsOf('kubelet', 'customize', 'sync'),
  ...pathsOf('pods', 'customize', 'sync'),
  ...['sidecar', 'operator'].flatMap((form) => pathsOf(`grafana/${form}`, 'customize', 'sync')),
  ...pathsOf('federation/exports', 'sync'),
  review('admission/prometheusrules', 'admission'),
  review('admission/prometheusrules/mutate', 'admission'),
  review('admission/alertmanagerconfigs', 'admission'),
  review('conversion/alertmanagerconfigs', 'conversion'),
];
