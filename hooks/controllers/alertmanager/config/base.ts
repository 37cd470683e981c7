// The base of a configuration: what a user wrote, the default, or one AlertmanagerConfig for all namespaces.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import type { Section } from '../../../core/section.ts';
import { mergeMaps } from '../../../references/assets.ts';
import { relatedLookup } from '../../../references/lookup.ts';
import { resolver } from '../../../references/resolver.ts';
import { paddedReferences } from '../../../references/whitespace.ts';
import type { ReceiverContext } from '../receivers/integration.ts';
import type { Problem } from '../schema/table.ts';
import { receiverProblems, rootRouteProblems } from '../schema/whole.ts';
import type { NotReady, Target } from './answer.ts';
import { resolveGlobal } from './global.ts';
import { FILE, readRaw } from './raw.ts';
import { assetOf, type ConfigSources, examine, examineFor } from './select.ts';
import { DEFAULT_CONFIG, type Source } from './source.ts';

/** The configuration that AlertmanagerConfigs are merged into. */
export interface Base {
  readonly config: Section;
  readonly extra: Source['extra'];
  readonly files: ReadonlyMap<string, string>;
  readonly origin: string;
  readonly unknown: readonly string[];
  /** The keys of its credentials that end in white space. */
  readonly padded: readonly string[];
}

export type BaseAnswer = Base | { readonly kind: NotReady['kind']; readonly issues: readonly Issue[] };

const invalid = (issues: readonly Issue[]): BaseAnswer => ({
  kind: issues.some(({ reason }) => reason === 'NotBuiltYet') ? 'unread' : 'invalid',
  issues,
});

/** Problems of the file as issues. */
export const fileIssues = (problems: readonly Problem[]): Issue[] =>
  problems.map(([path, message]) => issue('InvalidConfiguration', `${FILE} ${path}`, message));

/**
 * The base that a user wrote, or the default one. Fields that only a release newer than our tables can know are passed
 * on to such a release.
 */
export function rawBase(source: Source, { version, options }: Target): BaseAnswer {
  const answer = readRaw(source.content ?? Buffer.from(DEFAULT_CONFIG), version, options);
  return 'issues' in answer
    ? invalid(answer.issues)
    : { ...answer, extra: source.extra, files: new Map(), origin: source.origin, padded: [] };
}

const templatesOf = (alertmanager: Alertmanager): string[] =>
  (alertmanager.spec.alertmanagerConfiguration?.templates ?? []).flatMap(({ configMap, secret }) =>
    [configMap, secret].flatMap((ref) => (ref ? [`/etc/alertmanager/templates/${ref.key}`] : [])),
  );

/** The base that an AlertmanagerConfig makes: its own routes, for alerts of all namespaces. */
export function objectBase(name: string, related: ConfigSources, target: Target): BaseAnswer {
  const { alertmanager, version, options } = target;
  const namespace = alertmanager.metadata.namespace ?? '';
  const object = related.alertmanagerConfigs.get(namespace, name) as unknown as AlertmanagerConfig | undefined;
  const at = 'spec.alertmanagerConfiguration.name';
  if (!object)
    return invalid([
      issue('ConfigurationMissing', at, `AlertmanagerConfig ${quoted(`${namespace}/${name}`)} does not exist`),
    ]);
  const found = examine(object, assetOf(object, related.secrets), version, options.parity);
  const { issues, late, files, part, padded } = examineFor(alertmanager, object, 'base', found);
  if (!part) return invalid(issues.map((one) => ({ ...one, path: `${at}: AlertmanagerConfig ${name} ${one.path}` })));
  const context: ReceiverContext = {
    namespace,
    version,
    resolver: resolver(relatedLookup(related), namespace, options.parity),
    parity: options.parity,
  };
  const own = alertmanager.spec.alertmanagerConfiguration?.global;
  const global = resolveGlobal(own, context);
  if ('issues' in global) return invalid(global.issues);
  const root = fileIssues(rootRouteProblems(part.route));
  const config = { global: global.value, ...part, templates: templatesOf(alertmanager) };
  const wrong = [...late, ...root, ...(options.parity ? emailIssues(config) : [])];
  if (wrong.length > 0) return invalid(wrong);
  const origin = `AlertmanagerConfig ${namespace}/${name}`;
  return {
    config,
    extra: {},
    files: mergeMaps([files, global.files]),
    origin,
    unknown: [],
    padded: options.parity ? [] : [...padded, ...paddedReferences(own, context.resolver)],
  };
}

/** The Go operator looks for what e-mail needs, and for nothing else. */
export const emailIssues = (config: Section): Issue[] =>
  fileIssues(receiverProblems(config).filter(([path]) => path.includes('.email_configs[')));
