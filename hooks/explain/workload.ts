// The chain of a Prometheus, PrometheusAgent, ThanosRuler or Alertmanager: accepted, running, loaded, and what it
// selects.
import { nearestWord } from '../core/nearest.ts';
import { SCRAPE_KINDS } from '../scrape/kinds.ts';
import { workloadSteps } from './acceptance.ts';
import { configurationSteps } from './alertmanagerparts.ts';
import { alertmanagers, type CheckedAlertmanager } from './alertmanagers.ts';
import { type Cluster, idOf } from './cluster.ts';
import { at, listAt, textAt, textsAt } from './fields.ts';
import { reloaded } from './loaded.ts';
import { accountOf } from './permissions.ts';
import { edit, patch } from './repair.ts';
import { running } from './running.ts';
import { jobsFor, scrapeSelectors } from './scraping.ts';
import { compare } from './selection.ts';
import { broken, chain, ok, type Step, unknown, warning } from './step.ts';
import { rulers, type Scraper, scrapers, type Workload } from './workloads.ts';

function paused(workload: Workload): Step[] {
  if (at(workload.object, 'spec', 'paused') !== true) return [];
  return [
    warning('written', 'Paused', `${workload.id} is paused (spec.paused): no change is written`, {
      evidence: [{ object: workload.id, field: 'spec.paused', found: 'true', expected: 'false' }],
      repair: [patch(workload.object, 'Resume the reconciliation.', { spec: { paused: false } })],
    }),
  ];
}

/** The ServiceAccount of the pods. `default` exists in every namespace. */
function serviceAccount(workload: Workload, of: Cluster): Step[] {
  const name = accountOf(workload);
  const { namespace, id } = workload;
  if (name === 'default' || of.get('ServiceAccount', namespace, name)) return [];
  if (!of.knows('ServiceAccount', namespace)) return [];
  const near = nearestWord(
    name,
    of.of('ServiceAccount', namespace).map(({ metadata }) => metadata.name),
  );
  return [
    broken(
      'running',
      'ServiceAccountMissing',
      `ServiceAccount ${namespace}/${name} of ${id} does not exist, ` +
        `so no pod is created${near ? `; do you mean ${near}?` : ''}`,
      {
        evidence: [{ object: id, field: 'spec.serviceAccountName', found: name, ...(near ? { expected: near } : {}) }],
        repair: [{ action: 'Create it.', command: `kubectl -n ${namespace} create serviceaccount ${name}` }],
      },
    ),
  ];
}

/** Secrets and ConfigMaps that the pods mount and that are not there. */
function mounts(workload: Workload, of: Cluster): Step[] {
  const { object, namespace, id } = workload;
  const named = [
    ...textsAt(object, 'spec', 'secrets').map((name) => ['Secret', name, 'spec.secrets'] as const),
    ...textsAt(object, 'spec', 'configMaps').map((name) => ['ConfigMap', name, 'spec.configMaps'] as const),
    ...listAt(object, 'spec', 'volumes').flatMap((volume) => {
      const [secret, map] = [textAt(volume, 'secret', 'secretName'), textAt(volume, 'configMap', 'name')];
      const optional = at(volume, 'secret', 'optional') === true || at(volume, 'configMap', 'optional') === true;
      if (optional) return [];
      return [
        ...(secret ? [['Secret', secret, 'spec.volumes'] as const] : []),
        ...(map ? [['ConfigMap', map, 'spec.volumes'] as const] : []),
      ];
    }),
  ];
  const missing = named.find(([kind, name]) => of.knows(kind, namespace) && !of.get(kind, namespace, name));
  if (!missing) return [];
  const [kind, name, field] = missing;
  return [
    broken(
      'running',
      `${kind}Missing`,
      `${kind} ${namespace}/${name} (${field}) does not exist, so the pods of ${id} cannot start`,
      {
        evidence: [{ object: id, field, found: name }],
        repair: [edit(object, `Create ${kind} ${name}, or correct ${field}.`)],
      },
    ),
  ];
}

const WORD: Readonly<Record<string, string>> = {
  ServiceMonitor: 'ServiceMonitors',
  PodMonitor: 'PodMonitors',
  Probe: 'Probes',
  ScrapeConfig: 'ScrapeConfigs',
};

