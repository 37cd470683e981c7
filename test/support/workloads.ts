// Random workloads and the objects that they select, for properties over whole requests.
import fc from 'fast-check';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { assetSecret } from '../../hooks/references/assetsecret.ts';
import { configMap, namespace, prometheus, prometheusRule, secret, serviceMonitor } from './objects.ts';

const options = parseOptions();

/** Settings of which some change the jobs or the rules and others do not, and each has values that do. */
const SPEC = fc.record(
  {
    serviceMonitorSelector: fc.constantFrom({}, { matchLabels: { team: 'a' } }),
    serviceMonitorNamespaceSelector: fc.constantFrom({}, { matchLabels: { kind: 'shop' } }),
    podMonitorSelector: fc.constant({}),
    ruleSelector: fc.constantFrom({}, { matchLabels: { team: 'a' } }),
    ruleNamespaceSelector: fc.constantFrom({}, { matchLabels: { kind: 'shop' } }),
    enforcedNamespaceLabel: fc.constantFrom('tenant', 'other'),
    excludedFromEnforcement: fc.constantFrom(
      [{ resource: 'servicemonitors', namespace: 'shop' }],
      [{ resource: 'prometheusrules', namespace: 'monitoring' }],
    ),
    prometheusRulesExcludedFromEnforce: fc.constant([{ ruleNamespace: 'shop', ruleName: 'rules' }]),
    enforcedSampleLimit: fc.constantFrom(10, 20),
    overrideHonorLabels: fc.boolean(),
    ignoreNamespaceSelectors: fc.boolean(),
    podTargetLabels: fc.constantFrom(['zone'], ['node']),
    scrapeInterval: fc.constantFrom('5s', '30s'),
    serviceDiscoveryRole: fc.constantFrom('Endpoints', 'EndpointSlice'),
    shards: fc.constantFrom(1, 2),
    version: fc.constantFrom('v2.30.0', 'v3.13.2'),
    externalLabels: fc.constantFrom({ a: '1' }, { a: '2' }),
    scrapeClasses: fc.constantFrom(
      [{ name: 'c', default: true, relabelings: [{ targetLabel: 'class', replacement: 'c' }] }],
      [
        {
          name: 'c',
          default: true,
          authorization: { type: 'Bearer', credentials: { name: 'token', key: 'token' } },
        },
      ],
    ),
    apiserverConfig: fc.constant({
      host: 'https://api',
      authorization: { credentials: { name: 'token', key: 'token' } },
    }),
  },
  { requiredKeys: ['serviceMonitorSelector', 'ruleSelector'] },
);

/** What the objects of users hang on. */
const EDITS = fc.record({
  labels: fc.constantFrom({ team: 'a' }, { team: 'b' }),
  kind: fc.constantFrom('shop', 'other'),
  interval: fc.constantFrom('10s', '20s', 'soon'),
  password: fc.constantFrom('one', 'two'),
  threshold: fc.constantFrom('0', '1', '('),
  marked: fc.boolean(),
});
type Edit = typeof EDITS extends fc.Arbitrary<infer T> ? T : never;

function objects({ labels, kind, interval, password, threshold, marked }: Edit): KubernetesObject[] {
  const endpoint = { port: 'web', interval, scrapeTimeout: '6s' };
  const basicAuth = { username: { name: 'login', key: 'user' }, password: { name: 'login', key: 'password' } };
  const guarded = serviceMonitor(
    { endpoints: [{ ...endpoint, interval: '30s', basicAuth }] },
    { name: 'guarded', namespace: 'shop', labels, uid: 'guarded' },
  );
  const login = secret('login', { user: 'me', password }, { namespace: 'shop' });
  const asset = assetSecret('ServiceMonitor', guarded, (source) => (source === 'Secret' ? login : undefined), options);
  const rule = { alert: 'Down', expr: `up == ${threshold}` };
  const rules = (space: string) => prometheusRule([{ name: 'g', rules: [rule] }], { namespace: space, labels });
  const ofMonitor = configMap(
    'of-monitor',
    { 'rules.yaml': 'groups:\n- name: g\n  rules:\n  - record: a\n    expr: up\n' },
    { namespace: 'shop', labels: { 'prometheus-metacontroller.dev/servicemonitor-rules': 'app' } },
  );
  return [
    namespace('monitoring'),
    namespace('shop', { kind }),
    serviceMonitor({ endpoints: [endpoint] }, { namespace: 'shop', labels }),
    serviceMonitor({ endpoints: [{ ...endpoint, interval: '30s' }] }, { labels: { team: 'a' } }),
    guarded,
    ...(asset ? [asset] : []),
    rules('shop'),
    rules('monitoring'),
    ...(marked ? [ofMonitor] : []),
    secret('token', { token: 'secret' }),
    secret('token', { token: 'of the shop' }, { namespace: 'shop' }),
  ];
}

/** A workload, and the objects of users beside it. */
export const CALL = fc.record({
  spec: SPEC,
  edit: EDITS,
  name: fc.constantFrom('one', 'two'),
  space: fc.constantFrom('monitoring', 'shop'),
  isAgent: fc.boolean(),
});
type Call = typeof CALL extends fc.Arbitrary<infer T> ? T : never;

/** The path of its hooks without the last part, the parent, and all objects of the cluster. */
export function workloadOf({ spec, edit, name, space, isAgent }: Call) {
  const { ruleSelector, ruleNamespaceSelector: _, externalLabels, ...common } = spec;
  const uid = `${name}-${space}-${isAgent}`;
  const own = isAgent ? { ...common, externalLabels } : { ...common, ruleSelector, externalLabels };
  const parent = prometheus(own, { name, namespace: space, uid });
  return {
    path: isAgent ? '/agent' : '/prometheus',
    parent: isAgent ? { ...parent, kind: 'PrometheusAgent' } : parent,
    objects: objects(edit),
  };
}
