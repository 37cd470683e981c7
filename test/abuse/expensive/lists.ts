// Lists that are long, and fields that multiply each other.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { noise } from '../../support/noise.ts';
import { prometheusRule, serviceMonitor } from '../../support/objects.ts';
import { accepted, type ExpensiveRow, expression, METADATA, monitor, rejected, relabeling, scraping } from './row.ts';

export const LISTS: readonly ExpensiveRow[] = [
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
const large = (name: string, bytes: number, seed: number): KubernetesObject =>
  serviceMonitor({ endpoints: [{ port: 'web', params: { a: [noise(bytes, seed)] } }] }, { name, namespace: 'tenant' });

/** Fields that multiply each other, and objects that fill the configuration together. */
export const MULTIPLIED: readonly ExpensiveRow[] = [
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
    objects: [large('hostile', 900_000, 1), large('b', 700_000, 2)],
    ends: 'rejected',
  },
  { name: '1,000 shards with 1,000 Secrets each', spec: { shards: 1000, secrets: long(1000, 's') }, ends: 'stopped' },
  {
    name: '1,000 shards with 200 KB of containers each',
    spec: { shards: 1000, containers: long(200, 'c').map((name) => ({ name, image: 'x'.repeat(1000) })) },
    ends: 'stopped',
  },
];
