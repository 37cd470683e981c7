// Real Alertmanagers in a mesh on this machine, and a receiver for their notifications.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Peer } from '../../hooks/probe/alertmanager/probe.ts';
import { get } from '../../hooks/probe/io/http.ts';
import type { Certificates } from '../../hooks/probe/io/stream.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/port.ts';
import { until } from '../support/until.ts';

export interface Alertmanager {
  readonly peer: Required<Peer>;
  readonly url: string;
  readonly process: ChildProcess;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Seconds until a mesh of processes is as it should be. */
export const PATIENCE = 20;

export const json = async <T>(url: string, body?: unknown): Promise<T> => {
  const posted = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(url, body === undefined ? {} : posted);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
};

export interface Receiver {
  readonly url: string;
  /** Group keys of the notifications that came. */
  readonly groups: ReadonlySet<string>;
  readonly stop: () => Promise<void>;
}

export async function receiver(): Promise<Receiver> {
  const groups = new Set<string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      groups.add((JSON.parse(Buffer.concat(chunks).toString('utf8')) as { groupKey: string }).groupKey);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, groups, stop };
}

export interface Start {
  readonly name: string;
  readonly host: string;
  readonly hook: string;
  readonly label: string;
  readonly join: readonly Alertmanager[];
  /** Ten times that is how often a peer looks whether the mesh has settled. */
  readonly gossip?: string;
  readonly flags?: readonly string[];
  /** Without a mesh. */
  readonly alone?: boolean;
  /** Where it serves HTTPS. */
  readonly web?: Certificates;
}

/** Resolves once it answers, which is before the mesh has settled. */
export async function alertmanager(
  binary: string,
  { name, host, hook, label, join: others, gossip, flags, web, alone }: Start,
): Promise<Alertmanager> {
  const [webPort, meshPort] = [await freePort(), await freePort()];
  const directory = temporaryFolder('alertmanager-');
  const config = {
    route: { receiver: 'hook', group_by: ['alertname'], group_wait: '10ms', group_interval: '1m' },
    receivers: [{ name: 'hook', webhook_configs: [{ url: hook }, { url: hook, send_resolved: false }] }],
  };
  writeFileSync(join(directory, 'alertmanager.yml'), JSON.stringify(config));
  const args = [
    `--config.file=${join(directory, 'alertmanager.yml')}`,
    `--storage.path=${directory}`,
    `--web.listen-address=${host}:${webPort}`,
    `--cluster.listen-address=${alone ? '' : `${host}:${meshPort}`}`,
    `--cluster.peer-name=${name}`,
    `--cluster.label=${label}`,
    `--cluster.gossip-interval=${gossip ?? '20ms'}`,
    ...others.map(({ peer }) => `--cluster.peer=${peer.ip}:${peer.meshPort}`),
    ...(flags ?? []),
  ];
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await gone;
    rmSync(directory, { recursive: true, force: true });
  };
  const started = {
    peer: { name, uid: `uid of ${name}`, ip: host, webPort, meshPort },
    url: `http://${host}:${webPort}`,
    process: child,
    stop,
  };
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null || child.signalCode !== null) return true;
    const target = { host, port: webPort, ...(web ? { tls: web } : {}) };
    return (
      (await get(target, '/-/ready', { largest: 1_000_000, shared: { left: 1_000_000 } }, AbortSignal.timeout(1000)))
        .is !== 'unknown'
    );
  };
  await until(`${name} answers`, answers, PATIENCE).catch(async (error: unknown) => {
    await stop('SIGKILL');
    throw error;
  });
  if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} does not run: ${log}`);
  return started;
}
