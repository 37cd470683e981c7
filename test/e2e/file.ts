// `npm run test:e2e:file -- NAME...`: single end-to-end tests from their sources, each on a control plane of its own
// without a node, which ends with the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { plane, unstartable } from './planes.ts';

/** Seconds for one test, as in run.ts. */
const TAP_TIMEOUT = '2700';
const ROOT = resolve(import.meta.dirname, '../..');

/** Whether a test passed. */
async function passes(name: string): Promise<boolean> {
  const file = join(ROOT, `test/e2e/${name}.test.ts`);
  if (!existsSync(file)) throw new Error(`there is no test/e2e/${name}.test.ts`);
  const own = await plane();
  try {
    const env = { ...process.env, ...own.env, KUBECONFIG: own.kubeconfig, TAP_TIMEOUT };
    const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: ROOT, env, stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0;
  } finally {
    await own.stop();
  }
}

const missing = unstartable();
if (missing) throw new Error(missing);
for (const name of process.argv.slice(2)) if (!(await passes(name))) process.exitCode = 1;
