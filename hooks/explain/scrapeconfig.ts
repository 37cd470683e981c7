// The targets of a ScrapeConfig: static ones, those of the Kubernetes discovery, or of others that only a server sees.
import type { LabelSelector } from '../core/hook.ts';
import type { KubernetesObject } from '../core/meta.ts';
import type { Section } from '../core/section.ts';
import { matches } from '../core/selector.ts';
import { parseLabelSelector } from '../core/selectortext.ts';
import { DISCOVERIES } from '../scrape/discovery/table.ts';
import { type Cluster, idOf } from './cluster.ts';
import { endpointsOf } from './endpoints.ts';
import { at, type Fields, labelsAt, listAt, textAt, textsAt } from './fields.ts';
import { hostSteps, serviceHost } from './hosts.ts';
import { endpointTargets, ingressTargets, nodeTargets, podTargets, serviceTargets } from './meta.ts';
import { permissions, readsOf } from './permissions.ts';
import { metricsStep, outcome, relabelingStep } from './relabeling.ts';
import { edit } from './repair.ts';
import { jobChecks, type Scraping, shardsOf, type Targets } from './scraping.ts';
import { userRules } from './servicemonitor.ts';
import { broken, chain, ok, type Step, unknown } from './step.ts';

type Labels = Readonly<Record<string, string>>;

interface Found {
  readonly targets: readonly Labels[];
  readonly steps: readonly Step[];
  /** Whether a discovery finds targets that cannot be seen here. */
  readonly isUnknown: boolean;
}

const NOTHING: Found = { targets: [], steps: [], isUnknown: false };

function staticTargets({ object, workload, of }: Scraping, job: Section): Found {
  const configs = listAt(job, 'static_configs');
  if (configs.length === 0) return NOTHING;
  const targets = configs.flatMap((one) =>
    textsAt(one, 'targets').map((target) => ({ ...labelsAt(one, 'labels'), __address__: target })),
  );
  if (targets.length === 0)
    return {
      ...NOTHING,
      steps: [
        broken('discovery', 'NoTargets', 'spec.staticConfigs has no targets', {
          repair: [edit(object, 'Add targets.')],
        }),
      ],
    };
  const hosts = targets.flatMap(({ __address__ }) => serviceHost(__address__, workload.namespace, of) ?? []);
  const steps = hosts
    .slice(0, 20)
    .map((host) => hostSteps(host, { object, field: 'spec.staticConfigs', link: 'discovery' }, of));
  const bad = steps.find((list) => list.some(({ status }) => status === 'broken'));
  const allBad =
    steps.length === targets.length && steps.every((list) => list.some(({ status }) => status === 'broken'));
  if (bad && allBad) return { ...NOTHING, steps: bad };
  const weak = (bad ?? []).map((step) => (step.status === 'broken' ? { ...step, status: 'warning' as const } : step));
  return {
    targets,
    steps: [ok('discovery', `${targets.length} static targets, ${targets[0]?.__address__} first`), ...weak],
    isUnknown: false,
  };
}

const namespacesIn = (discovery: Fields): readonly string[] | undefined => {
  const names = textsAt(discovery, 'namespaces', 'names');
  return names.length > 0 ? names : undefined;
};

/** The kind of object that each role lists, and its targets. */
const ROLES: Readonly<
  Record<string, readonly [kind: string, targets: (object: KubernetesObject, of: Cluster) => readonly Labels[]]>
> = {
  endpoints: [
    'Service',
    (service, of) => endpointTargets(service, 'endpoints', endpointsOf(service, 'endpoints', of).sets, of),
  ],
  endpointslice: [
    'Service',
    (service, of) => endpointTargets(service, 'endpointslice', endpointsOf(service, 'endpointslice', of).sets, of),
  ],
  ingress: ['Ingress', (ingress) => ingressTargets(ingress)],
  node: ['Node', (node) => nodeTargets(node)],
  pod: ['Pod', (pod, of) => podTargets(pod, of)],
  service: ['Service', (service) => serviceTargets(service)],
};

const labelSelector = (discovery: Fields, role: string): LabelSelector => {
  const found = listAt(discovery, 'selectors').find((one) => (textAt(one, 'role') ?? '').toLowerCase() === role);
  const label = textAt(found, 'label');
  return label ? parseLabelSelector(label) : {};
};

