// The command `explain --live`, as a user runs it on the cluster of a test.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { program } from '../support/program.ts';
import { kubeconfigFile, kubectlBinary } from './kubeconfig.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Step {
  readonly link: string;
  readonly status: string;
  readonly cause?: string;
  readonly message: string;
}

/** An object with its chain. */
export interface Explanation {
  readonly subject: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly steps: readonly Step[];
}

/** As the command names an object: KIND/NAME. */
export const nameOf = ({ subject: { kind, name } }: Explanation): string => `${kind.toLowerCase()}/${name}`;

/** The JSON that the command prints, and its exit code. Throws for other codes than 0 and 1. */
async function run(args: readonly string[]): Promise<{ readonly code: number; readonly answer: unknown }> {
  const all = [...program(), 'explain', ...args, '--live', '--kubeconfig', kubeconfigFile(), '-o', 'json'];
  const path = `${resolve(kubectlBinary(), '..')}:${process.env['PATH']}`;
  const options = { cwd: ROOT, env: { ...process.env, PATH: path }, maxBuffer: 1 << 28 };
  const { code, stdout } = await promisify(execFile)(process.execPath, all, options).then(
    (ended) => ({ code: 0, stdout: ended.stdout }),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => {
      if (error.code !== 1) throw new Error(error.stderr);
      return error;
    },
  );
  return { code, answer: JSON.parse(stdout) };
}

/** What the command says of an object, and its exit code. */
export async function explain(
  subject: string,
  namespace: string,
): Promise<{ readonly code: number; readonly steps: readonly Step[] }> {
  const { code, answer } = await run([subject, '-n', namespace]);
  return { code, steps: (answer as Explanation).steps };
}

/** All objects of some namespaces with a broken link. */
export async function explainAll(namespaces: readonly string[]): Promise<readonly Explanation[]> {
  const { answer } = await run(['--all']);
  return (answer as readonly Explanation[]).filter(({ subject }) => namespaces.includes(subject.namespace));
}

/** The first broken link. */
export const broken = (steps: readonly Step[]) => steps.find(({ status }) => status === 'broken');
