// Runs `promtool test rules` over our rules.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import { temporaryFolder } from '../support/folder.ts';
import type { InputSeries, Labels } from './hookscrapes.ts';
import { tool } from './tools.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const PROMTOOL = tool('promtool');

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}
export interface Group {
  readonly name: string;
  readonly rules: readonly Rule[];
}

interface RuleObject {
  readonly kind: string;
  readonly spec: { readonly groups: readonly Group[] };
}

/** The groups of the PrometheusRules in a file. */
export const groupsOf = (file: string): readonly Group[] =>
  (loadAll(readFileSync(file, 'utf8')) as RuleObject[])
    .filter((object) => object?.kind === 'PrometheusRule')
    .flatMap(({ spec }) => spec.groups);

/** What fires after so many minutes. */
export interface RuleTest {
  readonly groups: readonly Group[];
  readonly series: readonly InputSeries[];
  readonly minutes: number;
  /** Minutes between evaluations. Rates of recorded metrics need two evaluations in their range. */
  readonly each: number;
}

/**
 * The samples of an expression at the end of a test: their labels and values. promtool compares only, so the test
 * expects nothing and reads what it got from the failure.
 */
export function evaluate(
  { groups, series, minutes, each }: RuleTest,
  expr: string,
): readonly { readonly labels: Labels; readonly value: number }[] {
  if (!PROMTOOL) throw new Error('promtool is not installed');
  const folder = temporaryFolder('rules-');
  const eval_time = `${minutes}m`;
  const test = {
    rule_files: ['rules.yml'],
    evaluation_interval: `${each}m`,
    group_eval_order: groups.map(({ name }) => name),
    tests: [{ interval: '1m', input_series: series, promql_expr_test: [{ expr, eval_time, exp_samples: [] }] }],
  };
  try {
    writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups }));
    writeFileSync(join(folder, 'test.yml'), JSON.stringify(test));
    execFileSync(PROMTOOL, ['test', 'rules', join(folder, 'test.yml')], { encoding: 'utf8', stdio: 'pipe' });
    return [];
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    const got = /^ +got: (.*)$/m.exec(`${stdout}${stderr}`)?.[1];
    if (got === undefined) throw new Error(`${stdout}${stderr}${error}`);
    return samplesOf(got);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Samples as promtool prints them: `{a="b"} 1E+00, {a="c"} 5E-01`. */
const samplesOf = (text: string): { labels: Labels; value: number }[] =>
  [...text.matchAll(/\{((?:\w+="(?:[^"\\]|\\.)*"(?:, )?)*)\} (\S+?)(?:,|$)/g)].map(([, labels = '', value = '']) => ({
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, found]) => [label, found]),
    ),
    value: Number(value),
  }));

/** The alerts that fire at the end of a test, each with all its labels, sorted by name. */
export const firing = (test: RuleTest): readonly Labels[] =>
  evaluate(test, 'ALERTS{alertstate="firing"}')
    .map(({ labels: { __name__, alertstate, ...labels } }) => labels)
    .sort((a, b) => String(a['alertname']).localeCompare(String(b['alertname'])));
