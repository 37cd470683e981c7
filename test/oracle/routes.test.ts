// Routes, inhibition, time intervals and matchers agree with Alertmanager's own code: `loader routes`.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import type { Route } from '../../hooks/alertrouting/configuration.ts';
import { containsTime } from '../../hooks/alertrouting/intervals.ts';
import type { Labels } from '../../hooks/alertrouting/matcher.ts';
import { outcomeOf } from '../../hooks/alertrouting/outcome.ts';
import { parseMatchers } from '../../hooks/alertrouting/parse.ts';
import { readRouting } from '../../hooks/alertrouting/readfile.ts';
import { parseDuration } from '../../hooks/core/duration.ts';
import { temporaryFolder } from '../support/folder.ts';
import { random } from '../support/random.ts';
import { matcherText, type RouteCase, routeCase } from './routecases.ts';
import { tool } from './tools.ts';

/** Another sequence with SEED=number. */
const SEED = Number(process.env['SEED'] ?? 20261130);
const TREES = 250;
const ALERTS = 10;
const TIMES = 12;
const TEXTS = 4000;

interface Taken {
  readonly receiver: string;
  readonly groupBy: readonly string[];
  readonly groupByAll: boolean;
  readonly groupWait: number;
  readonly groupInterval: number;
  readonly repeatInterval: number;
  readonly mute: readonly string[];
  readonly active: readonly string[];
  readonly labels: Labels;
}

interface Reply {
  readonly error?: string;
  readonly routes: readonly (readonly Taken[])[];
  readonly inhibited: readonly boolean[];
  readonly intervals: Readonly<Record<string, readonly boolean[]>>;
  readonly matchers: readonly (readonly object[] | null)[];
}

const loader = tool('loader');

