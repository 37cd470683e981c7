// `npm run test:e2e -- [LANE]...`: the end-to-end tests of some lanes, or of all, as TAP. Lanes run side by side; what
// each says is printed when it has ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from '../support/folder.ts';
import { client } from './client.ts';
import { installCrds, unreachable } from './env.ts';
import { access, kubeconfigFile } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { LANES, type Lane } from './lanes.ts';
import { plane, unstartable } from './planes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Where test/compile.mjs puts the tests. */
const COMPILED = 'node_modules/.cache/tests/e2e';
/** Seconds for one file. */
const TIMEOUT = 2700;

const inLanes = LANES.flatMap(({ steps }) => steps.flatMap(({ files }) => files)).map((name) => `${name}.test.ts`);
const onDisk = readdirSync(join(ROOT, 'test/e2e')).filter((file) => file.endsWith('.test.ts'));
const misplaced = [
  ...onDisk.filter((file) => !inLanes.includes(file)),
  ...inLanes.filter((file, i) => !onDisk.includes(file) || inLanes.indexOf(file) !== i),
];
if (misplaced.length > 0) throw new Error(`test/e2e/lanes.ts has to name each file once: ${misplaced.join(', ')}`);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !LANES.some((lane) => lane.name === name));
if (unknown.length > 0)
  throw new Error(`no lane ${unknown.join(', ')}; there are: ${LANES.map(({ name }) => name).join(', ')}`);
const lanes = LANES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));

/** Once for all files: each would do it otherwise, at the same time. */
async function prepare(kubeconfig: string): Promise<void> {
  const how = access(kubeconfig);
  if (!how || (await unreachable(how))) return;
  const connection = client(how);
  await installCrds(kubectl(connection));
  connection.close();
}

/** Whether all tests of a lane passed. */
async function play({ steps }: Lane, kubeconfig: string, env: NodeJS.ProcessEnv, out: number): Promise<boolean> {
  let passed = true;
  for (const { files, jobs } of steps) {
    await prepare(kubeconfig);
    const args = [
      'tap',
      '--reporter=tap',
      `--jobs=${jobs}`,
      `--timeout=${TIMEOUT}`,
      ...files.map((name) => `${COMPILED}/${name}.test.js`),
    ];
    const child = spawn('npx', args, { cwd: ROOT, env, stdio: ['ignore', out, out] });
    const [code] = (await once(child, 'exit')) as [number | null];
    passed &&= code === 0;
  }
  return passed;
}

async function start(lane: Lane): Promise<boolean> {
  const log = join(temporaryFolder('e2e-'), 'tap');
  const out = openSync(log, 'a');
  // Where no control plane can be started, all lanes share the cluster that is given.
  const own = lane.cluster === 'own' && !unstartable() ? await plane() : undefined;
  const began = Date.now();
  const kubeconfig = own?.kubeconfig ?? kubeconfigFile();
  const passed = await play(lane, kubeconfig, { ...process.env, ...own?.env, KUBECONFIG: kubeconfig }, out);
  await own?.stop();
  console.log(`# lane ${lane.name}: ${Math.round((Date.now() - began) / 1000)} s\n${readFileSync(log, 'utf8')}`);
  return passed;
}

const areApart = lanes.every(({ cluster }) => cluster === 'given') || !unstartable();
const results: boolean[] = [];
if (areApart) results.push(...(await Promise.all(lanes.map(start))));
else for (const lane of lanes) results.push(await start(lane));
process.exitCode = results.every(Boolean) ? 0 : 1;
