// Which cluster the tests use: the one KUBECONFIG names, else the one test/cluster/up.sh started.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { load } from 'js-yaml';

export interface Access {
  readonly server: string;
  readonly token?: string | undefined;
  readonly ca?: Buffer | undefined;
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
  readonly insecure: boolean;
}

interface Named<T> {
  readonly name: string;
  readonly cluster?: T;
  readonly user?: T;
  readonly context?: T;
}
type Fields = Readonly<Record<string, string | boolean | undefined>>;
interface Config {
  readonly 'current-context': string;
  readonly contexts: readonly Named<{ cluster: string; user: string }>[];
  readonly clusters: readonly Named<Fields>[];
  readonly users: readonly Named<Fields>[];
}

export const kubeconfigFile = (): string =>
  process.env['KUBECONFIG'] ??
  join(process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/prometheus-cluster'), 'kubeconfig');

/**
 * How to reach the API server of the current context; `undefined` where there is no kubeconfig. Users with plugins are
 * not supported.
 */
export function access(file: string = kubeconfigFile()): Access | undefined {
  if (!existsSync(file)) return undefined;
  const config = load(readFileSync(file, 'utf8')) as Config;
  const context = config.contexts.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster ?? {};
  const user = config.users.find(({ name }) => name === context?.user)?.user ?? {};
  const bytes = (fields: Fields, field: string): Buffer | undefined => {
    const [inline, path] = [fields[`${field}-data`], fields[field]];
    if (typeof inline === 'string') return Buffer.from(inline, 'base64');
    return typeof path === 'string' ? readFileSync(resolve(dirname(file), path)) : undefined;
  };
  return {
    server: String(cluster['server'] ?? ''),
    token: user['token'] as string | undefined,
    ca: bytes(cluster, 'certificate-authority'),
    cert: bytes(user, 'client-certificate'),
    key: bytes(user, 'client-key'),
    insecure: cluster['insecure-skip-tls-verify'] === true,
  };
}

/** A program beside the kubeconfig of our own cluster, or the one in PATH. */
function binary(name: string): string {
  const own = join(dirname(kubeconfigFile()), 'bin', name);
  return existsSync(own) ? own : name;
}
export const kubectlBinary = (): string => binary('kubectl');
export const helmBinary = (): string => binary('helm');
