// `npm run conformance`: compares what we render with the recorded output of the Go operator (../shared/conformance).
// Then the components' own checkers look at what is rendered without parity (accepted.ts).
// Some recorded inputs lack the uid that the API server gave to a PrometheusRule, though the name of its rule file
// holds it; it is put back first.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump, loadAll } from 'js-yaml';
import { temporaryFolder } from '../support/folder.ts';
import { refused } from './accepted.ts';

const root = resolve(import.meta.dirname, '../..');
const corpus = resolve(root, '../shared/conformance');
if (!existsSync(corpus)) {
  console.error(`conformance: ${corpus} is not there; the recorded cases are kept outside the project`);
  process.exit(2);
}

interface Recorded {
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; uid?: string };
  readonly data?: Record<string, string>;
}
const load = (file: string) => loadAll(readFileSync(file, 'utf8')).filter(Boolean);

/** Writes the input again with the uids that its expected rule files name. Gives their number. */
function restoreUids(dir: string): number {
  const input = load(join(dir, 'input.yaml')) as Recorded[];
  const [expected] = load(join(dir, 'expected.yaml')) as { children?: Recorded[] }[];
  const keys = (expected?.children ?? [])
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap(({ data }) => Object.keys(data ?? {}));
  let restored = 0;
  for (const { kind, metadata } of input) {
    if (kind !== 'PrometheusRule' || metadata.uid) continue;
    const prefix = `${metadata.namespace ?? 'default'}-${metadata.name}-`;
    const uid = keys
      .map((key) => (key.startsWith(prefix) ? key.slice(prefix.length, -'.yaml'.length) : ''))
      .find((rest) => /^[0-9a-f-]{36}$/.test(rest));
    if (uid) {
      metadata.uid = uid;
      restored++;
    }
  }
  if (restored > 0) writeFileSync(join(dir, 'input.yaml'), input.map((object) => `---\n${dump(object)}`).join(''));
  return restored;
}

interface Result {
  readonly case: string;
  readonly area: string;
  readonly skipped?: string;
  readonly problems?: readonly string[];
}

/**
 * The number of equal cases never falls. A case with a listed deviation does not count as lost. Gives the exit code.
 */
function holdRatchet(all: readonly Result[]): number {
  const file = join(import.meta.dirname, 'ratchet.json');
  const floors = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  let lost = 0;
  for (const [area, floor] of Object.entries(floors)) {
    const mine = all.filter((result) => result.area === area);
    const equal = mine.filter((result) => !result.skipped && result.problems?.length === 0).length;
    const deviating = mine.filter((result) => result.skipped?.startsWith('deviation')).length;
    if (equal + deviating < floor) console.error(`conformance: ${area} fell from ${floor} to ${equal} equal cases`);
    if (equal > floor)
      console.log(`conformance: ${area} rose from ${floor} to ${equal}; raise it in test/conformance/ratchet.json`);
    lost += Math.max(0, floor - equal - deviating);
  }
  return lost > 0 ? 1 : 0;
}

const cases = temporaryFolder('conformance-');
let restored = 0;
for (const area of readdirSync(join(corpus, 'cases'))) {
  const from = join(corpus, 'cases', area);
  if (area !== 'real') symlinkSync(from, join(cases, area));
  else {
    cpSync(from, join(cases, area), { recursive: true, mode: 0 });
    spawnSync('chmod', ['-R', 'u+w', join(cases, area)]);
    for (const name of readdirSync(from)) restored += restoreUids(join(cases, area, name));
  }
}
console.log(`conformance: ${restored} uids of PrometheusRules put back into recorded inputs`);

const ratchet = process.argv.includes('--ratchet');
const results = join(cases, 'results.json');
const given = process.argv.slice(2).filter((arg) => arg !== '--ratchet');
const extra = ratchet ? ['--json', results, '--min', '0'] : [];
const run = spawnSync(
  process.execPath,
  [join(corpus, 'compare.mjs'), '--project', root, '--cases', cases, ...given, ...extra],
  {
    stdio: 'inherit',
  },
);
const status =
  ratchet && run.status === 0 ? holdRatchet(JSON.parse(readFileSync(results, 'utf8')) as Result[]) : (run.status ?? 1);
rmSync(cases, { recursive: true, force: true });
const problems = given.length > 0 ? [] : refused(join(corpus, 'cases'));
for (const problem of problems) console.error(`conformance: a checker refuses\n${problem}`);
process.exit(problems.length > 0 ? 1 : status);
