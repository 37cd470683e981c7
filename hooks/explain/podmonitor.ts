// The targets of a PodMonitor: pods, ports, permissions, relabeling.

import type { LabelSelector } from '../core/hook.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { formatSelector, matches } from '../core/selector.ts';
import { podsNotReady } from './addresses.ts';
import { idOf } from './cluster.ts';
import { serviceSelector } from './endpoints.ts';
import { at, type Fields, labelsAt, listAt, numberAt, selectorAt, textAt } from './fields.ts';
import { isEmpty, mismatchText, nearMisses } from './labels.ts';
import { podTargets } from './meta.ts';
import { namespaceSteps, type Scope, scopeOf, within } from './namespaces.ts';
import { networkHints } from './network.ts';
import { permissions, readsOf } from './permissions.ts';
import { containerPortStep } from './ports.ts';
import { metricsStep, outcome, relabelingStep } from './relabeling.ts';
import { edit, kubectl, label, patch } from './repair.ts';
import { jobChecks, type Scraping, shardsOf, type Targets } from './scraping.ts';
import { labelEvidence } from './selection.ts';
import { discoveryOf, unique, userRules } from './servicemonitor.ts';
import { templatesWith } from './services.ts';
import { broken, chain, isBroken, ok, type Step, unknown, warning } from './step.ts';

const selectorText = (selector: LabelSelector): string => (isEmpty(selector) ? 'any labels' : formatSelector(selector));

/** Deployments and the like: one that wants no pods, or one whose own labels match in place of its pods'. */
function controllers(scope: Scope, selector: LabelSelector, { of }: Scraping): Step | undefined {
  const templates = within(scope, (namespace) => templatesWith(selector, of, namespace));
  const idle = templates.find((one) => numberAt(one, 'spec', 'replicas') === 0);
  if (idle)
    return broken(
      'discovery',
      'ScaledToZero',
      `${idOf(idle)} has 0 replicas, so there is no pod with ${selectorText(selector)}`,
      {
        evidence: [{ object: idOf(idle), field: 'spec.replicas', found: '0', expected: '1 or more' }],
        repair: [{ action: 'Scale it up.', command: kubectl('scale', idle, '--replicas=1') }],
      },
    );
  if (isEmpty(selector)) return undefined;
  for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet']) {
    const [found] = within(scope, (namespace) => of.labelled(kind, selector, namespace));
    if (!found || templates.includes(found)) continue;
    const own = formatSelector({ matchLabels: labelsAt(found, 'spec', 'template', 'metadata', 'labels') });
    return broken(
      'discovery',
      'SelectorMatchesController',
      `spec.selector (${selectorText(selector)}) has the labels of ` +
        `${idOf(found)}, but its pods have ${own || 'other labels'}`,
      {
        evidence: [
          { object: idOf(found), field: 'spec.template.metadata.labels', found: own, expected: selectorText(selector) },
        ],
      },
    );
  }
  return undefined;
}

/** Services with the labels of the selector: then it is that of a ServiceMonitor. */
function servicesInstead({ object, of }: Scraping, scope: Scope, selector: LabelSelector): Step | undefined {
  if (isEmpty(selector)) return undefined;
  const [service] = within(scope, (namespace) => of.labelled('Service', selector, namespace));
  const own = service && serviceSelector(service);
  if (!service || !own) return undefined;
  const text = formatSelector({ matchLabels: own });
  return broken(
    'discovery',
    'SelectorMatchesService',
    `spec.selector has the labels of ${idOf(service)}, but a PodMonitor ` +
      `selects pods by the labels of the pods: the Service selects ${text}`,
    {
      evidence: [{ object: idOf(service), field: 'spec.selector', found: text }],
      repair: [patch(object, 'Use the labels of the pods.', { spec: { selector: { matchLabels: own } } })],
    },
  );
}

function elsewhere({ object, of }: Scraping, scope: Scope, selector: LabelSelector): Step | undefined {
  if (isEmpty(selector) || !scope.namespaces) return undefined;
  const [first] = of.labelled('Pod', selector);
  if (!first) return undefined;
  return broken(
    'discovery',
    'PodInOtherNamespace',
    `no pod in ${scope.text} has ${selectorText(selector)}, but ` +
      `${idOf(first)} in another namespace has: set spec.namespaceSelector`,
    {
      evidence: [
        {
          object: idOf(first),
          field: 'metadata.namespace',
          found: first.metadata.namespace ?? '',
          expected: scope.text,
        },
      ],
      repair: [
        patch(object, 'Select that namespace.', {
          spec: { namespaceSelector: { matchNames: [first.metadata.namespace] } },
        }),
      ],
    },
  );
}

function nearly(
  object: KubernetesObject,
  candidates: readonly KubernetesObject[],
  scope: Scope,
  selector: LabelSelector,
): Step {
  const near = nearMisses(candidates, selector);
  const [first] = near;
  const [missed] = first?.missed ?? [];
  const why = first ? `; the nearest is ${idOf(first.object)}: ${first.missed.map(mismatchText).join('; ')}` : '';
  const cause = !missed ? 'NoPod' : missed.cause === 'LabelMissing' ? 'PodLabelMissing' : 'PodLabelDiffers';
  return broken('discovery', cause, `no pod in ${scope.text} has ${selectorText(selector)}${why}`, {
    evidence: near.slice(0, 3).flatMap((one) => one.missed.map((miss) => labelEvidence(idOf(one.object), miss))),
    repair: [edit(object, 'Correct spec.selector.'), ...(first ? label(first.object, first.missed) : [])],
  });
}

