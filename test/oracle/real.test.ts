// Everything we render is taken by the components' own checkers: golden cases, the example, and whole setups of the
// field.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import { render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { readCase } from '../support/golden.ts';
import { amtoolProblems, type Files, filesOf, promtoolProblems, together, tool } from './tools.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const REAL = resolve(ROOT, '../shared/conformance/cases/real');
const GOLDEN = join(ROOT, 'test/golden');

const load = (file: string): KubernetesObject[] =>
  loadAll(readFileSync(file, 'utf8')).filter((object) => object !== null && object !== undefined) as KubernetesObject[];

const folders = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** An installed checker is of one release; what is rendered for others is none of its business. */
const isCurrent = (objects: readonly KubernetesObject[]): boolean =>
  objects.every(({ spec }) => (spec as { version?: string } | undefined)?.version === undefined);

const golden = (): Files => {
  const cases = folders(GOLDEN).flatMap((topic) => folders(join(GOLDEN, topic)).map((name) => `${topic}/${name}`));
  const made = cases
    .map((name) => ({ name, ...readCase(join(GOLDEN, name)) }))
    .filter(({ input }) => isCurrent(input))
    .map(({ name, input, want }) =>
      filesOf(name, render(input, { flags: want.flags ?? [], parity: want.parity ?? false }).parents),
    );
  return together(made);
};
const example = (): Files =>
  filesOf('example', render(load(join(ROOT, 'manifests/examples/getting-started.yaml'))).parents);
const real = (parity: boolean): Files =>
  together(
    folders(REAL).map((name) => filesOf(name, render(load(join(REAL, name, 'input.yaml')), { parity }).parents)),
  );

const apart = existsSync(REAL) ? false : '../shared/conformance is not beside the project';
const setups: readonly (readonly [name: string, make: () => Files, skip: string | false])[] = [
  ['golden cases', golden, false],
  ['the example', example, false],
  ['setups of the field', () => real(false), apart],
  ['setups of the field with parity', () => real(true), apart],
];

const [promtool, amtool] = [tool('promtool'), tool('amtool')];
const missing = 'is neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';
const none = promtool || amtool ? false : `neither promtool nor amtool is at hand: each ${missing}`;

for (const [name, make, skip] of setups) {
  t.test(`${name} are accepted`, { skip: skip || none }, async (t) => {
    const files = make();
    if (promtool)
      t.strictSame(promtoolProblems(promtool, files), [], 'promtool takes every configuration and rule file');
    else t.pass('promtool', { skip: `promtool ${missing}` });
    if (amtool) t.strictSame(amtoolProblems(amtool, files), [], 'amtool takes every configuration');
    else t.pass('amtool', { skip: `amtool ${missing}` });
    t.comment(
      `${files.prometheus.length} of Prometheus, ${files.agent.length} of agents, ${files.rules.length} rule files, ` +
        `${files.alertmanager.length} of Alertmanager`,
    );
  });
}

t.test('a checker that finds something says so', async (t) => {
  const bad = {
    prometheus: [['bad.yaml', 'global: { scrape_interval: often }'] as const],
    agent: [],
    rules: [],
    alertmanager: [['a.yaml', 'route: {}'] as const],
  };
  if (promtool) t.match(promtoolProblems(promtool, bad), [/often/]);
  else t.pass('promtool', { skip: `promtool ${missing}` });
  if (amtool) t.match(amtoolProblems(amtool, bad), [/receiver/]);
  else t.pass('amtool', { skip: `amtool ${missing}` });
});
