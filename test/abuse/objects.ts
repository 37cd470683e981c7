// One object for each seed: of any kind that the hooks read, valid to the API server, hostile otherwise.
import { type KubernetesObject, OWN } from '../../hooks/core/meta.ts';
import { isRecord } from '../../hooks/core/yaml.ts';
import { type Random, random } from '../support/random.ts';
import { hostileKey, hostileText, LABEL_VALUES } from './hostile.ts';
import { type Draw, type Node, specNode, value } from './schema.ts';
import { makeSensible } from './sense.ts';

type Fields = Record<string, unknown>;

/** Kinds as often as they are drawn. */
const KINDS = [
  'ServiceMonitor',
  'ServiceMonitor',
  'PodMonitor',
  'PodMonitor',
  'Probe',
  'ScrapeConfig',
  'ScrapeConfig',
  'PrometheusRule',
  'PrometheusRule',
  'AlertmanagerConfig',
  'AlertmanagerConfig',
  'ConfigMap',
  'Prometheus',
  'PrometheusAgent',
  'Alertmanager',
  'ThanosRuler',
] as const;

export const PARENTS: ReadonlySet<string> = new Set(['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler']);

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  Prometheus: ['v2.10.0', 'v2.37.0', 'v2.48.0', 'v2.55.1', 'v3.0.0', 'v3.4.0', 'v3.8.0', 'v3.11.0'],
  Alertmanager: ['v0.21.0', 'v0.25.0', 'v0.27.0', 'v0.29.0', 'v0.32.0', 'v0.35.0'],
  ThanosRuler: ['v0.22.0', 'v0.34.0', 'v0.40.0'],
};

/** A release that the hooks know, for a kind of parent. */
export const release = (kind: string, from: Random): string =>
  from.pick(VERSIONS[kind] ?? VERSIONS['Prometheus'] ?? []);

const API: Readonly<Record<string, string>> = {
  AlertmanagerConfig: 'monitoring.coreos.com/v1alpha1',
  PrometheusAgent: 'monitoring.coreos.com/v1alpha1',
  ScrapeConfig: 'monitoring.coreos.com/v1alpha1',
  ConfigMap: 'v1',
};

const NAMESPACES = ['default', 'other', 'constructor'];
const NAMES = [
  'constructor',
  'valueof',
  '0',
  'a.b.c',
  '1e3',
  'null',
  'x'.repeat(63),
  'y'.repeat(253),
  `z.${'z'.repeat(200)}`,
];
const WORDS = [
  'grafana-json-data',
  'grafana-org',
  'grafana-default',
  'grafana-credentials',
  'grafana-credentials-for',
  'federation-match',
  'sharding',
  'resharding',
  'query-tier',
  'strict-rollout',
  'rollout',
  'rules',
  'recreate',
];
const LABELS = ['federate', 'federation-of', 'grafana', 'servicemonitor-rules', 'prometheus-rules'].map(
  (name) => `${OWN}/${name}`,
);

/** Names as the API server takes them; a number makes them different. */
const nameOf = (seed: number, from: Random, hostility: number): string =>
  from.next() < hostility / 4 ? `${String(seed)}${from.pick(NAMES)}`.slice(0, 253) : `x${seed}`;

const entries = (count: number, one: () => readonly [string, string]): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, one));

function annotations(from: Random): Record<string, string> {
  return entries(from.below(4), () => [
    from.pick([...WORDS.map((word) => `${OWN}/${word}`), 'constructor', 'a']),
    hostileText(from),
  ]);
}

const labels = (from: Random): Record<string, string> =>
  entries(from.below(3), () => [from.pick([...LABELS, 'constructor', 'toString', 'a']), from.pick(LABEL_VALUES)]);

/** A route in a route is any JSON to the schema. */
function routes(route: Fields, node: Node, draw: Draw, depth: number): void {
  const { from, hostility } = draw;
  if (from.next() < hostility / 4)
    route['routes'] = [from.pick([0, true, hostileText(from), [], {}, [[{}]], { receiver: 1 }, { matchers: 'a' }])];
  else if (depth > 0 && from.next() < 0.5)
    route['routes'] = Array.from({ length: from.below(3) }, () => {
      const inner = value({ ...node, properties: { ...node.properties, routes: {} } }, 'route', '', draw) as Fields;
      routes(inner, node, draw, depth - 1);
      return inner;
    });
  else delete route['routes'];
}

function authorizes(webex: unknown): boolean {
  const client = ((webex ?? {}) as Fields)['httpConfig'];
  return isRecord(client) && ('authorization' in client || 'bearerTokenSecret' in client);
}

