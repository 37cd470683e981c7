// What the hooks render for a Thanos tier, with the addresses and paths of this machine in it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { namespace, prometheus, prometheusRule } from '../../support/objects.ts';

export const SHARDS = 4;

const SPEC = {
  shards: SHARDS,
  ruleSelector: {},
  thanos: { logLevel: 'warn' },
  evaluationInterval: '1m',
  enableFeatures: ['promql-experimental-functions'],
  alerting: { alertmanagers: [{ namespace: 'monitoring', name: 'alertmanager-main', port: 'web' }] },
};

export interface Rendered {
  /** Arguments of Thanos Query and of the ruler. */
  readonly query: readonly string[];
  readonly rule: readonly string[];
  /** The file that says what Thanos Query reads. */
  readonly endpoints: readonly { readonly address: string; readonly strict?: boolean }[];
  /** Files of the ruler's Secret, by name, and rule files. */
  readonly files: Readonly<Record<string, string>>;
  readonly rules: Readonly<Record<string, string>>;
}

type Pod = { template: { spec: { containers: { args: string[] }[] } } };

/** Of a Prometheus with so many replicas of each shard, and these groups of rules. */
export function rendered(replicas: number, groups: readonly unknown[]): Rendered {
  const objects = [
    prometheus({ ...SPEC, replicas }, { uid: 'me' }),
    namespace('monitoring'),
    prometheusRule(groups, { uid: 'rules' }),
  ];
  const { parents } = render(objects, { flags: ['--query-tier=thanos'], now: new Date() });
  const children = parents.flatMap((parent) => parent.children);
  const find = (kind: string, name: string): KubernetesObject => {
    const found = children.find((child) => child.kind === kind && child.metadata.name === name);
    if (!found) throw new Error(`no ${kind} ${name} is rendered`);
    return found;
  };
  const args = (kind: string, name: string) =>
    (find(kind, name)['spec'] as Pod).template.spec.containers[0]?.args ?? [];
  const data = (kind: string, name: string) => find(kind, name)['data'] as Record<string, string>;
  const { endpoints } = load(data('ConfigMap', 'prometheus-k8s-query-endpoints')['endpoints.yaml'] ?? '') as Pick<
    Rendered,
    'endpoints'
  >;
  const secret = Object.entries(data('Secret', 'prometheus-k8s-ruler-config'));
  return {
    query: args('Deployment', 'prometheus-k8s-query'),
    rule: args('StatefulSet', 'prometheus-k8s-ruler'),
    endpoints,
    files: Object.fromEntries(secret.map(([name, text]) => [name, Buffer.from(text, 'base64').toString('utf8')])),
    rules: data('ConfigMap', 'prometheus-k8s-ruler-rulefiles-0'),
  };
}

/**
 * Arguments with others in the place of those whose flag they have; a flag without a value goes. What is not there to
 * be replaced is a mistake.
 */
export function replaced(args: readonly string[], by: Readonly<Record<string, string | undefined>>): string[] {
  const flagOf = (arg: string): string => arg.replace(/^--([^=]+).*$/s, '$1');
  for (const flag of Object.keys(by))
    if (!args.some((arg) => flagOf(arg) === flag)) throw new Error(`--${flag} is not rendered`);
  return args.flatMap((arg) => {
    const flag = flagOf(arg);
    if (!Object.hasOwn(by, flag)) return [arg];
    return by[flag] === undefined ? [] : [`--${flag}=${by[flag]}`];
  });
}

/** Files in a new folder, by name; gives the path of one. */
export function written(files: Readonly<Record<string, string>>): (name: string) => string {
  const folder = temporaryFolder('thanos-files-');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return (name) => join(folder, name);
}
