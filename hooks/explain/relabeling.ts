// The relabel rules of a job, evaluated on its discovered targets: which targets stay, or which rule drops them all.
import { quoted } from '../core/message.ts';
import { nearestWord } from '../core/nearest.ts';
import type { Section } from '../core/section.ts';
import { type Labels, LabelsBuilder } from '../relabel/builder.ts';
import { relabelWith } from '../relabel/process.ts';
import { compileRules, type RelabelOptions, type Rule, relabelOptions } from '../relabel/rule.ts';
import type { ScrapeContext } from '../scrape/job/context.ts';
import { at, type Fields, listAt, textAt } from './fields.ts';
import { broken, type Evidence, ok, type Step, unknown, warning } from './step.ts';

/** Limit of evaluated targets of a job. */
const MAX_TARGETS = 200;
/** Limit of shards that are tried. */
const MAX_SHARDS = 100;

/** A list of rules of the user inside the rules of a job, and its path in the object. */
export interface UserRules {
  readonly path: string;
  readonly sections: readonly Section[];
}

/** The variables that the reloader fills in. */
const VARIABLE = /\$\((SHARD|INZONE_SHARD|TOPOLOGY_ZONE|POD_NAME|NODE_NAME)\)/g;

const hasVariable = ({ regex, replacement }: Section): boolean =>
  (typeof regex === 'string' && regex.includes('$(')) ||
  (typeof replacement === 'string' && replacement.includes('$('));

function filledIn(section: Section, shard: number): Section {
  const fill = (value: unknown) =>
    typeof value === 'string' && value.includes('$(')
      ? value.replace(VARIABLE, (_whole, name: string) => (/SHARD/.test(name) ? String(shard) : ''))
      : value;
  return {
    ...section,
    ...('regex' in section ? { regex: fill(section['regex']) } : {}),
    ...('replacement' in section ? { replacement: fill(section['replacement']) } : {}),
  };
}

/** The labels that a job gives to its targets before relabeling, beside those of the discovery. */
function jobLabels(job: Section): Labels {
  const defaults: Record<string, string> = {
    job: textAt(job, 'job_name') ?? '',
    __metrics_path__: textAt(job, 'metrics_path') ?? '/metrics',
    __scheme__: textAt(job, 'scheme') ?? 'http',
    __scrape_interval__: textAt(job, 'scrape_interval') ?? '1m',
    __scrape_timeout__: textAt(job, 'scrape_timeout') ?? '10s',
  };
  for (const [name, values] of Object.entries((at(job, 'params') ?? {}) as Fields)) {
    const [first] = Array.isArray(values) ? values : [];
    if (first !== undefined) defaults[`__param_${name}`] = String(first);
  }
  return defaults;
}

/** A target after relabeling. */
interface Kept {
  readonly from: Labels;
  readonly labels: LabelsBuilder;
}
interface Dropped {
  readonly from: Labels;
  readonly index: number;
  readonly value: string;
}

export interface Outcome {
  readonly kept: readonly Kept[];
  readonly dropped: readonly Dropped[];
  readonly rules: readonly Rule[];
  /** The labels that the job gives to each target. */
  readonly own: Labels;
}

/** The targets after the rules. `own`: the labels that the job gives to each of them. */
function evaluate(targets: readonly Labels[], own: Labels, rules: readonly Rule[], options: RelabelOptions): Outcome {
  const kept: Kept[] = [];
  const dropped: Dropped[] = [];
  for (const from of targets) {
    const result = relabelWith(new LabelsBuilder(from, own), rules, options);
    if ('kept' in result) kept.push({ from, labels: result.kept });
    else dropped.push({ from, index: result.droppedBy, value: result.value });
  }
  return { kept, dropped, rules, own };
}

/** The outcome for the targets of a job on the shard that keeps most. `undefined`: an expression is invalid. */
export function outcome(
  job: Section,
  targets: readonly Labels[],
  shards: number,
  context: ScrapeContext,
): Outcome | undefined {
  const sections = listAt(job, 'relabel_configs') as readonly Section[];
  const scheme = textAt(job, 'metric_name_validation_scheme') ?? context.spec.nameValidationScheme;
  const options = relabelOptions(context.version, scheme);
  const own = jobLabels(job);
  const all = targets.slice(0, MAX_TARGETS);
  const tries = sections.some(hasVariable) ? Math.min(Math.max(1, shards), MAX_SHARDS) : 1;
  let best: Outcome | undefined;
  for (let shard = 0; shard < tries; shard++) {
    const compiled = compileRules(
      sections.map((section) => (hasVariable(section) ? filledIn(section, shard) : section)),
      options,
    );
    if (!('rules' in compiled)) return undefined;
    const found = evaluate(all, own, compiled.rules, options);
    if (!best || found.kept.length > best.kept.length) best = found;
    if (best.kept.length > 0 || targets.length === 0) break;
  }
  return best;
}

/** Where rule number `index` of a job comes from: a path of the object, or the operator. */
function originOf(sections: readonly Section[], index: number, user: readonly UserRules[]): string {
  for (const { path, sections: own } of user) {
    const texts = own.map((one) => JSON.stringify(one));
    for (let start = sections.length - own.length; own.length > 0 && start >= 0; start--) {
      const fits = texts.every((text, i) => JSON.stringify(sections[start + i]) === text);
      if (fits && index >= start && index < start + own.length) return `${path}[${index - start}]`;
    }
  }
  return 'written by the operator';
}

