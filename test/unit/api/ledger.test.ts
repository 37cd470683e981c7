// No field is ignored silently: each is read on the way from the object to its children, or stands in unread.ts with a
// reason.

import t from 'tap';
import type { AlertmanagerConfig } from '../../../hooks/api/alertmanagerconfig.ts';
import { schemaOf } from '../../../hooks/api/node.ts';
import { WORKLOADS } from '../../../hooks/app/routing/workloads.ts';
import { readAlertmanagerConfig } from '../../../hooks/controllers/alertmanager/config/check.ts';
import { ruleContext } from '../../../hooks/controllers/prometheus/rules.ts';
import { inputs } from '../../../hooks/core/inputs.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { NO_ASSETS } from '../../../hooks/references/assets.ts';
import { notLoaded, resolver } from '../../../hooks/references/resolver.ts';
import { writeRules } from '../../../hooks/rules/examine.ts';
import type { ScrapeContext } from '../../../hooks/scrape/job/context.ts';
import { SCRAPE_KINDS } from '../../../hooks/scrape/kinds.ts';
import { alertmanagerVersion } from '../../../hooks/versions/alertmanager.ts';
import { prometheusVersion } from '../../../hooks/versions/prometheus.ts';
import { maximal } from '../../support/maximal.ts';
import { readAll, recording } from '../../support/recording.ts';
import { kindMap } from '../../support/requests.ts';
import { everywhere, unread } from './unread.ts';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: Node;
  readonly required?: readonly string[];
}
type Spec = Record<string, unknown>;

/** Every path of a schema, as `recording` writes them. */
function pathsOf(node: Node, path: string): string[] {
  if (node.items) return [`${path}[]`, ...pathsOf(node.items, `${path}[]`)];
  if (node.additionalProperties) return [`${path}.x`, ...pathsOf(node.additionalProperties, `${path}.x`)];
  return Object.entries(node.properties ?? {}).flatMap(([name, inner]) => [
    `${path}.${name}`,
    ...pathsOf(inner, `${path}.${name}`),
  ]);
}

/** Fields that only mean something together. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  accessKey: ['secretKey'],
  secretKey: ['accessKey'],
  cert: ['keySecret'],
  keySecret: ['cert'],
  certFile: ['keyFile'],
  keyFile: ['certFile'],
  noProxy: ['proxyUrl'],
  proxyConnectHeader: ['proxyUrl'],
  client_ca: ['keySecret', 'cert'],
  clientCAFile: ['keySecret', 'cert'],
  cloud: ['sdk'],
  scope: ['sdk'],
  ignoreResourceAttributes: ['promoteAllResourceAttributes'],
  excludedFromEnforcement: ['enforcedNamespaceLabel'],
  prometheusRulesExcludedFromEnforce: ['enforcedNamespaceLabel'],
  retain: ['whenScaled'],
  topology: ['mode'],
  client: ['server'],
  server: ['client'],
  type: ['credentials'],
  httpConfig: ['botToken', 'routingKey', 'token', 'topicARN', 'userKey'],
  sigv4: ['topicARN'],
  userKey: ['token'],
  expr: ['alert'],
  for: ['alert', 'expr'],
  keep_firing_for: ['alert', 'expr'],
  annotations: ['alert', 'expr'],
  labels: ['alert', 'expr'],
};
const KEPT: readonly string[] = [
  'name',
  'url',
  'key',
  'targetLabel',
  'server',
  'role',
  'tokenUrl',
  'clientId',
  'clientSecret',
  'default',
  'cert',
  'keySecret',
  'receiver',
];

/** Of a Secret, a ConfigMap and a file, the Secret: together they are a mistake. */
function one(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(one);
  if (typeof value !== 'object' || value === null) return value;
  const both = 'secret' in value && 'configMap' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !(both && name === 'configMap') && !('keySecret' in value && name.endsWith('File')))
      .map(([name, member]) => [name, one(member)]),
  );
}

/** The value with nothing but what leads to the path, what is required beside it, and what goes with it. */
function lean(value: unknown, node: Node, steps: readonly string[]): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return [lean(value[0], node.items ?? {}, rest)];
  const from = value as Spec;
  const names = new Set([step, ...(node.required ?? []), ...(TOGETHER[step] ?? []), ...(node.properties ? KEPT : [])]);
  return Object.fromEntries(
    Object.entries(from)
      .filter(([name]) => names.has(name))
      .map(([name, member]) => [
        name,
        name === step ? lean(member, node.properties?.[name] ?? node.additionalProperties ?? {}, rest) : one(member),
      ]),
  );
}

