// The workflows parse, ask for few rights, pin their actions to commits, and run scripts that exist.
import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import t from 'tap';
import { ROOT, read } from '../../../release/paths.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly needs?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = '.github/workflows';
const files = readdirSync(join(ROOT, FOLDER));
const workflow = (file: string) => load(read(`${FOLDER}/${file}`)) as Workflow;
const jobs = (file: string): readonly (readonly [string, Job])[] => Object.entries(workflow(file).jobs);
const steps = (file: string): readonly Step[] => jobs(file).flatMap(([, job]) => job.steps ?? []);

t.test('every action is pinned to a commit, with its version beside it', async (t) => {
  const lines = files.flatMap((file) => read(`${FOLDER}/${file}`).match(/uses: .*/g) ?? []);
  t.ok(lines.length >= 4);
  for (const line of lines.filter((one) => !one.includes('uses: ./')))
    t.match(line, /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, line);
  const commits = new Map<string, Set<string>>();
  for (const { uses = '' } of files.flatMap(steps)) {
    const [action = '', commit = ''] = uses.split('@');
    if (action) commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  for (const [action, found] of commits) t.equal(found.size, 1, `${action} is pinned once`);
});

t.test('files and npm scripts that steps run exist', async (t) => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const runs = files.flatMap((file) => steps(file).flatMap(({ run }) => run ?? []));
  const found = runs.flatMap((run) => run.match(/(?<![\w/])(?:\.ci|release)\/[\w.-]+/g) ?? []);
  t.ok(found.includes('.ci/run') && found.includes('release/publish.sh') && found.includes('release/check.ts'));
  for (const file of found) t.ok(read(file).length > 0, file);
  for (const file of ['.ci/run', 'release/publish.sh'])
    t.doesNotThrow(() => accessSync(join(ROOT, file), constants.X_OK), `${file} can be executed`);
  for (const run of runs)
    for (const [, script = ''] of run.matchAll(/npm run (?:-s )?([\w:]+)/g)) t.ok(scripts[script], script);
  for (const file of files)
    for (const [name, { uses }] of jobs(file)) if (uses) t.ok(read(uses.replace('./', '')).length > 0, name);
});

t.test('no text of a user reaches a shell, and no job keeps credentials or runs without an end', async (t) => {
  for (const file of files) {
    t.strictSame(workflow(file).permissions, { contents: 'read' }, file);
    for (const { run = '', uses = '', with: inputs } of steps(file)) {
      t.notMatch(run, /\$\{\{/, `${file}: expressions go through env`);
      if (uses.startsWith('actions/checkout@')) t.equal(inputs?.['persist-credentials'], false, file);
    }
    for (const [name, job] of jobs(file)) t.ok(job.uses ?? job['timeout-minutes'], `${file} ${name}`);
  }
});

t.test('a tag is released after all tests alone, and only that job may publish and sign', async (t) => {
  const { on } = workflow('release.yaml');
  t.strictSame(on, { push: { tags: ['v*.*.*'] } });
  const { test, publish } = workflow('release.yaml').jobs;
  t.equal(test?.uses, './.github/workflows/ci.yaml');
  t.ok('workflow_call' in workflow('ci.yaml').on);
  t.equal(test?.permissions, undefined);
  t.equal(publish?.needs, 'test');
  t.strictSame(publish?.permissions, { contents: 'write', packages: 'write', 'id-token': 'write' });
});
