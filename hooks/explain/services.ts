// The Services that a ServiceMonitor selects, and what is nearly selected where there is none.
import type { LabelSelector } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { formatSelector, matches } from '../core/selector.ts';
import { type Cluster, idOf, isGenerated } from './cluster.ts';
import { servicePods, serviceSelector } from './endpoints.ts';
import { labelsAt, selectorAt } from './fields.ts';
import { isEmpty, mismatches, mismatchText, nearMisses } from './labels.ts';
import { type Scope, scopeOf, within } from './namespaces.ts';
import { edit, label, patch } from './repair.ts';
import type { Scraping } from './scraping.ts';
import { labelEvidence } from './selection.ts';
import { broken, type Evidence, ok, type Step, unknown } from './step.ts';

export interface Found {
  readonly services: readonly KubernetesObject[];
  readonly steps: readonly Step[];
}

const selectorOf = (object: KubernetesObject): LabelSelector => selectorAt(object, 'spec', 'selector') ?? {};

const selectorText = (selector: LabelSelector): string => (isEmpty(selector) ? 'any labels' : formatSelector(selector));

const labelsFound = (object: KubernetesObject): Evidence => ({
  object: idOf(object),
  field: 'metadata.labels',
  found: formatSelector({ matchLabels: labelsAt(object, 'metadata', 'labels') }) || '(none)',
});

/** Services of other namespaces that the selector matches. */
function elsewhere({ object, of }: Scraping, scope: Scope, selector: LabelSelector): Step | undefined {
  if (isEmpty(selector) || !scope.namespaces) return undefined;
  const found = of.labelled('Service', selector);
  const [first] = found;
  if (!first) return undefined;
  const names = [...new Set(found.map(({ metadata }) => metadata.namespace ?? ''))];
  const message =
    `no Service in ${scope.text} has ${selectorText(selector)}, but ` +
    `${idOf(first)} in another namespace has: set spec.namespaceSelector`;
  const wanted = [...(names.length > 3 ? names.slice(0, 1) : names)];
  return broken('discovery', 'ServiceInOtherNamespace', message, {
    evidence: found.slice(0, 5).map((one) => ({
      object: idOf(one),
      field: 'metadata.namespace',
      found: one.metadata.namespace ?? '',
      expected: scope.text,
    })),
    repair: [patch(object, 'Select that namespace.', { spec: { namespaceSelector: { matchNames: wanted } } })],
  });
}

/** Pods that the selector matches, and the Service in front of them, which it does not match. */
function podsInstead({ of }: Scraping, scope: Scope, selector: LabelSelector): Step | undefined {
  if (isEmpty(selector)) return undefined;
  const [pod] = within(scope, (namespace) => of.labelled('Pod', selector, namespace));
  const [controller] = pod ? [] : within(scope, (namespace) => templatesWith(selector, of, namespace));
  const source = pod ?? controller;
  if (!source) return undefined;
  const podLabels = pod ? pod.metadata.labels : labelsAt(controller, 'spec', 'template', 'metadata', 'labels');
  const service = of.of('Service', source.metadata.namespace).find((one) => {
    const own = serviceSelector(one);
    return own && matches({ matchLabels: own }, podLabels);
  });
  const what = pod ? idOf(pod) : `the pod template of ${idOf(source)}`;
  const evidence = [labelsFound(source), ...(service ? [labelsFound(service)] : [])];
  if (!service)
    return broken(
      'discovery',
      'NoService',
      `no Service in ${scope.text} has ${selectorText(selector)}; ${what} has, but there is no Service in front of it`,
      {
        evidence,
        repair: [{ action: 'Create a Service for the pods, or use a PodMonitor.' }],
      },
    );
  const message =
    `spec.selector has the labels of ${what}, but ${idOf(service)} ` +
    `does not have ${selectorText(selector)} (${mismatches(selector, service.metadata.labels ?? {})
      .map(mismatchText)
      .join('; ')}): a ServiceMonitor selects Services by the labels of the Service`;
  return broken('discovery', 'SelectorMatchesPods', message, {
    evidence,
    repair: label(service, mismatches(selector, service.metadata.labels ?? {})),
  });
}