const BASE: Spec = {
  serviceMonitorSelector: {},
  ruleSelector: {},
  queryEndpoints: ['http://x'],
  alertmanagerConfigSelector: {},
};
/** What a monitor needs to make a job, and an AlertmanagerConfig to add receivers. */
const JOB: Spec = {
  selector: {},
  endpoints: [{ port: 'x' }],
  podMetricsEndpoints: [{ port: 'x' }],
  route: { receiver: 'x' },
  receivers: [{ name: 'x' }],
  muteTimeIntervals: [{ name: 'x' }],
};
const source = { apiVersion: 'v1', metadata: { name: 'x', namespace: 'x' }, data: { x: '' } };
const related = kindMap([
  { ...source, kind: 'Secret' },
  { ...source, kind: 'ConfigMap' },
  { ...maximal('ServiceMonitor'), spec: { selector: {}, endpoints: [{ port: 'x', bearerTokenFile: '/x' }] } },
  {
    ...maximal('ServiceMonitor'),
    metadata: { name: 'y', namespace: 'x' },
    spec: { selector: {}, endpoints: [{ port: 'x' }] },
  },
  {
    ...maximal('ServiceMonitor'),
    metadata: { name: 'z', namespace: 'x' },
    spec: { selector: {}, endpoints: [{ port: 'x' }], scrapeClass: 'x' },
  },
  { ...maximal('AlertmanagerConfig'), spec: { route: { receiver: 'x' }, receivers: [{ name: 'x' }] } },
  { ...maximal('PrometheusRule'), spec: { groups: [{ name: 'x', rules: [{ record: 'x', expr: 'up' }] }] } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x', namespace: 'x' }, spec: { selector: { x: 'x' } } },
]);
/** A shard that is no longer wanted. */
const surplus = kindMap([
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: 'prometheus-x-shard-9',
      namespace: 'x',
      labels: { 'operator.prometheus.io/name': 'x', 'operator.prometheus.io/mode': 'server' },
    },
    spec: {},
  },
]);
const options = parseOptions([
  '--feature-gates=PrometheusAgentDaemonSet=true',
  '--alertmanager-without-config=default',
]);
const context: ScrapeContext = {
  namespace: 'x',
  name: 'x',
  spec: {} as never,
  version: prometheusVersion(undefined) ?? { major: 3, minor: 0, patch: 0, pre: [], build: '' },
  options,
  mode: 'server',
  assets: NO_ASSETS,
};

/** A release that has everything. */
const newest = alertmanagerVersion('v0.999.0') ?? { major: 0, minor: 999, patch: 0, pre: [], build: '' };
let taken = 0;

/** Goes with a spec the way that its kind goes, to the last field of the answer. */
function go(kind: string, spec: Spec, seen: Set<string>, secret = ''): void {
  const plain = maximal(kind);
  const object: KubernetesObject = {
    ...plain,
    metadata: { ...plain.metadata, uid: `uid-${taken++}`, labels: {} },
    spec: recording(spec, 'spec', seen),
  };
  const workload = WORKLOADS[kind];
  if (workload) {
    readAll(
      workload.sync(
        inputs({
          parent: object,
          children: surplus,
          related: { ...related, ...kindMap([{ ...source, kind: 'Secret', data: { x: secret } }]) },
          finalizing: false,
        }),
        {},
        new Date(0),
        options,
      ),
    );
    return;
  }
  if (kind === 'AlertmanagerConfig') {
    const config = object as unknown as AlertmanagerConfig;
    const reader = { namespace: 'x', version: newest, resolver: notLoaded('x'), parity: false };
    readAll(readAlertmanagerConfig(config, reader));
    return;
  }
  if (kind === 'PrometheusRule') {
    writeRules(object['spec'] as never, [], ruleContext(context, {} as never));
    return;
  }
  const scrape = SCRAPE_KINDS.find((item) => item.kind === kind);
  const resolved = scrape?.resolve(
    object,
    resolver(() => ({ value: '' }), 'x'),
    context,
  );
  readAll(scrape?.jobs(object, { namespace: 'x', name: 'x', assets: resolved?.assets ?? NO_ASSETS }, context));
}

const covers = (entry: string, path: string): boolean =>
  (entry.startsWith('*') && path.endsWith(entry.slice(1))) ||
  path === entry ||
  path.startsWith(`${entry}.`) ||
  path.startsWith(`${entry}[`);

/** Goes with an object that is made for one path, until that path has been seen. */
function seek(kind: string, schema: Node, path: string, seen: Set<string>): void {
  const steps = path.slice('spec.'.length).replaceAll('[]', '.[]').split('.');
  const base = WORKLOADS[kind] ? BASE : JOB;
  for (const pick of [0, 1, 2]) {
    const spec = { ...base, ...(lean(maximal(kind, pick)['spec'], schema, steps) as Spec) };
    for (const more of [{}, kind.startsWith('Prometheus') ? { version: 'v2.10.0' } : {}]) {
      for (const secret of ['', 'eA==']) if (!seen.has(path)) go(kind, { ...spec, ...more }, seen, secret);
    }
  }
}

/** Paths of the kind that nothing has looked at. */
function missed(kind: string, reasons: readonly string[]): string[] {
  const schema = (schemaOf(kind)?.properties?.['spec'] ?? {}) as Node;
  const seen = new Set<string>();
  const base = WORKLOADS[kind] ? BASE : JOB;
  const full = maximal(kind)['spec'] as Spec;
  go(kind, full, seen);
  for (const [name, value] of Object.entries(full)) go(kind, { ...base, [name]: value }, seen);
  const all = pathsOf(schema, 'spec');
  for (const path of all)
    if (!seen.has(path) && !reasons.some((entry) => covers(entry, path))) seek(kind, schema, path, seen);
  return all.filter((path) => !seen.has(path));
}

for (const [kind, own] of Object.entries(unread)) {
  t.test(`each field of ${kind} is read, or there is a reason`, async (t) => {
    const reasons = Object.keys({ ...everywhere, ...own });
    const paths = missed(kind, reasons);
    t.strictSame(
      paths.filter((path) => !reasons.some((entry) => covers(entry, path))),
      [],
      'fields that nothing looks at',
    );
    t.strictSame(
      Object.keys(own).filter((entry) => !paths.some((path) => covers(entry, path))),
      [],
      'reasons for fields that are read after all',
    );
  });
}
