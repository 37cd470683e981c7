// Commands of the documents, run as a user would run them: from the project's folder, with kubectl.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { kubeconfigFile, kubectlBinary } from './kubeconfig.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The block of shell commands behind `<!-- marker -->` in a document. */
export function commands(document: string, marker: string): string {
  const text = readFileSync(join(ROOT, 'docs', document), 'utf8');
  const block = text.split(`<!-- ${marker} -->`)[1]?.split('```sh\n')[1]?.split('```')[0];
  if (!block) throw new Error(`docs/${document} has no commands called ${marker}`);
  return block;
}

/**
 * Runs shell commands; gives what they print. Does not block: the driver in this process has to answer what they wait
 * for.
 */
export async function shell(script: string): Promise<string> {
  const PATH = `${dirname(kubectlBinary())}:${process.env['PATH']}`;
  const env = { ...process.env, KUBECONFIG: kubeconfigFile(), PATH };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: ROOT,
    env,
    maxBuffer: 1 << 28,
  });
  return stdout;
}
