// Whole setups drawn at random: a parent, what it may select, and the Secrets and ConfigMaps that they refer to.
import fc from 'fast-check';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { drawn } from './drawn.ts';
import { namespace, secret } from './objects.ts';

type Spec = Record<string, unknown>;
interface ParentSetup {
  readonly versions: readonly string[];
  readonly spec: Spec;
  readonly selected: readonly string[];
}

const PROMETHEUS = [
  'v2.10.0',
  'v2.24.0',
  'v2.37.0',
  'v2.42.0',
  'v2.48.0',
  'v2.53.0',
  'v2.55.1',
  'v3.0.0',
  'v3.4.0',
  'v3.8.0',
  'v3.11.0',
];
const SCRAPED = ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'];
const everywhere = (...kinds: readonly string[]): Spec =>
  Object.fromEntries(
    kinds.flatMap((kind) => [
      [`${kind}Selector`, {}],
      [`${kind}NamespaceSelector`, {}],
    ]),
  );
const MONITORS = everywhere('serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig');

/** The parents: releases, spec and selected kinds of their random setups. */
export const PARENTS: Readonly<Record<string, ParentSetup>> = {
  Prometheus: {
    versions: PROMETHEUS,
    spec: { ...MONITORS, ...everywhere('rule') },
    selected: [...SCRAPED, 'PrometheusRule'],
  },
  PrometheusAgent: { versions: PROMETHEUS, spec: MONITORS, selected: SCRAPED },
  Alertmanager: {
    versions: ['v0.21.0', 'v0.23.0', 'v0.25.0', 'v0.27.0', 'v0.29.0', 'v0.31.0', 'v0.32.0', 'v0.35.0'],
    spec: everywhere('alertmanagerConfig'),
    selected: ['AlertmanagerConfig'],
  },
  ThanosRuler: {
    versions: ['v0.22.0', 'v0.29.0', 'v0.34.0', 'v0.37.0', 'v0.40.0'],
    spec: { ...everywhere('rule'), queryEndpoints: ['dns+thanos-query:10901'] },
    selected: ['PrometheusRule'],
  },
};

/** What references find: no certificates, which would be large; an empty one counts as none. */
export const KEYS = {
  token: 'top secret',
  user: 'admin',
  password: 'p@ss: "1"',
  url: 'https://example.com/hook',
  list: '[]',
  ca: '',
  cert: '',
  key: '',
};
const MATERIAL: readonly KubernetesObject[] = ['default', 'other'].flatMap((place) => [
  namespace(place, { team: 'a' }),
  secret('credentials', KEYS, { namespace: place }),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'credentials', namespace: place }, data: KEYS },
]);

export interface Setup {
  readonly parent: KubernetesObject;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Setups with a parent of the kind, as a seed draws them. Every second parent has only the fields that select; its
 * objects are what is drawn.
 */
export function setups(kind: string, count: number, seed: number): Setup[] {
  const parentSetup = PARENTS[kind];
  if (!parentSetup) throw new Error(`no setups of ${kind}`);
  const version = fc
    .option(fc.constantFrom(...parentSetup.versions), { freq: 1 })
    .map((release) => (release === null ? {} : { version: release }));
  const rich = drawn(kind, 'x', parentSetup.spec);
  const parent = fc.tuple(rich, version, fc.boolean()).map(([object, release, plain]) => ({
    ...object,
    metadata: { ...object.metadata, namespace: 'default' },
    spec: { ...(plain ? parentSetup.spec : (object['spec'] as Spec)), ...release },
  }));
  const several = (selected: string) => fc.array(drawn(selected, 'x'), { maxLength: 2 }).map(named);
  const setup = fc
    .tuple(parent, ...parentSetup.selected.map(several))
    .map(([owner, ...found]) => ({ parent: owner, objects: [...MATERIAL, ...found.flat()] }));
  return fc.sample(setup, { numRuns: count, seed });
}

/** One name each. */
const named = (objects: readonly KubernetesObject[]): KubernetesObject[] =>
  objects.map((object, i) => ({
    ...object,
    metadata: { ...object.metadata, name: `x${i}`, uid: `${object.metadata.uid}${i}` },
  }));