interface Pods {
  readonly pods: readonly KubernetesObject[];
  readonly steps: readonly Step[];
}

function podsFor(scraping: Scraping): Pods {
  const { object, of } = scraping;
  const scope = scopeOf(scraping, 'spec', 'namespaceSelector');
  const selector = selectorAt(object, 'spec', 'selector') ?? {};
  const pods = within(scope, (namespace) => of.labelled('Pod', selector, namespace));
  const [first] = pods;
  if (first) {
    const message =
      pods.length === 1 ? `selects ${idOf(first)}` : `selects ${pods.length} pods, ${first.metadata.name} and more`;
    return { pods, steps: [ok('discovery', message)] };
  }
  const candidates = within(scope, (namespace) => of.of('Pod', namespace));
  const isKnown = scope.namespaces?.some((namespace) => of.knows('Pod', namespace)) ?? of.knows('Pod');
  const special =
    controllers(scope, selector, scraping) ??
    elsewhere(scraping, scope, selector) ??
    servicesInstead(scraping, scope, selector);
  if (special) return { pods, steps: [special] };
  if (!isKnown) {
    const templates = within(scope, (namespace) => templatesWith(selector, of, namespace));
    const seen = templates[0] ? `${idOf(templates[0])} makes pods with these labels` : 'no pods are among the objects';
    return { pods, steps: [unknown('discovery', 'NotGiven', seen)] };
  }
  return { pods, steps: [nearly(object, candidates, scope, selector)] };
}

interface PodEndpoint {
  readonly object: KubernetesObject;
  readonly endpoint: Fields;
  /** `spec.podMetricsEndpoints[0]`. */
  readonly path: string;
}

function portSteps(
  { object, endpoint, path }: PodEndpoint,
  pods: readonly KubernetesObject[],
  services: readonly KubernetesObject[],
): Step[] {
  const [field, wanted] = (['port', 'portNumber', 'targetPort'] as const)
    .map((name) => [name, at(endpoint, name)] as const)
    .find(([, value]) => (typeof value === 'string' && value !== '') || (typeof value === 'number' && value !== 0)) ?? [
    'port',
    undefined,
  ];
  if (typeof wanted !== 'string' && typeof wanted !== 'number') return [];
  const step = containerPortStep(wanted, pods, `${path}.${field}`, object);
  if (step.status !== 'broken') return [step];
  const published = services
    .filter((service) =>
      pods.some((pod) => matches({ matchLabels: serviceSelector(service) ?? { '': '' } }, pod.metadata.labels)),
    )
    .find((service) => listAt(service, 'spec', 'ports').some((port) => textAt(port, 'name') === wanted));
  if (!published) return [step];
  const message =
    `${step.message}; ${quoted(wanted)} is the name of a port of ` +
    `${idOf(published)}, and a PodMonitor needs the name of the container port`;
  return [{ ...step, cause: 'ServicePortNameGiven', message }];
}

function readiness(pods: readonly KubernetesObject[]): Step[] {
  const none = podsNotReady(pods, 'that it selects');
  if (none) return [none];
  const bad = pods.filter((pod) => podsNotReady([pod], '') !== undefined);
  if (bad.length === 0)
    return [ok('endpoints', `${pods.length === 1 ? 'the pod is' : `${pods.length} pods are`} ready`)];
  return [
    warning(
      'endpoints',
      'SomeNotReady',
      `${bad.length} of ${pods.length} pods are not ready: ${bad
        .slice(0, 5)
        .map(({ metadata }) => metadata.name)
        .join(', ')}`,
    ),
  ];
}

function endpointChecks(
  scraping: Scraping,
  pods: readonly KubernetesObject[],
  [i, job]: readonly [number, Section],
): Targets {
  const { object, workload, context, of } = scraping;
  const endpoint = listAt(object, 'spec', 'podMetricsEndpoints')[i] ?? {};
  const path = `spec.podMetricsEndpoints[${i}]`;
  const services = [...new Set(pods.map(({ metadata }) => metadata.namespace))].flatMap((namespace) =>
    of.of('Service', namespace),
  );
  let hasTargets = false;
  const steps = chain([
    () => portSteps({ object, endpoint, path }, pods, services),
    () => readiness(pods),
    () => permissions(workload, readsOf(discoveryOf(job)), of),
    () => {
      const found = outcome(
        job,
        pods.flatMap((pod) => podTargets(pod, of)),
        shardsOf(workload),
        context,
      );
      hasTargets = (found?.kept.length ?? 0) > 0;
      return relabelingStep(job, found, [userRules(`${path}.relabelings`, at(endpoint, 'relabelings'))]);
    },
    () => metricsStep(job, path),
    () => networkHints(() => pods, workload, of),
  ]);
  return { steps, hasTargets };
}

/** The second half of the chain of a PodMonitor. */
export function podMonitorTargets(scraping: Scraping): Step[] {
  const namespaces = namespaceSteps(scraping, 'spec', 'namespaceSelector');
  if (namespaces.some(isBroken)) return namespaces;
  const found = podsFor(scraping);
  const steps = scraping.jobs.map((job, i) =>
    jobChecks(scraping, job, () =>
      found.pods.length === 0
        ? { steps: found.steps, hasTargets: false }
        : endpointChecks(scraping, found.pods, [i, job]),
    ),
  );
  return [...namespaces, ...(found.pods.length > 0 ? found.steps : []), ...unique(steps.flat())];
}
