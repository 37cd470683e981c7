// What writes the configurations in `npm run bench:cluster`: the hooks with what calls them, or the Go operator.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Strategy } from '../driver/apply.ts';
import { type Client, client } from './client.ts';
import { env, installCrds } from './env.ts';
import { access } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';
import type { Plane } from './planes.ts';
import { processesWith } from './processes.ts';

export interface Caller {
  readonly name: string;
  readonly user: Kubectl;
  readonly client: Client;
  /** Its processes by their names. */
  readonly parts: Readonly<Record<string, readonly number[]>>;
  stop(): Promise<void>;
}

/** The processes of a control plane. */
function planeParts({ env: { ETCD_PORT } }: Plane) {
  const etcd = `127.0.0.1:${ETCD_PORT}`;
  return { 'API server': processesWith('kube-apiserver', etcd), etcd: processesWith('etcd ', etcd) };
}

/** The hooks, and the driver or the Metacontroller that METACONTROLLER names. */
export async function hooksCaller(
  strategy: Strategy,
  own: Plane,
  { flags, name }: { readonly flags: readonly string[]; readonly name: string },
): Promise<Caller> {
  const binary = process.env['METACONTROLLER'];
  const on = await env(strategy, { flags, isAlone: true });
  return {
    name: `${strategy}${name}, ${on.engine.name.split(' (')[0]}`,
    user: on,
    client: on.client,
    parts: {
      hooks: processesWith(`--listen-address=${new URL(on.hooks.url).host}`),
      Metacontroller: binary ? processesWith(binary) : [],
      ...planeParts(own),
    },
    stop: () => on.close(),
  };
}

/** The Go operator. */
export async function operatorCaller(binary: string, own: Plane): Promise<Caller> {
  const how = access(own.kubeconfig);
  if (!how) throw new Error('no control plane');
  const connection = client(how);
  const user = kubectl(connection);
  await installCrds(user);
  const log = join(tmpdir(), `prometheus-operator-${process.pid}.log`);
  const running = spawn(binary, ['--web.listen-address=127.0.0.1:0'], {
    env: { ...process.env, KUBECONFIG: own.kubeconfig },
    stdio: ['ignore', openSync(log, 'a'), openSync(log, 'a')],
  });
  running.once('exit', (code) => {
    if (code) throw new Error(`the Go operator ended: see ${log}`);
  });
  process.once('exit', () => running.kill());
  return {
    name: 'the Go operator',
    user,
    client: connection,
    parts: { operator: [running.pid ?? 0], ...planeParts(own) },
    stop: async () => {
      running.kill('SIGTERM');
      await once(running, 'exit');
      connection.close();
    },
  };
}
