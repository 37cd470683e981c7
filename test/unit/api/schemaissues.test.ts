// Objects against the schema of their CRD, as the API server checks them.
import t from 'tap';
import { KINDS, type Kind } from '../../../hooks/api/kinds.ts';
import { schemaIssues } from '../../../hooks/api/schemaissues.ts';
import { structural } from '../../../hooks/api/structural.ts';
import { validationRule } from '../../../hooks/api/validationrules.ts';
import { isRecord } from '../../../hooks/core/yaml.ts';

const issuesOf = (kind: string, spec: unknown, version = 'v1'): string[] =>
  schemaIssues({ apiVersion: `monitoring.coreos.com/${version}`, kind, metadata: { name: 'x' }, spec })
    .map(({ path, message }) => `${path}: ${message}`)
    .sort();

t.test('types, enums, patterns, limits and required fields are checked', async (t) => {
  t.strictSame(
    issuesOf('ServiceMonitor', {
      endpoints: [{ port: 1, interval: '30 s', scheme: 'ftp', honorLabels: 'yes' }],
      sampleLimit: -1,
    }),
    [
      'spec.selector: is required',
      'spec.endpoints[0].port: must be a string, and it is a number: quote it',
      'spec.endpoints[0].interval: "30 s" does not match ' +
        '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
      'spec.endpoints[0].scheme: "ftp" is not one of http, https, HTTP, HTTPS',
      'spec.endpoints[0].honorLabels: must be a boolean, and it is a string',
      'spec.sampleLimit: -1 is less than 0',
    ].sort(),
  );
});
t.test('null is a field that is not given, except in a list', async (t) => {
  t.strictSame(issuesOf('ServiceMonitor', { selector: {}, endpoints: [{ port: null }], jobLabel: null }), []);
  t.strictSame(issuesOf('ServiceMonitor', { selector: {}, endpoints: [null] }), [
    'spec.endpoints[0]: must be an object, and it is null',
  ]);
  t.strictSame(issuesOf('ServiceMonitor', null), ['spec: is required']);
});

t.test('members of sets and maps are distinct', async (t) => {
  const groups = [
    { name: 'a', rules: [] },
    { name: 'b', rules: [] },
    { name: 'a', rules: [] },
  ];
  t.strictSame(issuesOf('PrometheusRule', { groups }), ['spec.groups[2]: repeats an earlier member']);
});

t.test('a value that can be a secret is not repeated', async (t) => {
  const found = issuesOf('ServiceMonitor', { selector: {}, endpoints: [{ proxyUrl: 'hunter2' }] }).join();
  t.match(found, /spec\.endpoints\[0\]\.proxyUrl: the value does not match/);
  t.notMatch(found, 'hunter2');
});

t.test('an integer or a string is neither a list nor a fraction', async (t) => {
  const strategy = (maxUnavailable: unknown) => ({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } },
  });
  t.strictSame(issuesOf('Prometheus', strategy('25%')), []);
  t.strictSame(issuesOf('Prometheus', strategy(1)), []);
  t.match(issuesOf('Prometheus', strategy([1])), [/maxUnavailable: must be an integer or a string/]);
});

t.test('validation rules are checked', async (t) => {
  const alpha = (kind: string, spec: object) => issuesOf(kind, spec, 'v1alpha1');
  t.strictSame(alpha('ScrapeConfig', { basicAuth: {}, authorization: {} }), [
    'spec: at most one of basicAuth, authorization, or oauth2 can be configured',
  ]);
  t.strictSame(
    alpha('PrometheusAgent', { mode: 'DaemonSet', replicas: 2, shards: 2 }),
    [
      'spec: shards cannot be greater than 1 when mode is DaemonSet',
      'spec: replicas cannot be set when mode is DaemonSet',
    ].sort(),
  );
  const topology = { mode: 'Topology', topology: { values: ['a', 'b'] } };
  t.match(issuesOf('Prometheus', { shardingStrategy: topology }), [/shards must be greater than or equal/]);
  t.strictSame(issuesOf('Prometheus', { shardingStrategy: topology, shards: 2 }), []);
  t.match(issuesOf('Prometheus', { updateStrategy: { type: 'OnDelete', rollingUpdate: {} } }), [/requires type/]);
});
/** The messages of all validation rules of a schema. */
function rules(schema: unknown, into: Set<string>): Set<string> {
  if (Array.isArray(schema)) for (const one of schema) rules(one, into);
  if (!isRecord(schema)) return into;
  const own = schema['x-kubernetes-validations'];
  if (Array.isArray(own)) for (const { message } of own as { message: string }[]) into.add(message);
  for (const one of Object.values(schema)) rules(one, into);
  return into;
}

t.test('every validation rule of the CRDs has a function', async (t) => {
  const messages = new Set<string>();
  for (const { schema, converted } of KINDS as readonly Kind[]) {
    rules(structural(schema), messages);
    if (converted) rules(structural(converted.schema), messages);
  }
  t.ok(messages.size >= 15, `${messages.size} rules`);
  for (const message of messages) t.ok(validationRule(message), message);
});
