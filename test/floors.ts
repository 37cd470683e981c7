// `npm run floors`: writes biome.floors.json, the lint rules that keep imports inside hooks/ going down the floors.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
export const FILE = join(ROOT, 'biome.floors.json');

/**
 * The folders of hooks/, from the lowest floor to the highest. A folder imports from lower floors only, never from
 * another folder of its own floor. docs/architecture.md says what each is for.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ['core'],
  ['versions'],
  ['api', 'promql'],
  ['gotemplate', 'probe', 'queryrouter'],
  ['references', 'workload'],
  ['bundles', 'grafana', 'httpclient', 'rules', 'prometheus/schema'],
  ['relabel'],
  ['controllers/alertmanager', 'controllers/bundles', 'controllers/kubelet', 'controllers/pods', 'loaded', 'scrape'],
  ['alertrouting', 'prometheus/config'],
  ['prometheus/server'],
  ['prometheus/sharding', 'prometheus/thanosruler'],
  ['prometheus/autoscaling', 'prometheus/querytier', 'prometheus/targets'],
  ['controllers/grafana', 'federation'],
  ['controllers/prometheus'],
  ['controllers/admission', 'controllers/agent', 'controllers/thanosruler'],
  ['controllers/assets'],
  ['explain'],
  ['app'],
];

/** The order inside a folder that has subfolders, from low to high. The folder itself is above all of them. */
const INNER: Readonly<Record<string, readonly string[]>> = {
  api: ['shared', 'discovery', 'pod', 'receivers', 'parts'],
  app: ['routing', 'lint', 'diff', 'compute', 'http', 'ui', 'cli'],
  'controllers/alertmanager': ['schema', 'receivers', 'pod', 'config', 'rollout'],
  probe: ['io', 'alertmanager', 'prometheus'],
  scrape: ['job', 'discovery'],
};

export const isIn = (folder: string, floor: string): boolean => folder === floor || folder.startsWith(`${floor}/`);

/** All folders of hooks/ that hold sources. */
export const folders = (): string[] =>
  [
    ...new Set(
      readdirSync(join(ROOT, 'hooks'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && file.includes('/'))
        .map((file) => file.slice(0, file.lastIndexOf('/'))),
    ),
  ].sort();

/** The folders that must not be imported from a folder. */
export function forbidden(folder: string): string[] {
  const level = FLOORS.findIndex((floor) => floor.some((one) => isIn(folder, one)));
  if (level < 0) throw new Error(`hooks/${folder} has no floor: name it in test/floors.ts`);
  const own = FLOORS[level]?.find((one) => isIn(folder, one)) ?? '';
  const higher = FLOORS.slice(level)
    .flat()
    .filter((one) => one !== own);
  const inner = INNER[own] ?? [];
  const place = inner.findIndex((name) => isIn(folder, `${own}/${name}`));
  const above = place < 0 ? [] : inner.slice(place + 1).map((name) => `${own}/${name}`);
  return [...higher, ...above];
}

/** What a folder that has folders of its own holds itself is above them. */
const isRootOf = (folder: string): string | undefined =>
  Object.keys(INNER).find((own) => folder !== own && isIn(folder, own));

function patterns(folder: string): string[] {
  const groups = forbidden(folder).map((one) => `${relative(`hooks/${folder}`, `hooks/${one}`)}/**`);
  const root = isRootOf(folder);
  return root ? [...groups, `${relative(folder, root)}/*.ts`] : groups;
}

/** The text of biome.floors.json. */
export function rules(): string {
  const message = 'Imports go down the floors only: see docs/architecture.md.';
  const overrides = folders().map((folder) => ({
    includes: [`hooks/${folder}/*.ts`],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: { patterns: [{ group: patterns(folder), message }] },
          },
        },
      },
    },
  }));
  const used = overrides.filter(({ linter }) =>
    linter.rules.style.noRestrictedImports.options.patterns.some(({ group }) => group.length > 0),
  );
  return `${JSON.stringify({ overrides: used })}\n`;
}

export const written = (): string => readFileSync(FILE, 'utf8');

if (process.argv[1] === import.meta.filename) writeFileSync(FILE, rules());
