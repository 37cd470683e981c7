// Objects that cost much for their size. Each row is one tenant's object, or a spec of a Prometheus; all are of forms
// that the CRDs admit.
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { noise } from '../support/noise.ts';
import { configMap, prometheusRule, serviceMonitor } from '../support/objects.ts';

export interface Poison {
  readonly name: string;
  /** What a tenant has made. */
  readonly objects?: readonly KubernetesObject[];
  /** What the owner of the Prometheus has written. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /**
   * `rejected`: the object is left out and named; `stopped`: the parent's children stay, and it says why; `accepted`:
   * it is harmless and in use.
   */
  readonly ends: 'rejected' | 'stopped' | 'accepted';
}

const METADATA = { name: 'poison', namespace: 'tenant' };
const PREFIX = 'prometheus-metacontroller.dev';

const monitor = (endpoint: object): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', ...endpoint }] }, METADATA);
const relabeling = (...rules: readonly object[]): KubernetesObject => monitor({ relabelings: rules });
const ruleFile = (text: string): KubernetesObject =>
  configMap(
    'poison',
    { 'rules.yaml': text },
    { namespace: 'tenant', labels: { [`${PREFIX}/prometheus-rules`]: 'true' } },
  );
const expression = (expr: string): KubernetesObject =>
  prometheusRule([{ name: 'g', rules: [{ record: 'a:b', expr }] }], METADATA);
const alert = (summary: string): KubernetesObject =>
  prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'up', annotations: { summary } }] }], METADATA);

const rejected = (name: string, object: KubernetesObject): Poison => ({ name, objects: [object], ends: 'rejected' });
const accepted = (name: string, object: KubernetesObject): Poison => ({ name, objects: [object], ends: 'accepted' });

const GOOD_RULES = 'groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: up\n';

/** Text that a reader has to look through line by line. */
const RULE_FILES: readonly Poison[] = [
  rejected('comment lines before broken YAML', ruleFile(`${'# a\n'.repeat(14)}groups: [\n---\n`)),
  rejected('empty lines before broken YAML', ruleFile(`${'\n'.repeat(20)}groups: [\n---\n`)),
  rejected('100,000 empty lines before broken YAML', ruleFile(`${'\n'.repeat(100_000)}groups: [\n---\n`)),
  rejected('lines of blanks before broken YAML', ruleFile(`${'   \n'.repeat(50_000)}groups: [\n---\n`)),
  rejected('lines of tabs before broken YAML', ruleFile(`${'\t\n'.repeat(50_000)}groups: [\n---\n`)),
  rejected('comments without a line feed', ruleFile(`${'#'.repeat(400_000)}\ngroups: [\n---\n`)),
  rejected('carriage returns before broken YAML', ruleFile(`${'\r\n'.repeat(50_000)}groups: [\r\n---\r\n`)),
  // Prometheus reads the first document only.
  accepted('document markers', ruleFile(`${'---\n'.repeat(100_000)}groups: [`)),
  rejected('directives', ruleFile(`${'%YAML 1.2\n'.repeat(20_000)}---\ngroups: [`)),
  accepted('a rule file behind 100,000 comment lines', ruleFile(`${'# a comment\n'.repeat(50_000)}${GOOD_RULES}`)),
  accepted('a rule file before 100,000 comment lines', ruleFile(`${GOOD_RULES}${'# a comment\n'.repeat(50_000)}`)),
];

const A = 'a'.repeat(24);
const LONG = 'a'.repeat(200_000);

