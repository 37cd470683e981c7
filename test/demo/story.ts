// The story of the demo, step by step: what is applied, and what the page should show then.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { World } from '../driver/world.ts';
import { startPods } from './pods.ts';

export interface Step {
  readonly note: string;
  readonly run: () => Promise<void>;
  /** Whether the monitor is broken then; `undefined` where there is none yet. */
  readonly isBroken?: boolean;
}

/** Kinds that are there before the hooks have anything to do. */
const BEFORE: ReadonlySet<string> = new Set(['Namespace', 'ServiceAccount', 'Service', 'Deployment']);
/** Kinds that come with the monitor. */
const WITH_MONITOR: ReadonlySet<string> = new Set(['ServiceMonitor', 'PrometheusRule']);

export const MONITOR = { kind: 'ServiceMonitor', namespace: 'monitoring', name: 'checkout' } as const;
/** A name that no port of the Service has. */
const WRONG_PORT = 'http-metrics';

type Endpoint = Readonly<Record<string, unknown>>;

/** The monitor with another port. */
function withPort(monitor: KubernetesObject, port: string): KubernetesObject {
  const spec = monitor['spec'] as { readonly endpoints: readonly Endpoint[] };
  return { ...monitor, spec: { ...spec, endpoints: spec.endpoints.map((one) => ({ ...one, port })) } };
}

export interface Story {
  readonly steps: readonly Step[];
  readonly breakIt: () => Promise<void>;
  readonly repairIt: () => Promise<void>;
}

/** The story of these objects in a cluster. */
export function story(w: World, objects: readonly KubernetesObject[]): Story {
  const monitor = objects.find(({ kind, metadata }) => kind === MONITOR.kind && metadata.name === MONITOR.name);
  if (!monitor) throw new Error(`the objects have no ${MONITOR.kind} ${MONITOR.name}`);
  const apply = async (wanted: (object: KubernetesObject) => boolean): Promise<void> => {
    for (const object of objects.filter(wanted)) await w.apply(object);
  };
  const repairIt = () => w.apply(monitor);
  const breakIt = () => w.apply(withPort(monitor, WRONG_PORT));
  const steps: Step[] = [
    {
      note: 'An application runs: a Deployment with two pods and a Service. Nothing watches it.',
      run: async () => {
        await apply(({ kind }) => BEFORE.has(kind));
        await startPods(w);
      },
    },
    {
      note: 'A Prometheus and an Alertmanager are applied. The hooks create their children. No pod runs yet.',
      run: () => apply(({ kind }) => !BEFORE.has(kind) && !WITH_MONITOR.has(kind)),
    },
    { note: 'Their pods run.', run: () => startPods(w) },
    {
      note: 'A ServiceMonitor and a PrometheusRule are applied. The monitor is in the configuration, its targets are up.',
      run: () => apply(({ kind }) => WITH_MONITOR.has(kind)),
      isBroken: false,
    },
    {
      note: 'Somebody renames the port in the ServiceMonitor. It is broken: open it to see why, and the repair.',
      run: breakIt,
      isBroken: true,
    },
    { note: 'The port has its name again. The targets are up.', run: repairIt, isBroken: false },
  ];
  return { steps, breakIt, repairIt };
}
