// The command `explain --live`, as a user runs it on the cluster of a test.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { kubeconfigFile, kubectlBinary } from './kubeconfig.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Step {
  readonly link: string;
  readonly status: string;
  readonly cause?: string;
  readonly message: string;
}

/** What the command says of an object, and its exit code. */
export async function explain(
  subject: string,
  namespace: string,
): Promise<{ readonly code: number; readonly steps: Step[] }> {
  const program = process.env['HOOKS_MAIN'] ? [process.env['HOOKS_MAIN']] : ['--import', 'tsx', 'hooks/app/main.ts'];
  const args = [
    ...program,
    'explain',
    subject,
    '-n',
    namespace,
    '--live',
    '--kubeconfig',
    kubeconfigFile(),
    '-o',
    'json',
  ];
  const path = `${resolve(kubectlBinary(), '..')}:${process.env['PATH']}`;
  const options = { cwd: ROOT, env: { ...process.env, PATH: path }, maxBuffer: 1 << 26 };
  const ended = await promisify(execFile)(process.execPath, args, options).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => {
      if (error.code !== 1) throw new Error(error.stderr);
      return error;
    },
  );
  return { code: ended.code, steps: (JSON.parse(ended.stdout) as { steps: Step[] }).steps };
}

/** The first broken link. */
export const broken = (steps: readonly Step[]) => steps.find(({ status }) => status === 'broken');