/** Text that goes through a regular expression of ours. */
const TEXTS: readonly Poison[] = [
  {
    ...rejected('a labelmap to a name that is none', relabeling({ action: 'labelmap', replacement: `${A}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a long labelmap', relabeling({ action: 'labelmap', replacement: `${LONG}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a labelmap of groups', relabeling({ action: 'labelmap', replacement: `${'${1}'.repeat(50_000)}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a labelmap of dollars', relabeling({ action: 'labelmap', replacement: `${'$'.repeat(200_000)}-` })),
    spec: { version: 'v2.55.1' },
  },
  {
    ...rejected('a target label', relabeling({ action: 'replace', targetLabel: `${LONG}-` })),
    spec: { version: 'v2.55.1' },
  },
  rejected('a proxy address', monitor({ proxyUrl: `http://${'a'.repeat(200_000)}:x/` })),
  rejected('an expression of blanks', expression(`${' '.repeat(400_000)}(`)),
  rejected('an expression of comments', expression(`${'# a\n'.repeat(100_000)}(`)),
  rejected('an expression of parentheses', expression('('.repeat(200_000))),
  rejected('an expression of signs', expression('-'.repeat(200_000))),
  rejected('an expression of offsets', expression(`up${' offset 1m'.repeat(50_000)}`)),
  rejected('a text that does not end', expression(`up{a="${'\\'.repeat(200_001)}`)),
  rejected('a template of brackets', alert('{{'.repeat(100_000))),
  rejected('a template of parentheses', alert(`{{ ${'('.repeat(100_000)} }}`)),
  rejected('a template of nested blocks', alert('{{ if true }}'.repeat(50_000))),
  rejected('a template of blanks', alert(`{{ ${' '.repeat(400_000)}`)),
  accepted('a long plain text', alert('a'.repeat(400_000))),
];

/** Regular expressions that are short and become large programs. */
const EXPRESSIONS: readonly Poison[] = [
  rejected(
    'twelve relabelings of 900 repetitions',
    relabeling(
      ...Array.from({ length: 12 }, (_, i) => ({
        action: 'drop',
        sourceLabels: [`l${i}`],
        regex: 'a{1000}'.repeat(900),
      })),
    ),
  ),
  ...[
    '(a{1000}){1000}',
    '((a{100}){100}){100}',
    '(((((a{10}){10}){10}){10}){10}){10}',
    '(x{1,1000}){1,1000}',
    `(?i)${'\\p{L}{1000}'.repeat(100)}`,
    '[\\p{L}\\p{N}\\p{S}]{1000}'.repeat(20),
    `${'(a?){500}'.repeat(50)}`,
    `${'(?:a|b|c|d|e){1000}'.repeat(100)}`,
    '('.repeat(100_000),
    `${'('.repeat(20_000)}a${')*'.repeat(20_000)}`,
    `${'a|'.repeat(300_000)}b`,
    `${'[a-z]'.repeat(200_000)}`,
    `${'.*'.repeat(200_000)}`,
  ].map((regex) =>
    rejected(
      `regular expression ${regex.slice(0, 40)} (${regex.length})`,
      relabeling({ action: 'drop', sourceLabels: ['a'], regex }),
    ),
  ),
  rejected('a matcher of an expression', expression(`up{a=~"(a{1000}){1000}"}`)),
  // Prometheus compiles it with each evaluation.
  accepted('a label_replace', expression(`label_replace(up, "a", "b", "c", "(a{1000}){1000}")`)),
  rejected(
    '300 different expressions',
    relabeling(
      ...Array.from({ length: 300 }, (_, i) => ({ action: 'drop', sourceLabels: ['a'], regex: `${i}[a-z]{999}` })),
    ),
  ),
];

/** Numbers that are short and stand for much. */
const NUMBERS: readonly Poison[] = [
  ...[
    '1e1000000',
    '1e-1000000',
    '1e999999999999',
    `1${'0'.repeat(400_000)}`,
    `0.${'1'.repeat(400_000)}`,
    `1e${'9'.repeat(1000)}`,
  ].flatMap((memory): Poison[] => [
    { name: `memory ${memory.slice(0, 20)}`, spec: { resources: { requests: { memory } } }, ends: 'accepted' },
    {
      name: `storage ${memory.slice(0, 20)}`,
      spec: { storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: memory } } } } } },
      ends: 'accepted',
    },
  ]),
  { name: 'two thousand million shards', spec: { shards: 2_147_483_647 }, ends: 'stopped' },
  { name: 'a million shards', spec: { shards: 1_000_000 }, ends: 'stopped' },
  { name: 'two thousand million replicas', spec: { replicas: 2_147_483_647 }, ends: 'accepted' },
  rejected('an expression of a large number', expression(`0x${'f'.repeat(400_000)} +`)),
  rejected('a number beyond all numbers', expression(`up > ${'9'.repeat(100_000)}`)),
  accepted('a number of many digits', expression(`up > 0.${'9'.repeat(100_000)}`)),
];

