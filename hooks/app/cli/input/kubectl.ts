// Runs `kubectl get`, and no other command of kubectl. There is no shell.
import { execFile } from 'node:child_process';
import { parseJson } from '../../../core/json.ts';
import { printable } from '../../../core/message.ts';
import type { KubernetesObject } from '../../../core/meta.ts';
import { UsageError } from '../../../core/options.ts';
import { isRecord } from '../../../core/yaml.ts';

/** Limits of one call. */
const TIMEOUT_MS = 60_000;
const MAX_BYTES = 512 * 1024 * 1024;

/** Which cluster: flags of kubectl. */
export interface Cluster {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

/** What to get: a resource with its group, where, and which objects. */
export interface Query {
  readonly resource: string;
  /** A namespace, or all. */
  readonly namespace?: string | undefined;
  readonly names?: readonly string[] | undefined;
  readonly selector?: string | undefined;
}

/** The objects, or why there are none. `isAbsent`: the cluster does not know the resource. */
export type Got =
  | { readonly objects: readonly KubernetesObject[] }
  | { readonly error: string; readonly isAbsent: boolean };

/**
 * Names of objects (kubernetes.io: object names). A name comes from fields of users, so another text, such as a flag,
 * must not reach kubectl.
 */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** The arguments of kubectl; `undefined` where no name is one. */
export function kubectlArgs(query: Query, { context, kubeconfig }: Cluster): readonly string[] | undefined {
  const { resource, namespace, names, selector } = query;
  const valid = names?.filter((name) => NAME.test(name));
  if (valid?.length === 0 || (namespace !== undefined && !NAME.test(namespace))) return undefined;
  return [
    'get',
    resource,
    ...(valid ?? []),
    '--output=json',
    '--ignore-not-found=true',
    '--request-timeout=50s',
    ...(namespace === undefined ? ['--all-namespaces=true'] : [`--namespace=${namespace}`]),
    ...(selector ? [`--selector=${selector}`] : []),
    ...(context ? [`--context=${context}`] : []),
    ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []),
  ];
}

function objectsOf(text: string): readonly KubernetesObject[] {
  const value = parseJson(text);
  if (!isRecord(value)) return [];
  return (Array.isArray(value['items']) ? value['items'] : [value]) as KubernetesObject[];
}

const ABSENT = /the server doesn't have a resource type|could not find the requested resource/;

/** The last line that kubectl wrote: the others are warnings. */
const lastLine = (text: string): string => printable(text.trim().split('\n').at(-1) ?? '');

/** What a path of the API server answers. */
export type Raw = { readonly value: unknown } | { readonly error: string };

type Ran = { readonly stdout: string } | { readonly error: string; readonly stderr: string };

/** Runs kubectl. Throws `UsageError` where it is not installed. */
const ran = (args: readonly string[]): Promise<Ran> =>
  new Promise((resolve, reject) => {
    execFile('kubectl', args, { timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, shell: false }, (error, stdout, stderr) => {
      if (!error) resolve({ stdout });
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        reject(new UsageError('--live needs kubectl, which is not on the PATH'));
      else {
        const message = error.killed ? `no answer within ${TIMEOUT_MS / 1000} seconds` : lastLine(stderr);
        resolve({ error: message || 'kubectl failed', stderr });
      }
    });
  });

/** Runs `kubectl get`. Throws `UsageError` where kubectl is not installed. */
export async function kubectlGet(query: Query, cluster: Cluster): Promise<Got> {
  const args = kubectlArgs(query, cluster);
  if (!args) return { objects: [] };
  const answer = await ran(args);
  return 'stdout' in answer
    ? { objects: objectsOf(answer.stdout) }
    : { error: answer.error, isAbsent: ABSENT.test(answer.stderr) };
}

/** A path that starts a request of its own: names of objects, the proxy, a query. */
const PATH = /^\/api\/v1\/namespaces\/[-a-z0-9./:_A-Z?=]+$/;

/** Runs `kubectl get --raw` for a path that answers with JSON. Throws `UsageError` where kubectl is not installed. */
export async function kubectlRaw(path: string, { context, kubeconfig }: Cluster): Promise<Raw> {
  if (!PATH.test(path) || path.includes('..')) return { error: 'its path is not valid' };
  const answer = await ran([
    'get',
    `--raw=${path}`,
    '--request-timeout=50s',
    ...(context ? [`--context=${context}`] : []),
    ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []),
  ]);
  return 'stdout' in answer ? { value: parseJson(answer.stdout) } : { error: answer.error };
}