/** What a Prometheus selects, and how many of it are rejected. */
function selections(workload: Scraper, of: Cluster): Step[] {
  const counts: string[] = [];
  const rejected: string[] = [];
  for (const kind of SCRAPE_KINDS) {
    const selector = scrapeSelectors(kind, of).find((one) => one.workload === workload);
    if (!selector?.selection.selector) continue;
    const chosen = of.of(kind.kind).filter((object) => compare(object, [selector], of)[0]?.obstacles.length === 0);
    if (chosen.length > 0) counts.push(`${chosen.length} ${WORD[kind.kind]}`);
    const { context } = workload;
    if (context)
      rejected.push(
        ...chosen.filter((object) => jobsFor(kind, object, { workload, context, of }).issues.length > 0).map(idOf),
      );
  }
  const isNothing = counts.length === 0;
  const hasRaw = at(workload.object, 'spec', 'additionalScrapeConfigs') !== undefined;
  const first = isNothing
    ? hasRaw
      ? ok('selection', 'it selects no object; it has additional scrape configurations')
      : warning(
          'selection',
          'SelectsNothing',
          'it selects none of the given ServiceMonitors, PodMonitors, Probes and ScrapeConfigs',
        )
    : ok('selection', `it selects ${counts.join(', ')}`);
  if (rejected.length === 0) return [first];
  const message = `${rejected.length} selected objects are rejected: ${rejected.slice(0, 5).join(', ')}`;
  return [first, warning('selection', 'Rejected', message, { repair: [{ action: `Explain ${rejected[0]}.` }] })];
}

function targets({ object, namespace, name, id }: Workload, of: Cluster): Step[] {
  const active = of.server(object.kind, namespace, name)?.targets?.activeTargets;
  if (!active) return [unknown('scrape', 'NotAsked', `which targets of ${id} are up is not known`)];
  const down = active.filter(({ health }) => health === 'down');
  if (down.length === 0) return [ok('scrape', `all ${active.length} targets are up`)];
  const pools = [...new Set(down.map(({ scrapePool }) => scrapePool))];
  return [
    warning(
      'scrape',
      'TargetsDown',
      `${down.length} of ${active.length} targets are down, in ${pools.slice(0, 5).join(', ')}`,
      {
        evidence: down
          .slice(0, 5)
          .map(({ scrapeUrl, lastError = '' }) => ({ object: scrapeUrl, field: 'lastError', found: lastError })),
      },
    ),
  ];
}

/** The steps of every workload up to its loaded configuration. */
const common = (workload: Workload, of: Cluster, configuration: () => readonly Step[]): Step[] =>
  chain([
    () => workloadSteps(workload, of),
    () => [ok('acceptance', `${workload.id} is valid`)],
    configuration,
    () => paused(workload),
    () => serviceAccount(workload, of),
    () => mounts(workload, of),
    () => running(workload, of),
    () => reloaded(workload, of),
  ]);

const isStopped = (steps: readonly Step[]): boolean => steps.some(({ status }) => status === 'broken');

/** The chain of a workload; none where the kind is no workload. */
export function explainWorkload(kind: string, namespace: string, name: string, of: Cluster): Step[] {
  const is = (one: Workload): boolean => one.object.kind === kind && one.namespace === namespace && one.name === name;
  const scraper = scrapers(of).find(is);
  if (scraper) {
    const steps = common(scraper, of, () => []);
    return isStopped(steps) ? steps : [...steps, ...selections(scraper, of), ...targets(scraper, of)];
  }
  const ruler = rulers(of).find(is);
  if (ruler) return common(ruler, of, () => []);
  const alertmanager: CheckedAlertmanager | undefined = alertmanagers(of).find(is);
  if (!alertmanager) return [];
  const steps = common(alertmanager, of, () => configurationSteps(alertmanager, of));
  const rejected = alertmanager.answer?.rejected ?? [];
  const names = rejected.map(({ object: { metadata } }) => `${metadata.namespace}/${metadata.name}`);
  const extra =
    names.length > 0
      ? [
          warning(
            'selection',
            'Rejected',
            `${names.length} AlertmanagerConfigs are rejected: ${names.slice(0, 5).join(', ')}`,
          ),
        ]
      : [];
  return isStopped(steps) ? steps : [...steps, ...extra];
}
