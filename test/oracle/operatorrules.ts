// The PrometheusOperator alerts of other setups, read from ../shared, and our recording rules that they read.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Group, groupsOf, ROOT } from './ruletests.ts';

const REAL = resolve(ROOT, '../shared/conformance/cases/real');
const inputOf = (name: string): string => join(REAL, name, 'input.yaml');

/** Why the alerts cannot be read, or false. */
export const noAlerts: string | false = existsSync(inputOf('kube-prometheus'))
  ? false
  : 'the rules of kube-prometheus are not there';

/** The groups of a setup that have the alerts. */
export const alertsOf = (name: string): readonly Group[] =>
  groupsOf(inputOf(name)).filter(({ rules }) => rules.some(({ alert }) => alert?.startsWith('PrometheusOperator')));

/** Our recording rules. */
export const recordings = (): readonly Group[] =>
  ['monitoring/rules', 'monitoring-kube-prometheus/operatormetrics']
    .flatMap((file) => groupsOf(join(ROOT, 'manifests', `${file}.yaml`)))
    .map((group) => ({ ...group, rules: group.rules.filter(({ record }) => record) }))
    .filter(({ rules }) => rules.length > 0);