const ruleText = ({ action, sources, regex, target }: Rule): string =>
  action === 'keepequal' || action === 'dropequal'
    ? `${action} ${sources.join(', ')} and ${target}`
    : `${action} where ${sources.join(', ') || '(no label)'} matches ${quoted(regex)}`;

/** A label that a rule reads and no target has, with the name of a similar one. */
function absentSource(rule: Rule, from: Labels): Evidence[] {
  return rule.sources
    .filter((name) => !Object.hasOwn(from, name))
    .map((name) => {
      const near = nearestWord(name, Object.keys(from));
      return {
        object: `target ${from['__address__'] ?? ''}`,
        field: name,
        expected: 'a label',
        ...(near ? { found: `label ${near}` } : {}),
      };
    });
}

function dropStep(job: Section, found: Outcome, user: readonly UserRules[]): Step {
  const furthest = found.dropped.reduce((most, one) => (one.index > most.index ? one : most));
  const rule = found.rules[furthest.index] as Rule;
  const sections = listAt(job, 'relabel_configs') as readonly Section[];
  const origin = originOf(sections, furthest.index, user);
  const address = furthest.from['__address__'] ?? '';
  const count = found.dropped.length === 1 ? 'the only target is' : `all ${found.dropped.length} targets are`;
  const message =
    `${count} dropped; ${address} by rule ${furthest.index + 1} ` +
    `(${origin}): ${ruleText(rule)}, the value is ${quoted(furthest.value)}`;
  const evidence = [
    ...rule.sources.map((name) => ({
      object: `target ${address}`,
      field: name,
      found: (furthest.from[name] || found.own[name]) ?? '',
      expected: `${rule.action} ${rule.regex}`,
    })),
    ...absentSource(rule, { ...found.own, ...furthest.from }),
  ];
  return broken('relabeling', 'DroppedByRelabeling', message, {
    evidence,
    repair: [
      { action: origin.startsWith('spec') ? `Correct or remove ${origin}.` : 'Correct the selector or the label.' },
    ],
  });
}

const PORT = /:\d+$/;

/** What is wrong with the address of a target after relabeling. */
function addressProblem({ from, labels }: Kept, path: string): Step | undefined {
  const address = labels.get('__address__');
  const repair = [{ action: `Correct ${path}.` }];
  if (address === '') return broken('relabeling', 'NoAddress', 'relabeling leaves no __address__', { repair });
  if (!address.includes('/')) return undefined;
  if (from['__address__'] !== address)
    return broken(
      'relabeling',
      'BadAddress',
      `relabeling makes __address__ ${quoted(address)}, which is not host:port`,
      {
        repair,
      },
    );
  const action = 'Write host:port. The scheme and the path have fields of their own.';
  return broken('discovery', 'BadAddress', `the target ${quoted(address)} is not host:port, so Prometheus drops it`, {
    evidence: [{ object: 'target', field: '__address__', found: address, expected: 'host:port' }],
    repair: [{ action }],
  });
}

/** Rules that drop every series of every target: `drop` of anything. */
export function metricsStep(job: Section, path: string): Step[] {
  const rules = listAt(job, 'metric_relabel_configs');
  const index = rules.findIndex((rule) => {
    const regex = textAt(rule, 'regex') ?? '(.*)';
    const isAll = regex === '(.*)' || regex === '.*';
    const sources = at(rule, 'source_labels');
    const isNone = !Array.isArray(sources) || sources.length === 0;
    if (textAt(rule, 'action') === 'drop') return isAll || (isNone && regex === '');
    return textAt(rule, 'action') === 'keep' && isNone && !isAll && regex !== '';
  });
  if (index < 0) return [];
  return [
    broken(
      'relabeling',
      'AllSeriesDropped',
      `metric relabel rule ${index + 1} drops every series: ` +
        `${textAt(rules[index], 'action')} ${quoted(textAt(rules[index], 'regex') ?? '(.*)')}`,
      {
        evidence: [{ object: path, field: `metricRelabelings[${index}]`, found: JSON.stringify(rules[index]) }],
        repair: [{ action: 'Correct or remove the rule.' }],
      },
    ),
  ];
}

/** The step for the targets of a job. */
export function relabelingStep(job: Section, found: Outcome | undefined, user: readonly UserRules[]): Step[] {
  if (!found) return [unknown('relabeling', 'InvalidRule', 'a relabel rule has an invalid expression')];
  const { kept, dropped } = found;
  if (kept.length === 0 && dropped.length > 0) return [dropStep(job, found, user)];
  const path = user[0]?.path ?? 'the rules';
  const wrong = kept.map((target) => addressProblem(target, path)).filter((step) => step !== undefined);
  const [first] = wrong;
  if (first && wrong.length === kept.length) return [first];
  const [one] = kept;
  if (!one) return [];
  const address = one.labels.get('__address__');
  const object = `target ${address}`;
  const evidence = one.labels.visible().map(([name, value]) => ({ object, field: name, found: value }));
  const step = ok(
    'relabeling',
    `${kept.length} of ${kept.length + dropped.length} discovered targets stay after relabeling`,
    evidence,
  );
  if (PORT.test(address)) return [step];
  const port = one.labels.get('__scheme__') === 'https' ? 443 : 80;
  return [step, warning('relabeling', 'NoPort', `the address ${address} has no port, so port ${port} is scraped`)];
}
