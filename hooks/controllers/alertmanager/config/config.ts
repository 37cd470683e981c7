// The configuration of an Alertmanager: which base, which AlertmanagerConfigs on top, and whether it can be used.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { Issue } from '../../../core/issue.ts';
import type { Options } from '../../../core/options.ts';
import { dumpYaml } from '../../../core/yaml.ts';
import { configBudget, tooLarge, withinBudget } from '../../../workload/bytebudget.ts';
import { gzip } from '../../../workload/gzip.ts';
import { inTime } from '../../../workload/overdue.ts';
import { configTable } from '../schema/sections.ts';
import { fit } from '../schema/walk.ts';
import { wholeFileProblems } from '../schema/whole.ts';
import type { Common, ConfigAnswer, Target } from './answer.ts';
import { type Base, fileIssues, objectBase, rawBase } from './base.ts';
import { choose } from './choose.ts';
import { merged } from './merge.ts';
import { FILE, readRaw } from './raw.ts';
import { type ConfigSources, type Selected, selectConfigs } from './select.ts';
import { DEFAULT_CONFIG, howToConfigure, type Source, sourceOf } from './source.ts';

const message = (issues: readonly Issue[]): string =>
  issues
    .slice(0, 5)
    .map(({ path, message: text }) => (path ? `${path}: ${text}` : text))
    .join('; ');

/** Whether the user left all of the configuration to a Secret: then it is passed on as it is. */
const isOwn = ({ spec }: Alertmanager): boolean => !spec.alertmanagerConfigSelector && !spec.alertmanagerConfiguration;

function ownConfig(source: Source, { version, options }: Target): ConfigAnswer {
  const common = { rejected: [], accepted: 0, unread: [], padded: [] };
  const content = source.content ?? Buffer.from(DEFAULT_CONFIG);
  const answer = options.parity ? undefined : readRaw(content, version, options);
  if (answer && 'issues' in answer) return { kind: 'invalid', message: message(answer.issues), ...common };
  return {
    kind: 'ready',
    content,
    extra: source.extra,
    files: new Map(),
    origin: source.origin,
    unknown: answer?.unknown ?? [],
    owners: { routes: [], inhibitRules: [] },
    ...common,
  };
}

/**
 * Whether an Alertmanager without a configuration of its own waits for one, or keeps the one in use. Those that select
 * AlertmanagerConfigs have what these add, unless the user named a Secret, or had one before: then its loss is a
 * mistake. `inUse`: where the configuration in use came from.
 */
function waits(
  { alertmanager, options }: Target,
  source: Source,
  accepted: number,
  inUse: string | undefined,
): boolean {
  const { spec } = alertmanager;
  if (
    options.parity ||
    options.alertmanagerWithoutConfig === 'default' ||
    source.content ||
    spec.alertmanagerConfiguration
  )
    return false;
  if (isOwn(alertmanager) || spec.configSecret || /^(Secret|ConfigMap) /.test(inUse ?? '')) return true;
  return accepted === 0 && inUse === undefined;
}

/**
 * The configuration, or why there is none. `inUse`: where the one in use came from, if there is one. `overdue`: objects
 * whose references are not read have been waited for long enough.
 */
export function configOf(
  target: Target,
  related: ConfigSources,
  { inUse, overdue = false }: { readonly inUse?: string | undefined; readonly overdue?: boolean } = {},
): ConfigAnswer {
  const { alertmanager, version, options } = target;
  const source = sourceOf(alertmanager, related, options);
  const found = isOwn(alertmanager) ? [] : selectConfigs(alertmanager, related, version, options);
  const waitFor = found.filter(({ issues }) => issues.some(({ reason }) => reason === 'NotBuiltYet'));
  const selected = overdue ? found.map((one) => ({ ...one, issues: inTime(one.issues) })) : found;
  const unread = overdue ? undefined : waitFor[0];
  const passed = selected.filter(({ issues }) => issues.length === 0).length;
  const failed = selected.filter(({ issues }) => issues.length > 0);
  const names = waitFor.map(({ object: { metadata } }) => `AlertmanagerConfig ${metadata.namespace}/${metadata.name}`);
  const padded = found.flatMap((one) => one.padded);
  const common: Common = { rejected: failed, accepted: passed, unread: names, padded };
  if (unread)
    return {
      kind: 'unread',
      message: `references of AlertmanagerConfig ${unread.object.metadata.name} are not read yet`,
      ...common,
    };
  if (waits(target, source, passed, inUse))
    return { kind: 'missing', message: howToConfigure(alertmanager), ...common };
  if (isOwn(alertmanager)) return ownConfig(source, target);
  const object = alertmanager.spec.alertmanagerConfiguration;
  const answer = object ? objectBase(object.name ?? '', related, target) : rawBase(source, target);
  if ('kind' in answer) return { kind: answer.kind, message: message(answer.issues), ...common };
  let last: { readonly items: readonly Selected[]; readonly answer: ConfigAnswer } | undefined;
  const build = (items: readonly Selected[]): ConfigAnswer => {
    if (last?.items !== items) last = { items, answer: complete(answer, items, target) };
    return last.answer;
  };
  return { ...build(fitting(selected, build, options)), unread: names, padded: [...padded, ...answer.padded] };
}

/** The objects as they are, but for those that the configuration has no room for: these are rejected. */
const fitting = (
  selected: readonly Selected[],
  build: (items: readonly Selected[]) => ConfigAnswer,
  options: Options,
): readonly Selected[] =>
  withinBudget(selected, configBudget(options), {
    totalBytes: (items) => {
      const answer = build(items);
      if (answer.kind !== 'ready') return 0;
      return answer.content.length <= configBudget(options) / 2 ? answer.content.length : gzip(answer.content).length;
    },
    share: (item) =>
      item.part && item.issues.length === 0
        ? { item, namespace: item.object.metadata.namespace ?? '', bytes: gzip(JSON.stringify(item.part)).length }
        : undefined,
    reject: (item) => ({ ...item, issues: [tooLarge()] }),
  });

function complete(base: Base, selected: readonly Selected[], target: Target): ConfigAnswer {
  const { version, options } = target;
  // What was left out may be what the rest cannot do without.
  const known = fit(configTable, base.config, version, !options.parity);
  const chosen = choose(selected, base, target);
  const common: Common = { rejected: chosen.rejected, accepted: chosen.parts.length, unread: [], padded: [] };
  const config = merged(known.config, chosen.parts);
  const whole = options.parity ? [] : fileIssues(wholeFileProblems(config));
  const unfit = known.issues.map((found) => ({ ...found, path: `${FILE} ${found.path}` }));
  const issues = [...unfit, ...chosen.fatal, ...whole];
  if (issues.length > 0) return { kind: 'invalid', message: message(issues), ...common };
  const files = new Map(base.files);
  const left = new Set(chosen.rejected.map(({ object }) => object));
  for (const { object, files: brought } of selected) {
    if (options.parity || !left.has(object)) for (const [file, content] of brought) files.set(file, content);
  }
  return {
    kind: 'ready',
    content: Buffer.from(dumpYaml(config)),
    extra: base.extra,
    files,
    origin: base.origin,
    unknown: base.unknown,
    owners: {
      routes: chosen.parts.flatMap(({ route, owner }) => (route ? [owner] : [])),
      inhibitRules: chosen.parts.flatMap(({ inhibit_rules, owner }) => inhibit_rules.map(() => owner)),
    },
    ...common,
  };
}