function kubernetesTargets({ object, workload, of }: Scraping, discovery: Fields): Found {
  const role = textAt(discovery, 'role') ?? '';
  const [kind, targetsOf] = ROLES[role] ?? [];
  if (!kind || !targetsOf || at(discovery, 'api_server') !== undefined) return { ...NOTHING, isUnknown: true };
  const allowed = permissions(workload, readsOf(discovery), of);
  if (allowed.some(({ status }) => status === 'broken')) return { ...NOTHING, steps: allowed };
  const names = kind === 'Node' ? undefined : namespacesIn(discovery);
  const missing = of.knows('Namespace') ? (names ?? []).filter((name) => !of.namespaces.has(name)) : [];
  if (names && missing.length === names.length)
    return {
      ...NOTHING,
      steps: [
        broken(
          'discovery',
          'NamespaceMissing',
          `spec.kubernetesSDConfigs names namespace ${missing[0]}, which does not exist`,
          { repair: [edit(object, 'Correct namespaces.names.')] },
        ),
      ],
    };
  const selector = labelSelector(discovery, role);
  const all = (names ?? [undefined]).flatMap((namespace) => of.of(kind, namespace));
  const found = all.filter(({ metadata }) => matches(selector, metadata.labels));
  const place = names ? `in namespace ${names.join(', ')}` : 'in all namespaces';
  if (found.length === 0) {
    const isKnown = of.knows(kind);
    const step = (isKnown ? broken : unknown)(
      'discovery',
      isKnown ? 'NothingDiscovered' : 'NotGiven',
      `role ${role} finds no ${kind} ${place}${all.length > 0 ? ' with the labels of its selector' : ''}`,
    );
    return { ...NOTHING, steps: [step, ...allowed], isUnknown: !isKnown };
  }
  const targets = found.slice(0, 1000).flatMap((one) => targetsOf(one, of));
  return {
    targets,
    steps: [
      ok(
        'discovery',
        `role ${role} finds ${found.length} objects ${place}, ${idOf(found[0] as KubernetesObject)} first`,
      ),
      ...allowed,
    ],
    isUnknown: targets.length === 0,
  };
}

function others(job: Section): Found {
  const found = DISCOVERIES.filter(
    ({ key }) => key !== 'static_configs' && key !== 'kubernetes_sd_configs' && listAt(job, key).length > 0,
  );
  const [first] = found;
  if (!first) return NOTHING;
  return {
    ...NOTHING,
    steps: [unknown('discovery', 'OtherDiscovery', `what spec.${first.field} finds is known to the server only`)],
    isUnknown: true,
  };
}

function findTargets(scraping: Scraping, job: Section): Found {
  const all = [
    staticTargets(scraping, job),
    ...listAt(job, 'kubernetes_sd_configs').map((one) => kubernetesTargets(scraping, one)),
    others(job),
  ];
  const targets = all.flatMap((one) => one.targets);
  const isUnknown = all.some((one) => one.isUnknown);
  const steps = all.flatMap((one) => one.steps);
  if (steps.length === 0)
    return {
      ...NOTHING,
      steps: [
        broken('discovery', 'NoDiscovery', 'it has no service discovery and no static targets, so there is no target', {
          evidence: [
            { object: idOf(scraping.object), field: 'spec', expected: 'staticConfigs or a service discovery' },
          ],
          repair: [edit(scraping.object, 'Add staticConfigs or a service discovery.')],
        }),
      ],
    };
  // One discovery with targets is enough.
  const useful =
    targets.length > 0 || isUnknown
      ? steps.map((step) => (step.status === 'broken' ? { ...step, status: 'warning' as const } : step))
      : steps;
  return { targets, steps: useful, isUnknown };
}

function checks(scraping: Scraping, job: Section): Targets {
  const { object, workload, context } = scraping;
  const found = findTargets(scraping, job);
  let hasTargets = false;
  const steps = chain([
    () => found.steps,
    () => {
      if (found.isUnknown && found.targets.length === 0) return [];
      const result = outcome(job, found.targets, shardsOf(workload), context);
      hasTargets = (result?.kept.length ?? 0) > 0;
      return relabelingStep(job, result, [userRules('spec.relabelings', at(object, 'spec', 'relabelings'))]);
    },
    () => metricsStep(job, 'spec'),
  ]);
  return { steps, hasTargets };
}

/** The second half of the chain of a ScrapeConfig. */
export const scrapeConfigTargets = (scraping: Scraping): Step[] =>
  scraping.jobs.flatMap((job) => jobChecks(scraping, job, () => checks(scraping, job)));