const keys = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}: 1`).join(', ');

/** YAML in which a few lines stand for many. */
const DOCUMENTS: readonly Poison[] = [
  rejected('60,000 keys merged twice', ruleFile(`a: &a {${keys(60_000)}}\nb: {<<: *a}\nc: {<<: *a}\n`)),
  rejected(
    'a hundred merges',
    ruleFile(`a: &a {${keys(8000)}}\n${Array.from({ length: 100 }, (_, i) => `m${i}: {<<: *a}`).join('\n')}\n`),
  ),
  rejected(
    'merges of merges',
    ruleFile(
      Array.from(
        { length: 200 },
        (_, i) =>
          `a${i}: &a${i} {k${i}: 1` +
          (i > 0 ? `, <<: [${Array.from({ length: i }, (_, j) => `*a${j}`).join(', ')}]` : '') +
          '}',
      ).join('\n'),
    ),
  ),
  rejected(
    'aliases of aliases',
    ruleFile(
      [
        'a0: &a0 [1,1,1,1,1,1,1,1,1]',
        ...Array.from(
          { length: 12 },
          (_, i) => `a${i + 1}: &a${i + 1} [${Array.from({ length: 9 }, () => `*a${i}`).join(',')}]`,
        ),
      ].join('\n'),
    ),
  ),
  rejected('lists in lists', ruleFile('['.repeat(100_000))),
  rejected('closed lists in lists', ruleFile(`groups: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)),
  rejected('mappings in mappings', ruleFile('{a: '.repeat(100_000))),
  rejected(
    'lists in lines',
    ruleFile(`groups:\n${Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}-`).join('\n')}`),
  ),
  rejected('200,000 anchors', ruleFile(`a: [${Array.from({ length: 60_000 }, (_, i) => `&a${i} 1`).join(', ')}]`)),
  rejected('a list of 200,000 groups', ruleFile(`groups: [${'1,'.repeat(200_000)}1]`)),
  rejected('one key 60,000 times', ruleFile(`a: {${'k: 1, '.repeat(60_000)}}`)),
  rejected('a tag for each', ruleFile(`groups: [${'!!str a, '.repeat(60_000)}]`)),
  rejected('a long plain scalar over lines', ruleFile(`groups: ${'a\n  '.repeat(100_000)}`)),
];

/** Lists that are long. */
const LISTS: readonly Poison[] = [
  accepted(
    '2,000 endpoints',
    serviceMonitor({ endpoints: Array.from({ length: 2000 }, (_, i) => ({ port: `p${i}` })) }, METADATA),
  ),
  accepted(
    '5,000 relabelings',
    relabeling(...Array.from({ length: 5000 }, (_, i) => ({ action: 'drop', sourceLabels: ['a'], regex: `v${i}` }))),
  ),
  accepted(
    '50,000 source labels',
    relabeling({ action: 'drop', sourceLabels: Array.from({ length: 50_000 }, (_, i) => `l${i}`), regex: 'x' }),
  ),
  accepted(
    '50,000 namespaces',
    serviceMonitor({ namespaceSelector: { matchNames: Array.from({ length: 50_000 }, (_, i) => `n${i}`) } }, METADATA),
  ),
  accepted(
    '10,000 rules in a group',
    prometheusRule(
      [{ name: 'g', rules: Array.from({ length: 5000 }, (_, i) => ({ record: `a:b${i}`, expr: 'up' })) }],
      METADATA,
    ),
  ),
  accepted(
    '5,000 groups',
    prometheusRule(
      Array.from({ length: 3000 }, (_, i) => ({ name: `g${i}`, rules: [{ record: 'a:b', expr: 'up' }] })),
      METADATA,
    ),
  ),
  rejected('an expression of 10,000 terms', expression(Array.from({ length: 10_000 }, () => 'up').join(' or '))),
  accepted('an expression of 400 terms', expression(Array.from({ length: 400 }, () => 'up').join(' or '))),
  accepted(
    '20,000 match expressions',
    serviceMonitor(
      { selector: { matchLabels: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`l${i}`, 'v'])) } },
      METADATA,
    ),
  ),
  accepted(
    '20,000 parameters',
    monitor({ params: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`p${i}`, ['v']])) }),
  ),
];

const long = (count: number, name: string): string[] => Array.from({ length: count }, (_, i) => `${name}${i}`);
const ports = (count: number) => long(count, 'p').map((port) => ({ port }));
const scraping = (kind: string, spec: object): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: METADATA,
  spec: { ...spec },
});
const large = (name: string, bytes: number, seed: number): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', params: { a: [noise(bytes, seed)] } }] }, { name, namespace: 'tenant' });

/** What is said once and written often, and what several objects fill together. */
const MULTIPLIED: readonly Poison[] = [
  rejected(
    '3,000 endpoints with 3,000 labels each',
    serviceMonitor({ endpoints: ports(3000), targetLabels: long(3000, 'l') }, METADATA),
  ),
  rejected(
    '2,000 ports with 2,000 labels of pods each',
    scraping('PodMonitor', { selector: {}, podMetricsEndpoints: ports(2000), podTargetLabels: long(2000, 'l') }),
  ),
  rejected(
    '1,000 endpoints in 10,000 namespaces',
    serviceMonitor({ endpoints: ports(1000), namespaceSelector: { matchNames: long(10_000, 'n') } }, METADATA),
  ),
  accepted(
    '200 endpoints with 20 labels each',
    serviceMonitor({ endpoints: ports(200), targetLabels: long(20, 'l') }, METADATA),
  ),
  {
    name: 'two monitors that fill the Secret',
    objects: [large('poison', 900_000, 1), large('b', 700_000, 2)],
    ends: 'rejected',
  },
  { name: '1,000 shards with 1,000 Secrets each', spec: { shards: 1000, secrets: long(1000, 's') }, ends: 'stopped' },
  {
    name: '1,000 shards with 200 KB of containers each',
    spec: { shards: 1000, containers: long(200, 'c').map((name) => ({ name, image: 'x'.repeat(1000) })) },
    ends: 'stopped',
  },
];

/** Texts and names that mean something to what they are written with. */
const MEANINGS: readonly Poison[] = [
  accepted(
    'a text that ends in empty lines, before all others',
    serviceMonitor(
      { endpoints: [{ port: 'web', metricRelabelings: [{ targetLabel: 'a', replacement: 'x\n\n\n' }] }] },
      { name: 'poison', namespace: 'monitoring' },
    ),
  ),
  accepted(
    'parameters in a list that are called __proto__ and constructor',
    scraping('Probe', {
      prober: { url: 'blackbox:9115' },
      targets: { staticConfig: { static: ['a'] } },
      params: ['__proto__', 'constructor'].map((name) => ({ name, values: ['a'] })),
    }),
  ),
  rejected('a port that is no regular expression', monitor({ port: '(' })),
  rejected('a port that is a dear regular expression', monitor({ port: '(a{1000}){1000}' })),
  rejected('a discovery that does not wait', {
    ...scraping('ScrapeConfig', { httpSDConfigs: [{ url: 'http://example.com', refreshInterval: '0s' }] }),
    apiVersion: 'monitoring.coreos.com/v1alpha1',
  }),
  rejected('labels of Services without a name', serviceMonitor({ targetLabels: [''] }, METADATA)),
  rejected('parameters that are called __proto__', monitor({ params: JSON.parse('{"__proto__": ["a"]}') })),
  {
    name: 'an external label that is called __proto__',
    spec: { externalLabels: JSON.parse('{"__proto__": "a"}') },
    ends: 'stopped',
  },
];

export const POISONS: Readonly<Record<string, readonly Poison[]>> = {
  'rule files': RULE_FILES,
  texts: TEXTS,
  'regular expressions': EXPRESSIONS,
  numbers: NUMBERS,
  'YAML documents': DOCUMENTS,
  lists: LISTS,
  multiplied: MULTIPLIED,
  meanings: MEANINGS,
};
