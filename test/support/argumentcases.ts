// Cases of values that become arguments: what stops the object, and what the servers read.
import type { Test } from 'tap';
import { type RenderedParent, render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from './condition.ts';
import { namespace, secret } from './objects.ts';

export type Spec = Record<string, unknown>;
export type Kind = 'Prometheus' | 'PrometheusAgent' | 'Alertmanager' | 'ThanosRuler';

const SPECS: Readonly<Record<Kind, Spec>> = {
  Prometheus: { serviceMonitorSelector: {} },
  PrometheusAgent: { serviceMonitorSelector: {} },
  Alertmanager: { replicas: 2 },
  ThanosRuler: { ruleSelector: {}, queryEndpoints: ['dns+q:10901'] },
};
const CONFIG = secret('alertmanager-x', { 'alertmanager.yaml': 'route: {receiver: a}\nreceivers: [{name: a}]\n' });

function rendered(kind: Kind, spec: Spec): RenderedParent {
  const parent: KubernetesObject = {
    apiVersion: `monitoring.coreos.com/${kind === 'PrometheusAgent' ? 'v1alpha1' : 'v1'}`,
    kind,
    metadata: { name: 'x', namespace: 'monitoring', uid: 'x', generation: 1 },
    spec: { ...SPECS[kind], ...spec },
  };
  const { parents } = render([namespace('monitoring'), CONFIG, parent], { now: new Date('2026-05-05T00:00:00Z') });
  const found = parents.find((one) => one.kind === kind);
  if (!found) throw new Error('the parent is not rendered');
  return found;
}

const message = (kind: Kind, spec: Spec): string | undefined =>
  condition({ status: rendered(kind, spec).status } as never, 'Reconciled')?.message;

interface Container {
  readonly args?: readonly string[];
}
/** The arguments of all containers. */
export const args = (kind: Kind, spec: Spec): readonly string[] =>
  rendered(kind, spec)
    .children.filter((child) => child.kind === 'StatefulSet')
    .flatMap(
      (child) =>
        (child['spec'] as { template: { spec: { containers: readonly Container[] } } }).template.spec.containers,
    )
    .flatMap((container) => container.args ?? []);

/** A kind, fields with a value that is refused, the message, fields with a right value, and the argument of it. */
export type Case = readonly [kind: Kind, wrong: Spec, message: RegExp, right: Spec, argument: string];

/** Asserts the message of each wrong value, and the argument of each right one. */
export function checkCases(t: Test, cases: readonly Case[]): void {
  for (const [kind, wrong, expected, right, argument] of cases) {
    t.match(message(kind, wrong), expected, `${kind} ${JSON.stringify(wrong).slice(0, 200)}`);
    t.ok(args(kind, right).includes(argument), `${kind} ${JSON.stringify(right)}: ${argument}`);
  }
}
