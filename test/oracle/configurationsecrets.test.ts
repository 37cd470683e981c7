// A configuration in several Secrets: promtool takes the file of the server and reads the files with further jobs.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cluster, configTexts, jobsIn, monitors, WORKLOADS } from '../support/configsecrets.ts';
import { temporaryFolder } from '../support/folder.ts';
import { expanded, tool } from './tools.ts';

const promtool = tool('promtool');
const missing = promtool ? false : 'promtool is neither in $TOOLS nor in ~/.cache/prometheus-cluster/bin';

/** Writes the files as the reloaders do, in a folder instead of theirs. The path of the first one. */
function writeFiles(texts: readonly string[]): string {
  const folder = temporaryFolder('oracle-');
  const names = texts.map((_, i) => (i === 0 ? 'prometheus.env.yaml' : `jobs-${i}.env.yaml`));
  for (const [i, name] of names.entries()) {
    const text = expanded(texts[i] ?? '').replaceAll('/etc/prometheus/config_out', folder);
    writeFileSync(join(folder, name), text);
  }
  return join(folder, names[0] ?? '');
}

function check(path: string, flags: readonly string[]): string {
  try {
    return execFileSync(promtool ?? '', ['check', 'config', ...flags, path], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    return `${stdout}${stderr}`;
  }
}

for (const workload of WORKLOADS) {
  t.test(`${workload.title}: promtool accepts all files, also those without a job`, { skip: missing }, async (t) => {
    const flags = workload.title === 'Prometheus' ? [] : ['--agent'];
    for (const count of [0, 1, 200]) {
      const { children } = cluster(workload).sync(workload.parent('8'), monitors(count));
      const said = check(writeFiles([...configTexts(children).values()]), flags);
      t.match(said, /SUCCESS/, `${count} monitors: ${said}`);
    }
  });
}

t.test('promtool reads the files with further jobs: it refuses one that is wrong', { skip: missing }, async (t) => {
  const [workload] = WORKLOADS;
  if (!workload) return;
  const { children } = cluster(workload).sync(workload.parent('3'), monitors(30));
  const [first = '', one = '', two = ''] = configTexts(children).values();
  t.match(check(writeFiles([first, one, `${two}  schemes: http\n`]), []), /field schemes not found/);
  const [job = {}] = jobsIn(one);
  t.match(check(writeFiles([first, one, one]), []), new RegExp(`found multiple scrape configs.*${job['job_name']}`));
});
