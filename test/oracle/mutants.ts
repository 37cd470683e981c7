// `npm run test:schema -- [COUNT [SEED]]`: recorded configurations of Prometheus with one value changed at random. The
// schema of hooks/prometheus/schema must refuse what the server's loader refuses, and take what it takes.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Section } from '../../hooks/core/section.ts';
import { dumpYaml, GO_SCHEMA } from '../../hooks/core/yaml.ts';
import { file } from '../../hooks/prometheus/schema/file.ts';
import { job } from '../../hooks/prometheus/schema/job.ts';
import { problemsOf } from '../../hooks/prometheus/schema/walk.ts';
import { parseVersion } from '../../hooks/versions/version.ts';
import { everyShortText } from '../abuse/hostile.ts';
import { configText } from '../support/config.ts';
import { type Random, random } from '../support/random.ts';
import { isCurrent, type LoadedFile, refusals } from './loads.ts';
import { expanded, tool } from './tools.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const SEED = Number(process.argv[3] ?? 1);
/** The release of the loader. */
const RELEASE = parseVersion('3.16.0');
const SHOWN = 40;

const CASES = resolve(import.meta.dirname, '../../../shared/conformance/cases');

/** The configurations of the recorded cases for current releases. */
function recorded(): Section[] {
  const found = new Map<string, Section>();
  for (const area of readdirSync(CASES))
    for (const name of readdirSync(join(CASES, area))) {
      const objects = (
        loadAll(readFileSync(join(CASES, area, name, 'input.yaml'), 'utf8')) as KubernetesObject[]
      ).filter((object) => object?.kind);
      if (!objects.every(isCurrent)) continue;
      for (const { kind, children } of render(objects).parents) {
        const text = kind === 'Prometheus' ? configText(children) : undefined;
        if (text) found.set(text, load(expanded(text), { schema: GO_SCHEMA }) as Section);
      }
    }
  return [...found.values()];
}

/**
 * Each job alone, and the other sections of each file but the constant section that names the revision. Equal ones
 * once.
 */
function sections(files: readonly Section[]): { readonly jobs: Section[]; readonly others: Section[] } {
  const unique = (all: readonly Section[]) => [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return {
    jobs: unique(files.flatMap((one) => (one['scrape_configs'] ?? []) as Section[])),
    others: unique(files.map(({ scrape_configs: _jobs, scrape_config_files: _revision, ...rest }) => rest)),
  };
}

const SCALARS: readonly unknown[] = [
  ...everyShortText,
  0,
  1,
  -1,
  1.5,
  2 ** 31,
  true,
  false,
  null,
  [],
  {},
  ['a'],
  { a: 'b' },
];

/** Places of a value: the container and the key of each member, to any depth. */
function places(value: unknown, into: [container: Section, key: string][] = []): [Section, string][] {
  if (typeof value !== 'object' || value === null) return into;
  for (const [key, member] of Object.entries(value)) {
    into.push([value as Section, key]);
    places(member, into);
  }
  return into;
}

/** A copy with one change: another value, a member less, a list item twice, or a key of another section. */
function mutant(section: Section, keys: readonly (readonly [string, unknown])[], from: Random): Section {
  const copy = structuredClone(section);
  const all = places(copy).filter(([, key]) => key !== 'job_name');
  if (all.length === 0) return copy;
  const [container, key] = from.pick(all);
  const draw = from.next();
  if (draw < 0.6) container[key] = from.pick(SCALARS);
  else if (draw < 0.75 && !Array.isArray(container)) delete container[key];
  else if (draw < 0.8 && Array.isArray(container)) container.push(structuredClone(container[Number(key)]));
  else if (!Array.isArray(container)) {
    const [other, value] = from.pick(keys);
    container[other] = structuredClone(value);
  }
  return copy;
}

/** The value at the path of a problem. */
const _at = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((inner, key) => (inner as Section | undefined)?.[key], value);

/** The value at the path of a problem. */
const at = (value: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((inner, key) => (inner as Section | undefined)?.[key], value);

const loader = tool('loader');
if (!loader || !RELEASE) {
  console.error('schema: there is no loader: test/cluster/up.sh builds it with PARTS=tools');
  process.exit(1);
}

const { jobs, others } = sections(recorded());
const keys = [...jobs, ...others].flatMap((one) => places(one)).filter(([container]) => !Array.isArray(container));
const pairs = keys.map(([container, key]) => [key, container[key]] as const);
const from = random(SEED);
const tried = Array.from({ length: COUNT }, (_, i) => {
  const isJob = from.next() < 0.7;
  const section = mutant(from.pick(isJob ? jobs : others), pairs, from);
  const config = isJob ? { scrape_configs: [section] } : section;
  const scheme = (section['global'] as Section)?.['metric_name_validation_scheme'];
  const problems = problemsOf(isJob ? job : file, section, RELEASE, typeof scheme === 'string' ? scheme : undefined);
  return {
    name: String(i),
    section,
    problems,
    file: { name: String(i), as: 'prometheus', text: dumpYaml(config) } as LoadedFile,
  };
});
const refused = new Map(
  refusals(
    loader,
    tried.map((one) => one.file),
  ).map(({ name, error }) => [name, error]),
);
const missed = tried.filter(({ name, problems }) => refused.has(name) && problems.length === 0);
const extra = tried.filter(({ name, problems }) => !refused.has(name) && problems.length > 0);
for (const {
  name,
  file: { text },
} of missed.slice(0, SHOWN))
  console.error(`schema: taken, but refused: ${refused.get(name)?.slice(0, 300)}\n${text.slice(0, 200)}`);
for (const {
  section,
  problems: [[path = '', message = ''] = []],
} of extra.slice(0, SHOWN))
  console.error(`schema: refused, but taken: ${path} ${message}: ${JSON.stringify(at(section, path))}`);
console.log(
  `schema: ${COUNT} configurations from seed ${SEED}, of ${jobs.length} jobs and ${others.length} files: ` +
    `${refused.size} refused by the loader, ${missed.length} of them missed, ${extra.length} refused alone`,
);
process.exit(missed.length > 0 ? 1 : 0);