/** Deployments and the like whose pods have these labels, where no pods are given. */
export const templatesWith = (selector: LabelSelector, of: Cluster, namespace?: string): readonly KubernetesObject[] =>
  ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']
    .flatMap((kind) => of.of(kind, namespace))
    .filter((one) => !isGenerated(one))
    .filter((one) => matches(selector, labelsAt(one, 'spec', 'template', 'metadata', 'labels')));

/** Services with nearly the labels. */
function nearly({ object, of }: Scraping, scope: Scope, selector: LabelSelector): Step | undefined {
  const candidates = within(scope, (namespace) => of.of('Service', namespace));
  const near = nearMisses(candidates, selector);
  const [first] = near;
  if (!first) return undefined;
  const [missed] = first.missed;
  const message =
    `no Service in ${scope.text} has ${selectorText(selector)}; the nearest ` +
    `is ${idOf(first.object)}: ${first.missed.map(mismatchText).join('; ')}`;
  return broken(
    'discovery',
    missed?.cause === 'LabelMissing' ? 'ServiceLabelMissing' : 'ServiceLabelDiffers',
    message,
    {
      evidence: near.slice(0, 5).flatMap((one) => one.missed.map((miss) => labelEvidence(idOf(one.object), miss))),
      repair: [edit(object, 'Correct spec.selector.'), ...label(first.object, first.missed)],
    },
  );
}

function none(scraping: Scraping, scope: Scope, selector: LabelSelector): Step {
  const { object, of } = scraping;
  const candidates = within(scope, (namespace) => of.of('Service', namespace));
  const message =
    candidates.length === 0
      ? `there is no Service in ${scope.text}`
      : `no Service in ${scope.text} has ${selectorText(selector)}`;
  return broken('discovery', 'NoService', message, {
    evidence: [
      { object: idOf(object), field: 'spec.selector', found: selectorText(selector) },
      ...candidates.slice(0, 5).map(labelsFound),
    ],
    repair: [
      edit(object, 'Correct spec.selector.'),
      {
        action: 'See the labels of the Services.',
        command: `kubectl get services --show-labels ${scope.namespaces ? `-n ${scope.namespaces[0]}` : '-A'}`,
      },
    ],
  });
}

/** The Services of a ServiceMonitor. */
export function servicesOf(scraping: Scraping): Found {
  const { object, of } = scraping;
  const scope = scopeOf(scraping, 'spec', 'namespaceSelector');
  const selector = selectorOf(object);
  const services = within(scope, (namespace) => of.labelled('Service', selector, namespace));
  const [first] = services;
  if (first) {
    const message =
      services.length === 1 ? `selects ${idOf(first)}` : `selects ${services.length} Services, ${idOf(first)} and more`;
    return { services, steps: [ok('discovery', message, services.slice(0, 5).map(labelsFound))] };
  }
  const isKnown = scope.namespaces?.some((namespace) => of.knows('Service', namespace)) ?? of.knows('Service');
  const special = elsewhere(scraping, scope, selector) ?? podsInstead(scraping, scope, selector);
  if (!special && !isKnown)
    return {
      services,
      steps: [unknown('discovery', 'NotGiven', `the Services in ${scope.text} are not among the objects`)],
    };
  const step = special ?? nearly(scraping, scope, selector) ?? none(scraping, scope, selector);
  return { services, steps: [step] };
}

/** The pods behind Services: those that addresses name, otherwise those of the selectors. */
export const podsBehind = (services: readonly KubernetesObject[], of: Cluster): readonly KubernetesObject[] => [
  ...new Set(services.flatMap((service) => servicePods(service, of))),
];
