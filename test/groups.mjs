// Compiles the tests of `npm test` into a few groups, one process each: node_modules/.cache/tests/groups/NN.js. A
// process costs more than most files. Each file is one test in its group, with the name of the file. The files of a
// group run one after another.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compile, ROOT, testFiles } from './compile.mjs';

const SUITES = ['driver', 'golden', 'oracle', 'unit'];
/** These have commands of their own. */
const OTHERS = ['abuse', 'e2e', 'federation', 'mesh', 'query', 'ui'];
const GROUPS = 3;
/** Seconds that one file may take. */
const LIMIT = 300;
/** Seconds that slow files take; the others are taken for average. */
const SLOW = {
  'test/unit/release/matrix.test.ts': 7.5,
  'test/oracle/alerts.test.ts': 5.5,
  'test/oracle/operatoralerts.test.ts': 5.5,
  'test/unit/core/regexliterals.test.ts': 5.5,
  'test/unit/release/same.test.ts': 5.5,
  'test/driver/real.test.ts': 5,
  'test/driver/grafanaplacement.test.ts': 4.5,
  'test/driver/useredits.test.ts': 4.5,
  'test/oracle/mesh.test.ts': 4.5,
  'test/unit/app/compute/pool.test.ts': 4,
  'test/unit/probe/alertmanager/probe.test.ts': 4,
  'test/driver/grafana.test.ts': 3.5,
  'test/unit/core/large.test.ts': 3.5,
  'test/unit/app/cli/ui.test.ts': 3,
  'test/unit/prometheus/autoscaling/days.test.ts': 3,
  'test/unit/scrape/assignment.test.ts': 3,
  'test/unit/app/drawn.test.ts': 2.5,
  'test/oracle/rules.test.ts': 2,
  'test/unit/controllers/admission/review.test.ts': 2,
  'test/unit/release/publish.test.ts': 2,
  'test/driver/targets.test.ts': 1.5,
  'test/driver/userrules.test.ts': 1.5,
  'test/oracle/real.test.ts': 1.5,
  'test/unit/api/ledger.test.ts': 1.5,
  'test/unit/app/compute/sharing.test.ts': 1.5,
  'test/unit/app/process.test.ts': 1.5,
  'test/unit/controllers/alertmanager/secretfile.test.ts': 1.5,
  'test/unit/prometheus/server/distribution.test.ts': 1.5,
  'test/unit/release/options.test.ts': 1.5,
  'test/unit/workload/bytebudget.test.ts': 1.5,
  'test/driver/children.test.ts': 1,
  'test/oracle/routes.test.ts': 1,
  'test/unit/api/definition.test.ts': 1,
  'test/unit/app/compute/read.test.ts': 1,
  'test/unit/bundles/bundles.test.ts': 1,
  'test/unit/contributing.test.ts': 1,
  'test/unit/docsettings.test.ts': 1,
  'test/unit/manifests.test.ts': 1,
  'test/unit/probe/alertmanager/pushpull.test.ts': 1,
  'test/unit/release/monitoring.test.ts': 1,
  'test/unit/rules/large.test.ts': 1,
};
const AVERAGE = 0.15;

/** Every test file belongs to a suite, and every slow file exists. */
function check() {
  const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const forgotten = folders
    .map(({ name }) => name)
    .filter((name) => ![...SUITES, ...OTHERS].includes(name) && testFiles(name).length > 0);
  if (forgotten.length > 0)
    throw new Error(
      `no command runs the tests in test/${forgotten.join(', test/')}: name the folder in test/groups.mjs`,
    );
  const gone = Object.keys(SLOW).filter((file) => !existsSync(join(ROOT, file)));
  if (gone.length > 0) throw new Error(`test/groups.mjs names files that do not exist: ${gone.join(', ')}`);
}

/** The files in groups that take about equally long. The longest files come first. */
function groups() {
  const seconds = (file) => SLOW[file] ?? AVERAGE;
  const made = Array.from({ length: GROUPS }, () => ({ sum: 0, files: [] }));
  for (const file of SUITES.flatMap(testFiles).sort((a, b) => seconds(b) - seconds(a))) {
    const least = made.reduce((one, other) => (other.sum < one.sum ? other : one));
    least.sum += seconds(file);
    least.files.push(file);
  }
  return made.sort((a, b) => b.sum - a.sum).map(({ files }) => files);
}

/**
 * What `import t from 'tap'` gives a file of a group: the test of this file. Files load one after another, so there is
 * one at a time. Programs that tests start load nothing of tap.
 */
const TAP = `
import tap from 'tap';
process.env.NODE_OPTIONS = (process.env.NODE_OPTIONS ?? '').replace(/"?--import=\\S*@tapjs\\S*/, '');
let current = tap;
export { current as default };
export const file = (name, load) =>
  tap.test(name, { timeout: ${LIMIT * 1000} }, async (t) => {
    current = t;
    await load();
  });
`;
const entry = (files) => `
import { file } from 'tap';
${files.map((name) => `file(${JSON.stringify(name)}, () => import(${JSON.stringify(`./${name}`)}));`).join('\n')}
`;

check();
const all = new Map(groups().map((files, i) => [String(i + 1).padStart(2, '0'), files]));

/** Modules that are made here: `group:NN`, and `tap` for all but itself. */
const made = {
  name: 'groups',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice('group:'.length), namespace: 'group' }));
    onLoad({ filter: /./, namespace: 'group' }, ({ path }) => ({ contents: entry(all.get(path)), resolveDir: ROOT }));
    onResolve({ filter: /^tap$/ }, ({ namespace }) =>
      namespace === 'tap' ? { external: true } : { path: 'tap', namespace: 'tap' },
    );
    onLoad({ filter: /./, namespace: 'tap' }, () => ({ contents: TAP }));
  },
};

await compile('groups', Object.fromEntries([...all.keys()].map((name) => [name, `group:${name}`])), [made]);
