// Part of `npm run conformance`: what we render for every recorded case by default, without parity, is taken by the
// components' own checkers. The newest promtool and amtool look at everything but what is meant for Prometheus 2; that
// is looked at by a promtool 2 (PROMTOOL2, Debian's for instance), as far as it is new enough.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { atLeast, formatVersion, parseVersion } from '../../hooks/versions/version.ts';
import {
  amtoolProblems,
  type Files,
  filesOf,
  knownToDebian,
  promtoolProblems,
  together,
  tool,
} from '../oracle/tools.ts';

interface Expected {
  readonly rejected?: readonly { readonly kind: string; readonly namespace?: string; readonly name: string }[];
}

const load = <T>(file: string): T[] => loadAll(readFileSync(file, 'utf8')).filter(Boolean) as T[];

/** The objects of a case that the API server let through. */
function objectsOf(directory: string): KubernetesObject[] {
  const [expected] = load<Expected>(join(directory, 'expected.yaml'));
  const refused = expected?.rejected ?? [];
  return load<KubernetesObject>(join(directory, 'input.yaml')).filter(
    ({ kind, metadata }) =>
      !refused.some((one) => one.kind === kind && one.name === metadata.name && one.namespace === metadata.namespace),
  );
}

const WORKLOAD = /^Prometheus(?:Agent)?$/;

/** The release of Prometheus that a case is for, where it names one. */
const releaseOf = (objects: readonly KubernetesObject[]): string | undefined =>
  objects
    .flatMap(({ kind, spec }) => (WORKLOAD.test(kind) ? [(spec as { version?: string }).version] : []))
    .find(Boolean);

interface Rendered {
  readonly release: string | undefined;
  readonly files: Files;
}

function renderedCases(cases: string): Rendered[] {
  return readdirSync(cases).flatMap((area) =>
    readdirSync(join(cases, area)).map((name) => {
      const objects = objectsOf(join(cases, area, name));
      return { release: releaseOf(objects), files: filesOf(`${area}-${name}`, render(objects).parents) };
    }),
  );
}

const isForTwo = (release: string | undefined): boolean => release !== undefined && parseVersion(release)?.major === 2;

/** The release of a promtool. */
const releaseOfTool = (path: string): string | undefined =>
  /promtool, version (\S+)/.exec(
    execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  )?.[1];

/** No key was dropped between this release and Prometheus 3. */
const NOTHING_DROPPED_SINCE = '2.11.0';

const withoutLeftOut = (files: Files): Files => {
  const each = (list: Files['prometheus']) => list.map(([name, text]) => [name, knownToDebian(text)] as const);
  return { ...files, prometheus: each(files.prometheus), agent: each(files.agent) };
};

/** What an older promtool says against what is meant for its release or an earlier one of the same major version. */
function olderProblems(path: string, all: readonly Rendered[]): string[] {
  const newest = parseVersion(releaseOfTool(path) ?? '');
  if (!newest) throw new Error(`${path} does not say which release it is of`);
  const mine = all.filter(({ release }) => {
    const version = parseVersion(release ?? '');
    return (
      version && isForTwo(release) && atLeast(version, NOTHING_DROPPED_SINCE) && atLeast(newest, formatVersion(version))
    );
  });
  const files = withoutLeftOut(together(mine.map((one) => one.files)));
  console.log(
    `accepted: ${files.prometheus.length + files.agent.length} configurations for Prometheus 2, ` +
      `by promtool ${formatVersion(newest)}`,
  );
  return promtoolProblems(path, files);
}

/** Problems with what is rendered for the cases of a directory; a missing checker is reported and skipped. */
export function refused(cases: string): string[] {
  const all = renderedCases(cases);
  const found: string[] = [];
  const [promtool, amtool, older] = [tool('promtool'), tool('amtool'), process.env['PROMTOOL2'] ?? tool('promtool2')];
  const current = together(all.filter(({ release }) => !isForTwo(release)).map(({ files }) => files));
  const everything = together(all.map(({ files }) => files));
  if (promtool) found.push(...promtoolProblems(promtool, current));
  if (amtool) found.push(...amtoolProblems(amtool, everything));
  if (older) found.push(...olderProblems(older, all));
  console.log(
    promtool
      ? `accepted: ${current.prometheus.length} configurations of Prometheus, ${current.agent.length} of agents, ` +
          `${current.rules.length} rule files, by promtool`
      : 'accepted: skipped promtool, which is neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin',
  );
  console.log(
    amtool
      ? `accepted: ${everything.alertmanager.length} configurations of Alertmanager, by amtool`
      : 'accepted: skipped amtool, which is neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin',
  );
  if (!older) console.log('accepted: skipped promtool 2: PROMTOOL2 names none, and test/cluster/up.sh has found none');
  return found;
}
