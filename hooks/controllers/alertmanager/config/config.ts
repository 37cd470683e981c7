// The configuration of an Alertmanager: which base, which AlertmanagerConfigs on top, and whether it can be used.

import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import { describe, type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import type { Options } from '../../../core/options.ts';
import type { Section } from '../../../core/section.ts';
import { dumpYaml } from '../../../core/yaml.ts';
import { relatedLookup } from '../../../references/lookup.ts';
import { resolver } from '../../../references/resolver.ts';
import { mayKnowMore } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { configBudget, tooLarge, withinBudget } from '../../../workload/bytebudget.ts';
import { gzip } from '../../../workload/gzip.ts';
import { inTime } from '../../../workload/overdue.ts';
import type { ReceiverContext } from '../receivers/integration.ts';
import { configTable } from '../schema/sections.ts';
import type { Problem } from '../schema/table.ts';
import { fit } from '../schema/walk.ts';
import { receiverProblems, rootRouteProblems, wholeFileProblems } from '../schema/whole.ts';
import { resolveGlobal } from './global.ts';
import { inheritedProblems, withPlainClients } from './inherited.ts';
import { isKept, merged, type Part, placed } from './merge.ts';
import { FILE, readConfig } from './raw.ts';
import { assetOf, type ConfigSources, examine, type Selected, selectConfigs } from './select.ts';
import { DEFAULT_CONFIG, howToConfigure, type Source, sourceOf } from './source.ts';

export interface Rejected {
  readonly object: AlertmanagerConfig;
  readonly issues: readonly Issue[];
}

interface Common {
  readonly rejected: readonly Rejected[];
  /** How many AlertmanagerConfigs are merged in. */
  readonly accepted: number;
  /** Namespace and name of those whose references are not read yet. */
  readonly unread: readonly string[];
}

/** A configuration to write, with the files it refers to. */
export interface Ready extends Common {
  readonly kind: 'ready';
  readonly content: Buffer;
  readonly extra: Source['extra'];
  readonly files: ReadonlyMap<string, string>;
  /** What the base is, as the generated Secret notes it. */
  readonly origin: string;
  /** Fields that nobody here knows: passed on as they are. */
  readonly unknown: readonly string[];
}

/**
 * No configuration to write: there is none (`missing`), it is wrong (`invalid`), or something it refers to is not read
 * yet (`unread`).
 */
export interface NotReady extends Common {
  readonly kind: 'missing' | 'invalid' | 'unread';
  readonly message: string;
}

export type ConfigAnswer = Ready | NotReady;

interface Base {
  readonly config: Section;
  readonly extra: Source['extra'];
  readonly files: ReadonlyMap<string, string>;
  readonly origin: string;
  readonly unknown: readonly string[];
}

type BaseAnswer = Base | { readonly kind: NotReady['kind']; readonly issues: readonly Issue[] };

const invalid = (issues: readonly Issue[]): BaseAnswer => ({
  kind: issues.some(({ reason }) => reason === 'NotBuiltYet') ? 'unread' : 'invalid',
  issues,
});

const fileIssues = (problems: readonly Problem[]): Issue[] =>
  problems.map(([path, message]) => issue('InvalidConfiguration', `${FILE} ${path}`, message));

/**
 * The base that a user wrote, or the default one. Fields that only a release newer than our tables can know are passed
 * on to such a release.
 */
function rawBase(source: Source, version: Version, options: Options): BaseAnswer {
  const text = source.content?.toString('utf8') ?? DEFAULT_CONFIG;
  const unknown = mayKnowMore(version) && !options.parity ? 'keep' : 'refuse';
  const answer = readConfig(text, { unknown, parity: options.parity });
  return 'issues' in answer
    ? invalid(answer.issues)
    : { config: answer.config, extra: source.extra, files: new Map(), origin: source.origin, unknown: answer.unknown };
}

const templatesOf = (alertmanager: Alertmanager): string[] =>
  (alertmanager.spec.alertmanagerConfiguration?.templates ?? []).flatMap(({ configMap, secret }) =>
    [configMap, secret].flatMap((ref) => (ref ? [`/etc/alertmanager/templates/${ref.key}`] : [])),
  );

/** The base that an AlertmanagerConfig makes: its own routes, for alerts of all namespaces. */
function objectBase(
  alertmanager: Alertmanager,
  name: string,
  related: ConfigSources,
  version: Version,
  options: Options,
): BaseAnswer {
  const namespace = alertmanager.metadata.namespace ?? '';
  const object = related.alertmanagerConfigs.get(namespace, name) as unknown as AlertmanagerConfig | undefined;
  const at = 'spec.alertmanagerConfiguration.name';
  if (!object)
    return invalid([
      issue('ConfigurationMissing', at, `AlertmanagerConfig ${quoted(`${namespace}/${name}`)} does not exist`),
    ]);
  const { issues, late, files, part } = examine(object, assetOf(object, related.secrets), version, options.parity);
  if (!part)
    return invalid(issues.map((found) => ({ ...found, path: `${at}: AlertmanagerConfig ${name} ${found.path}` })));
  const context: ReceiverContext = {
    namespace,
    version,
    resolver: resolver(relatedLookup(related), undefined, options.parity),
    parity: options.parity,
  };
  const global = resolveGlobal(alertmanager.spec.alertmanagerConfiguration?.global, context);
  if ('issues' in global) return invalid(global.issues);
  const root = fileIssues(rootRouteProblems(part.route));
  const config = { global: global.section, ...part, templates: templatesOf(alertmanager) };
  const found = [...late, ...root, ...(options.parity ? emailIssues(config) : [])];
  if (found.length > 0) return invalid(found);
  const origin = `AlertmanagerConfig ${namespace}/${name}`;
  return { config, extra: {}, files: new Map([...files, ...context.resolver.files]), origin, unknown: [] };
}

/** The Go operator looks for what e-mail needs, and for nothing else. */
const emailIssues = (config: Section): Issue[] =>
  fileIssues(receiverProblems(config).filter(([path]) => path.includes('.email_configs[')));

interface Chosen {
  readonly parts: readonly Part[];
  readonly rejected: readonly Rejected[];
  readonly fatal: readonly Issue[];
}

/**
 * A part beside the `global` of the base: without credentials that are not its own, and with what is wrong. The Go
 * operator lets every object inherit every secret.
 */
function fitted(
  own: Part | undefined,
  global: Section,
  { parity }: Options,
): { readonly part: Part | undefined; readonly needs: Issue[] } {
  if (parity || !own) return { part: own, needs: emailIssues({ global, receivers: own?.receivers ?? [] }) };
  const part = { ...own, receivers: withPlainClients(own.receivers, global) };
  const foreign = inheritedProblems(part.receivers, global).map(([path, wrong]) =>
    issue('InvalidReceiver', path, wrong),
  );
  return { part, needs: [...fileIssues(receiverProblems({ global, receivers: part.receivers })), ...foreign] };
}

/**
 * Of the objects that passed their check, those that fit the base. In parity one that does not is a reason to write
 * nothing; otherwise it is rejected, as a mistake in one namespace must not hold up the others.
 */
function choose(
  selected: readonly Selected[],
  base: Base,
  alertmanager: Alertmanager,
  version: Version,
  options: Options,
): Chosen {
  const namespace = alertmanager.metadata.namespace ?? '';
  const strategy = alertmanager.spec.alertmanagerConfigMatcherStrategy?.type;
  const parts: Part[] = [];
  const rejected: Rejected[] = [];
  const fatal: Issue[] = [];
  for (const { object, issues, late, part: own } of selected) {
    const { part, needs } = fitted(own, (base.config['global'] ?? {}) as Section, options);
    const found = issues.length > 0 ? issues : [...late, ...needs];
    if (found.length > 0 || !part) rejected.push({ object, issues: found });
    else
      parts.push(
        placed(
          part,
          object.metadata.namespace ?? '',
          isKept(strategy, object.metadata.namespace ?? '', namespace),
          version,
        ),
      );
    if (options.parity && issues.length === 0) {
      for (const one of found)
        fatal.push(
          issue(one.reason, '', describe('AlertmanagerConfig', object as { metadata: { name: string } }, one)),
        );
    }
  }
  return { parts, rejected, fatal };
}

const message = (issues: readonly Issue[]): string =>
  issues
    .slice(0, 5)
    .map(({ path, message: text }) => (path ? `${path}: ${text}` : text))
    .join('; ');

/** Whether the user left all of the configuration to a Secret: then it is passed on as it is. */
const isOwn = ({ spec }: Alertmanager): boolean => !spec.alertmanagerConfigSelector && !spec.alertmanagerConfiguration;

function ownConfig(source: Source, options: Options): ConfigAnswer {
  const common = { rejected: [], accepted: 0, unread: [] };
  const content = source.content ?? Buffer.from(DEFAULT_CONFIG);
  const answer = options.parity ? undefined : readConfig(content.toString('utf8'), { unknown: 'keep', parity: false });
  if (answer && 'issues' in answer) return { kind: 'invalid', message: message(answer.issues), ...common };
  return {
    kind: 'ready',
    content,
    extra: source.extra,
    files: new Map(),
    origin: source.origin,
    unknown: answer?.unknown ?? [],
    ...common,
  };
}

/**
 * Whether an Alertmanager without a configuration of its own waits for one, or keeps the one in use. Those that select
 * AlertmanagerConfigs have what these add, unless the user named a Secret, or had one before: then its loss is a
 * mistake. `inUse`: where the configuration in use came from.
 */
function waits(
  alertmanager: Alertmanager,
  source: Source,
  accepted: number,
  inUse: string | undefined,
  options: Options,
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
  alertmanager: Alertmanager,
  related: ConfigSources,
  version: Version,
  options: Options,
  { inUse, overdue = false }: { readonly inUse?: string | undefined; readonly overdue?: boolean } = {},
): ConfigAnswer {
  const source = sourceOf(alertmanager, related, options);
  const found = isOwn(alertmanager) ? [] : selectConfigs(alertmanager, related, version, options);
  const waitFor = found.filter(({ issues }) => issues.some(({ reason }) => reason === 'NotBuiltYet'));
  const selected = overdue ? found.map((one) => ({ ...one, issues: inTime(one.issues) })) : found;
  const unread = overdue ? undefined : waitFor[0];
  const passed = selected.filter(({ issues }) => issues.length === 0).length;
  const failed = selected.filter(({ issues }) => issues.length > 0);
  const names = waitFor.map(({ object: { metadata } }) => `AlertmanagerConfig ${metadata.namespace}/${metadata.name}`);
  const common: Common = { rejected: failed, accepted: passed, unread: names };
  if (unread)
    return {
      kind: 'unread',
      message: `references of AlertmanagerConfig ${unread.object.metadata.name} are not read yet`,
      ...common,
    };
  if (waits(alertmanager, source, passed, inUse, options))
    return { kind: 'missing', message: howToConfigure(alertmanager), ...common };
  if (isOwn(alertmanager)) return ownConfig(source, options);
  const object = alertmanager.spec.alertmanagerConfiguration;
  const answer = object
    ? objectBase(alertmanager, object.name ?? '', related, version, options)
    : rawBase(source, version, options);
  if ('kind' in answer) return { kind: answer.kind, message: message(answer.issues), ...common };
  let last: { readonly items: readonly Selected[]; readonly answer: ConfigAnswer } | undefined;
  const build = (items: readonly Selected[]): ConfigAnswer => {
    if (last?.items !== items) last = { items, answer: complete(answer, items, alertmanager, version, options) };
    return last.answer;
  };
  return { ...build(fitting(selected, build, options)), unread: names };
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

function complete(
  base: Base,
  selected: readonly Selected[],
  alertmanager: Alertmanager,
  version: Version,
  options: Options,
): ConfigAnswer {
  // What was left out may be what the rest cannot do without.
  const known = fit(configTable, base.config, version, !options.parity);
  const chosen = choose(selected, base, alertmanager, version, options);
  const common: Common = { rejected: chosen.rejected, accepted: chosen.parts.length, unread: [] };
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
    ...common,
  };
}