/** What the loader answers; `undefined` for one that was built without routes. */
function ask(path: string, questions: readonly object[], args: readonly string[] = []): readonly Reply[] | undefined {
  const { stdout, stderr, status } = spawnSync(path, ['routes', ...args], {
    input: questions.map((question) => JSON.stringify(question)).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`the loader fails: ${stderr}`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Reply & { readonly answered?: number });
  if (lines.at(-1)?.answered === undefined) return undefined;
  return lines.slice(0, -1);
}

const missing = 'is neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';
const old = loader && ask(loader, []) === undefined ? 'the loader is older than this test: test/cluster/up.sh' : false;
const skip = loader ? old : `loader ${missing}`;

const seconds = (text: string): number => (parseDuration(text) ?? Number.NaN) / 1000;

const takenOf = (route: Route): Taken => ({
  receiver: route.receiver,
  groupBy: route.groupBy === 'all' ? [] : [...route.groupBy].sort(),
  groupByAll: route.groupBy === 'all',
  groupWait: seconds(route.groupWait),
  groupInterval: seconds(route.groupInterval),
  repeatInterval: seconds(route.repeatInterval),
  mute: route.muteTimeIntervals,
  active: route.activeTimeIntervals,
  labels: route.labels,
});

/** Which labels do not count where all do. */
const comparable = (taken: Taken): Taken =>
  taken.groupByAll ? { ...taken, groupBy: [] } : { ...taken, groupBy: [...taken.groupBy].sort() };

const sources = { base: 'file', routes: [], inhibitRules: [] };

/** What we make of a case that Alertmanager accepts. */
function own({ config, alerts, firing, times }: RouteCase): Omit<Reply, 'matchers'> | { readonly error: string } {
  const read = readRouting(config, { utf8: true, sources });
  if ('issues' in read) return { error: JSON.stringify(read.issues) };
  const outcomes = alerts.map((alert) => outcomeOf(read, alert, { time: new Date(0), firing, silences: [] }));
  const intervals = [...read.intervals].map(([name, list]) => [
    name,
    times.map((time) => list.some((interval) => containsTime(interval, new Date(time)))),
  ]);
  return {
    routes: outcomes.map(({ destinations }) => destinations.map(({ route }) => takenOf(route))),
    inhibited: outcomes.map(({ inhibited }) => inhibited !== undefined),
    intervals: Object.fromEntries(intervals),
  };
}

t.test('routes, inhibition and time intervals agree with Alertmanager', { skip }, async (t) => {
  if (!loader) return;
  t.comment(`SEED=${SEED}`);
  const from = random(SEED);
  const cases = Array.from({ length: TREES }, () => routeCase(from, ALERTS, TIMES));
  const replies = ask(loader, cases) ?? [];
  t.equal(replies.length, cases.length);
  let [alerts, branched, inhibited, inside] = [0, 0, 0, 0];
  for (const [i, one] of cases.entries()) {
    const reply = replies[i];
    if (!reply || reply.error) continue;
    const { matchers: _matchers, ...theirs } = reply;
    const want = { ...theirs, routes: theirs.routes.map((routes) => routes.map(comparable)) };
    const have = own(one);
    alerts += one.alerts.length;
    branched += want.routes.filter((routes) => routes.length > 1).length;
    inhibited += want.inhibited.filter(Boolean).length;
    inside += Object.values(want.intervals).flat().filter(Boolean).length;
    if (!isDeepStrictEqual(have, want))
      t.strictSame(have, want, `case ${i} of SEED=${SEED}: ${one.config} ${JSON.stringify([one.alerts, one.times])}`);
  }
  t.comment(
    `${alerts} alerts, ${branched} with several routes, ${inhibited} inhibited; ${inside} times in an interval`,
  );
  t.ok(alerts >= 2000 && branched > 50 && inhibited > 30 && inside > 500, 'the cases are not all alike');
});

for (const [name, utf8, args] of [
  ['Alertmanager', true, []],
  ['releases before 0.27', false, ['-classic']],
] as const) {
  t.test(`the same texts are matchers for ${name}, with the same meaning`, { skip }, async (t) => {
    if (!loader) return;
    const from = random(SEED + 1);
    const texts = Array.from({ length: TEXTS }, () => matcherText(from));
    const [reply] = ask(loader, [{ matchers: texts }], args) ?? [];
    t.equal(reply?.matchers.length, texts.length);
    let accepted = 0;
    for (const [i, text] of texts.entries()) {
      const want = reply?.matchers[i] ?? undefined;
      const have = parseMatchers(text, utf8);
      if (want) accepted++;
      if (JSON.stringify(have) !== JSON.stringify(want)) t.strictSame(have, want, JSON.stringify(text));
    }
    t.comment(`SEED=${SEED}: ${accepted} of ${texts.length} are matchers`);
    t.ok(accepted > 500 && accepted < texts.length - 500);
  });
}

const amtool = tool('amtool');

t.test(
  'receivers are those of amtool config routes test',
  { skip: amtool ? false : `amtool ${missing}` },
  async (t) => {
    if (!amtool) return;
    const from = random(SEED + 2);
    const folder = temporaryFolder('routes-');
    let compared = 0;
    for (let i = 0; i < 12; i++) {
      const { config, alerts } = routeCase(from, 3, 0);
      const file = join(folder, `${i}.yml`);
      writeFileSync(file, config);
      const read = readRouting(config, { utf8: true, sources });
      for (const alert of alerts) {
        const labels = Object.entries(alert).map(([name, value]) => `${JSON.stringify(name)}=${JSON.stringify(value)}`);
        const args = ['config', 'routes', 'test', `--config.file=${file}`, ...labels];
        const { status, stdout } = spawnSync(amtool, args, { encoding: 'utf8' });
        if (status !== 0 || 'issues' in read) continue;
        compared++;
        const { destinations } = outcomeOf(read, alert, { time: new Date(0), firing: [], silences: [] });
        t.equal(destinations.map(({ receiver }) => receiver.name).join(','), stdout.trim(), labels.join(' '));
      }
    }
    t.ok(compared > 10, `${compared} alerts`);
  },
);
