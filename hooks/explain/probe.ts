// The targets of a Probe: the prober, then the static targets or the Ingresses.
import { formatSelector } from '../core/selector.ts';
import { idOf } from './cluster.ts';
import { at, selectorAt, textAt, textsAt } from './fields.ts';
import { hostSteps, serviceHost } from './hosts.ts';
import { isEmpty, mismatchText, nearMisses } from './labels.ts';
import { ingressTargets } from './meta.ts';
import { namespaceSteps, scopeOf, within } from './namespaces.ts';
import { permissions, readsOf } from './permissions.ts';
import { metricsStep, outcome, relabelingStep } from './relabeling.ts';
import { edit, label, patch } from './repair.ts';
import { jobChecks, type Scraping, shardsOf, type Targets } from './scraping.ts';
import { labelEvidence } from './selection.ts';
import { discoveryOf, userRules } from './servicemonitor.ts';
import { broken, chain, isBroken, ok, type Step, unknown, warning } from './step.ts';

function prober({ object, workload, of }: Scraping): Step[] {
  const url = textAt(object, 'spec', 'prober', 'url') ?? '';
  const host = serviceHost(url, workload.namespace, of);
  return host ? hostSteps(host, { object, field: 'spec.prober.url', link: 'discovery' }, of) : [];
}

/** The blackbox exporter answers without a module as with http_2xx, so this is no mistake. */
const moduleStep = ({ object }: Scraping): Step[] =>
  textAt(object, 'spec', 'module') || at(object, 'spec', 'params')
    ? []
    : [ok('discovery', 'spec.module is not set: the prober uses its default module')];

type Found = { readonly targets: readonly Readonly<Record<string, string>>[]; readonly steps: readonly Step[] };

function staticTargets({ object }: Scraping): Found {
  const list = textsAt(object, 'spec', 'targets', 'staticConfig', 'static');
  if (list.length === 0)
    return {
      targets: [],
      steps: [
        broken('discovery', 'NoTargets', 'spec.targets.staticConfig.static is empty, so nothing is probed', {
          evidence: [{ object: idOf(object), field: 'spec.targets.staticConfig.static', expected: 'a list of URLs' }],
          repair: [edit(object, 'Add targets.')],
        }),
      ],
    };
  const ignored =
    at(object, 'spec', 'targets', 'ingress') === undefined
      ? []
      : [
          warning(
            'discovery',
            'IngressIgnored',
            'spec.targets.ingress is ignored, because spec.targets.staticConfig is set',
          ),
        ];
  return {
    targets: list.map((target) => ({ __address__: target })),
    steps: [ok('discovery', `${list.length} static targets, ${list[0]} first`), ...ignored],
  };
}

function ingresses(scraping: Scraping): Found {
  const { object, of } = scraping;
  const path = ['spec', 'targets', 'ingress'] as const;
  const namespaces = namespaceSteps(scraping, ...path, 'namespaceSelector');
  if (namespaces.some(isBroken)) return { targets: [], steps: namespaces };
  const scope = scopeOf(scraping, ...path, 'namespaceSelector');
  const selector = selectorAt(object, ...path, 'selector') ?? {};
  const found = within(scope, (namespace) => of.labelled('Ingress', selector, namespace));
  const text = isEmpty(selector) ? 'any labels' : formatSelector(selector);
  if (found.length > 0) {
    const targets = found.flatMap(ingressTargets);
    const none = broken(
      'discovery',
      'NoHosts',
      `${found.map(idOf).join(', ')} has no rules with a host, so there is nothing to probe`,
    );
    return {
      targets,
      steps: targets.some(({ __address__ }) => __address__)
        ? [ok('discovery', `selects ${found.map(idOf).slice(0, 3).join(', ')}`)]
        : [none],
    };
  }
  if (!of.knows('Ingress') && !of.knows('Pod'))
    return { targets: [], steps: [unknown('discovery', 'NotGiven', 'no Ingresses are among the objects')] };
  const [other] = isEmpty(selector) ? [] : of.labelled('Ingress', selector);
  if (other && scope.namespaces)
    return {
      targets: [],
      steps: [
        broken(
          'discovery',
          'IngressInOtherNamespace',
          `no Ingress in ${scope.text} has ${text}, but ${idOf(other)} in ` +
            `another namespace has: set spec.targets.ingress.namespaceSelector`,
          {
            evidence: [{ object: idOf(other), field: 'metadata.namespace', found: other.metadata.namespace ?? '' }],
            repair: [
              patch(object, 'Select that namespace.', {
                spec: { targets: { ingress: { namespaceSelector: { matchNames: [other.metadata.namespace] } } } },
              }),
            ],
          },
        ),
      ],
    };
  const [near] = nearMisses(
    within(scope, (namespace) => of.of('Ingress', namespace)),
    selector,
  );
  const why = near ? `; the nearest is ${idOf(near.object)}: ${near.missed.map(mismatchText).join('; ')}` : '';
  return {
    targets: [],
    steps: [
      broken('discovery', near ? 'IngressLabelDiffers' : 'NoIngress', `no Ingress in ${scope.text} has ${text}${why}`, {
        evidence: near ? near.missed.map((miss) => labelEvidence(idOf(near.object), miss)) : [],
        repair: [
          edit(object, 'Correct spec.targets.ingress.selector.'),
          ...(near ? label(near.object, near.missed) : []),
        ],
      }),
    ],
  };
}

function checks(scraping: Scraping): Targets {
  const { object, workload, context, jobs, of } = scraping;
  const [job = {}] = jobs;
  const isStatic = at(object, 'spec', 'targets', 'staticConfig') !== undefined;
  const found = isStatic ? staticTargets(scraping) : ingresses(scraping);
  const path = isStatic ? 'spec.targets.staticConfig' : 'spec.targets.ingress';
  let hasTargets = false;
  const steps = chain([
    () => prober(scraping),
    () => moduleStep(scraping),
    () => found.steps,
    () => (isStatic ? [] : permissions(workload, readsOf(discoveryOf(job)), of)),
    () => {
      const result = outcome(job, found.targets, shardsOf(workload), context);
      hasTargets = (result?.kept.length ?? 0) > 0;
      const rules = at(object, 'spec', 'targets', isStatic ? 'staticConfig' : 'ingress', 'relabelingConfigs');
      return relabelingStep(job, result, [userRules(`${path}.relabelingConfigs`, rules)]);
    },
    () => metricsStep(job, 'spec'),
  ]);
  return { steps, hasTargets };
}

/** The second half of the chain of a Probe. */
export function probeTargets(scraping: Scraping): Step[] {
  return scraping.jobs.flatMap((job) => jobChecks(scraping, job, () => checks(scraping)));
}