/** What the CRDs say in CEL. */
function withRules(kind: string, spec: Fields): Fields {
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    const fields = at as Fields;
    if ('externalId' in fields && !('roleArn' in fields)) delete fields['externalId'];
    if (Array.isArray(fields['webexConfigs'])) fields['webexConfigs'] = fields['webexConfigs'].filter(authorizes);
    for (const member of Object.values(fields)) visit(member);
  };
  visit(spec);
  const base = spec['alertmanagerConfiguration'] as { global?: { telegram?: Fields } } | undefined;
  if (base?.global?.telegram?.['botToken']) delete base.global.telegram['botTokenFile'];
  const update = spec['updateStrategy'] as Fields | undefined;
  if (update && update['type'] !== 'RollingUpdate') delete update['rollingUpdate'];
  if (kind === 'ScrapeConfig')
    for (const other of ['authorization', 'oauth2'])
      if ('basicAuth' in spec || (other === 'oauth2' && 'authorization' in spec)) delete spec[other];
  if ((spec['shardingStrategy'] as Fields | undefined)?.['mode'] !== 'Topology') delete spec['shardingStrategy'];
  else spec['shards'] = 30;
  if (spec['mode'] === 'DaemonSet')
    for (const field of Object.keys(spec))
      if (
        /^(?:replicas|storage|shards|additionalScrapeConfigs|shardingStrategy)$/.test(field) ||
        /^(?:persistent|scrapeConfig|probe|serviceMonitor)/.test(field)
      )
        delete spec[field];
  return spec;
}

const SELECTORS = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule', 'alertmanagerConfig'];
/** A parent that selects everything of its kind's schema. */
export const everything = (kind: string): Fields =>
  Object.fromEntries(
    SELECTORS.filter((name) => `${name}Selector` in (specNode(kind).properties ?? {})).flatMap((name) => [
      [`${name}Selector`, {}],
      [`${name}NamespaceSelector`, {}],
    ]),
  );

function specOf(kind: string, draw: Draw): Fields {
  const { from, hostility } = draw;
  const node = specNode(kind);
  const spec = value(node, 'spec', '', draw) as Fields;
  const route = spec['route'] as Fields | undefined;
  if (kind === 'AlertmanagerConfig' && route) routes(route, node.properties?.['route'] ?? {}, draw, 3);
  if (from.next() < 0.85) makeSensible(kind, spec);
  if (!PARENTS.has(kind)) return withRules(kind, spec);
  const version = from.next() < hostility / 4 ? hostileText(from) : release(kind, from);
  const selectors = from.next() < hostility / 4 ? {} : everything(kind);
  if (from.next() < 0.95) delete spec['paused'];
  return withRules(kind, { ...spec, ...selectors, ...(from.next() < 0.8 ? { version } : {}) });
}

const RULES = 'groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: up\n';

/** A rule file: a good one, one with a hostile place, or no rule file at all. */
function ruleFile(from: Random): string {
  const text = hostileText(from);
  return from.pick([
    RULES,
    text,
    `${RULES}${text}`,
    `${text}\n${RULES}`,
    RULES.replace('up', JSON.stringify(text)),
    RULES.replace('up', text),
    RULES.replace('g\n', `${text}\n`),
    RULES.replace('rules', text),
    RULES.replace('a:b', text),
    JSON.stringify({
      groups: [
        {
          name: text,
          rules: [{ alert: text, expr: 'up', labels: { [text]: text }, annotations: { [hostileKey(from)]: text } }],
        },
      ],
    }),
  ]);
}

const KEYS = [
  'a.yaml',
  'b.yml',
  'c.rules',
  '__proto__',
  'constructor',
  '__proto__.yaml',
  'd',
  `${'k'.repeat(248)}.yaml`,
];

const ruleConfigMap = (from: Random): Fields => ({
  data: entries(1 + from.below(3), () => [from.pick(KEYS), ruleFile(from)]),
});

/** The object of a seed. */
export function hostileObject(seed: number, forced?: string): KubernetesObject {
  const from = random(Math.imul(seed, 2_654_435_761));
  for (let i = 0; i < 3; i++) from.next();
  const kind = forced ?? from.pick(KINDS);
  const draw: Draw = { from, hostility: from.pick([0.03, 0.1, 0.3, 0.9]) };
  const content = kind === 'ConfigMap' ? ruleConfigMap(from) : { spec: specOf(kind, draw) };
  const marked: Record<string, string> = kind === 'ConfigMap' ? { [`${OWN}/prometheus-rules`]: 'true' } : {};
  const metadata = {
    name: nameOf(seed, from, draw.hostility),
    namespace: PARENTS.has(kind) ? 'default' : from.pick(NAMESPACES),
    uid: `00000000-0000-4000-8000-${String(seed).padStart(12, '0')}`,
    resourceVersion: String(seed),
    generation: 1,
    labels: { team: 'a', ...labels(from), ...marked },
    annotations: annotations(from),
  };
  return { apiVersion: API[kind] ?? 'monitoring.coreos.com/v1', kind, metadata, ...content };
}
