// `npm run test:loads -- [COUNT [FIRST]]`: objects drawn at random, valid to the API server and hostile otherwise, are
// rendered, and what comes out is loaded by the servers' own code. The servers are also started with the arguments of
// their containers. Nothing may be refused. Seeds are printed.
import { render } from '../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { atLeast, parseVersion } from '../../hooks/versions/version.ts';
import { hostileObject, PARENTS } from '../abuse/objects.ts';
import { alertmanagerFile, collector, surroundings } from '../abuse/questions.ts';
import {
  type CommandLine,
  commandLines,
  isStartable,
  refusedCommandLines,
  withoutOwnArguments,
} from './commandlines.ts';
import { filesToLoad, isCurrent, type LoadedFile, type Refusal, refusals } from './loads.ts';
import { knownToDebian, olderRefusals, tool } from './tools.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const FIRST = Number(process.argv[3] ?? 0);
/** Objects that one parent takes in. */
const TOGETHER = 20;
/** Files of one run of the loader. */
const BATCH = 400;
const NOW = new Date('2026-05-05T00:00:00Z');

const loader = tool('loader');
if (!loader) {
  console.error('loads: there is no loader: test/cluster/up.sh builds it with PARTS=tools');
  process.exit(1);
}

/** A promtool of Prometheus 2, and the releases whose configurations it reads: Debian's is 2.42. */
const older = process.env['PROMTOOL2'] ?? tool('promtool2');
const [OLDEST, NEWEST] = ['2.11.0', '2.42.0'];
const isForOlder = ({ kind, spec }: KubernetesObject): boolean => {
  const version = parseVersion((spec as { version?: string }).version ?? '');
  return kind === 'Prometheus' && version !== undefined && atLeast(version, OLDEST) && !atLeast(version, NEWEST);
};

const COLLECTED = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

/** The files of a parent and the objects around it. */
function filesFor(title: string, parent: KubernetesObject, around: readonly KubernetesObject[]): LoadedFile[] {
  if (!isCurrent(parent) && !(older && isForOlder(parent))) return [];
  const own = parent.kind === 'Alertmanager' ? [alertmanagerFile(parent.metadata.name)] : [];
  return render([...around, ...own, parent], { now: NOW })
    .parents.filter(({ kind, name }) => kind === parent.kind && name === parent.metadata.name)
    .flatMap((rendered) => filesToLoad(title, rendered, (parent['spec'] as { version?: string }).version))
    .map((file) => (isCurrent(parent) ? file : { ...file, isOlder: true }));
}

/** The command lines of a parent. */
function linesFor(title: string, parent: KubernetesObject, around: readonly KubernetesObject[]): CommandLine[] {
  if (!isCurrent(parent)) return [];
  const own = parent.kind === 'Alertmanager' ? [alertmanagerFile(parent.metadata.name)] : [];
  return render([...around, ...own, withoutOwnArguments(parent)], { now: NOW })
    .parents.filter(({ kind, name }) => kind === parent.kind && name === parent.metadata.name)
    .flatMap((rendered) => commandLines(title, rendered, (parent['spec'] as { version?: string }).version));
}

/** The command lines of the parents of these seeds. */
const linesOfSeeds = (seeds: readonly number[]): CommandLine[] =>
  seeds.flatMap((seed) => {
    const object = hostileObject(seed);
    return PARENTS.has(object.kind) ? linesFor(String(seed), object, surroundings(Math.floor(seed / TOGETHER))) : [];
  });

/** The files of the objects of these seeds: of parents that take in all of them, and of each parent among them. */
function filesOfSeeds(seeds: readonly number[]): LoadedFile[] {
  const number = Math.floor((seeds[0] ?? 0) / TOGETHER);
  const around = surroundings(number);
  const made = seeds.map((seed) => hostileObject(seed));
  const owned = made.filter(({ kind }) => !PARENTS.has(kind));
  const title = seeds.join(',');
  return [
    ...COLLECTED.flatMap((kind) => filesFor(title, collector(kind, number), [...around, ...owned])),
    ...made.flatMap((object, i) =>
      PARENTS.has(object.kind) ? filesFor(String(seeds[i]), object, [...around, ...owned]) : [],
    ),
  ];
}

const groups = Array.from({ length: Math.ceil(COUNT / TOGETHER) }, (_, group) =>
  Array.from({ length: TOGETHER }, (_, i) => FIRST + group * TOGETHER + i),
);

let loaded = 0;
let started = 0;
let notStarted = 0;
let lines: CommandLine[] = [];
const found: Refusal[] = [];
let batch: LoadedFile[] = [];
const flush = async (): Promise<void> => {
  found.push(
    ...refusals(
      loader,
      batch.filter(({ isOlder }) => !isOlder),
    ),
  );
  const configs = batch.filter(({ isOlder, as }) => isOlder && as === 'prometheus');
  if (older)
    found.push(
      ...olderRefusals(
        older,
        configs.map(({ name, text }) => [name, knownToDebian(text)] as const),
      ),
    );
  found.push(...(await refusedCommandLines(lines)));
  loaded += batch.length;
  started += lines.filter(isStartable).length;
  notStarted += lines.filter((line) => !isStartable(line)).length;
  batch = [];
  lines = [];
};
for (const seeds of groups) {
  batch.push(...filesOfSeeds(seeds));
  lines.push(...linesOfSeeds(seeds));
  if (batch.length >= BATCH) await flush();
}
await flush();
for (const { name, error } of found) console.error(`loads: SEED=${name}: ${error.slice(0, 500)}`);
const missing = notStarted > 0 ? `, ${notStarted} not started without Thanos` : '';
const counts = `${loaded} files, ${started} command lines${missing}, ${found.length} refused`;
console.log(`loads: ${COUNT} objects from seed ${FIRST}: ${counts}`);
process.exit(found.length > 0 ? 1 : 0);
