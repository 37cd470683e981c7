// promtool and amtool: the judges of what we render. They are looked for in TOOLS, then where the cluster scripts build them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '../../hooks/kube/meta.ts';

const folder = process.env['TOOLS'] ?? join(process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/prometheus-cluster'), 'bin');

/** The tool's path, `undefined` where it is not on this machine. */
export const tool = (name: 'promtool' | 'amtool'): string | undefined => (existsSync(join(folder, name)) ? join(folder, name) : undefined);

export const MISSING = `promtool and amtool are not in ${folder}; test/cluster/up.sh builds them, or set TOOLS`;

export interface Verdict {
  readonly ok: boolean;
  readonly output: string;
}

function run(name: 'promtool' | 'amtool', args: readonly string[]): Verdict {
  const { status, stdout, stderr } = spawnSync(tool(name) ?? name, args, { encoding: 'utf8' });
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

/** Runs `work` with a folder that is gone afterwards. */
function inFolder<T>(work: (dir: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'oracle-'));
  try {
    return work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const put = (file: string, content: string | Buffer): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};

/** What the reloader fills in for a pod. */
const POD: Readonly<Record<string, string>> = {
  INZONE_SHARD: '0',
  NODE_NAME: 'node0',
  POD_NAME: 'pod-0',
  SHARD: '0',
  TOPOLOGY_ZONE: 'zone-a',
};
const filledIn = (text: string): string => text.replace(/\$\(([A-Z_]+)\)/g, (all, name: string) => POD[name] ?? all);

const CONTAINER = /(?<![\w/])\/(?:etc\/(?:prometheus|alertmanager)|var\/run\/secrets)\/[\w./-]+/g;

/** Moves the paths of the container below `dir` and makes the files that are named there. */
function relocated(text: string, dir: string): string {
  for (const [path] of text.matchAll(CONTAINER)) if (!path.endsWith('/')) put(join(dir, path), '');
  return text.replace(CONTAINER, (path) => join(dir, path));
}

type Data = Readonly<Record<string, string>>;
const decoded = (secret: KubernetesObject, key: string): string | undefined => {
  const value = (secret['data'] as Data | undefined)?.[key];
  return value === undefined ? undefined : gunzipSync(Buffer.from(value, 'base64')).toString('utf8');
};

/** `promtool check config` of a Prometheus' Secret, with the rule files of the given ConfigMaps in place. */
export function checkPrometheus(secret: KubernetesObject, ruleMaps: readonly KubernetesObject[]): Verdict {
  return inFolder((dir) => {
    for (const { metadata, data } of ruleMaps) {
      for (const [name, text] of Object.entries((data ?? {}) as Data)) put(join(dir, 'etc/prometheus/rules', metadata.name, name), text);
    }
    const file = join(dir, 'prometheus.yaml');
    writeFileSync(file, relocated(filledIn(decoded(secret, 'prometheus.yaml.gz') ?? ''), dir));
    return run('promtool', ['check', 'config', file]);
  });
}

/** `promtool check rules` of every file in a rule ConfigMap. */
export function checkRules(map: KubernetesObject): Verdict {
  return inFolder((dir) => {
    const files = Object.entries((map['data'] ?? {}) as Data).map(([name, text]) => {
      put(join(dir, name), text);
      return join(dir, name);
    });
    return files.length > 0 ? run('promtool', ['check', 'rules', ...files]) : { ok: true, output: 'no files' };
  });
}

/** `amtool check-config` of an Alertmanager's generated Secret. */
export function checkAlertmanager(secret: KubernetesObject): Verdict {
  return inFolder((dir) => {
    const file = join(dir, 'alertmanager.yaml');
    writeFileSync(file, relocated(filledIn(decoded(secret, 'alertmanager.yaml.gz') ?? ''), dir));
    return run('amtool', ['check-config', file]);
  });
}

export interface Checked extends Verdict {
  readonly what: string;
}

/** Everything among the children that one of the tools can judge. */
export function judge(children: readonly KubernetesObject[]): Checked[] {
  const ruleMaps = children.filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.includes('-rulefiles-'));
  const has = (child: KubernetesObject, key: string) => child.kind === 'Secret' && (child['data'] as Data | undefined)?.[key] !== undefined;
  return [
    ...children
      .filter((child) => has(child, 'prometheus.yaml.gz'))
      .map((child) => ({ what: `promtool check config: ${child.metadata.name}`, ...checkPrometheus(child, ruleMaps) })),
    ...ruleMaps.map((map) => ({ what: `promtool check rules: ${map.metadata.name}`, ...checkRules(map) })),
    ...children
      .filter((child) => has(child, 'alertmanager.yaml.gz'))
      .map((child) => ({ what: `amtool check-config: ${child.metadata.name}`, ...checkAlertmanager(child) })),
  ];
}
