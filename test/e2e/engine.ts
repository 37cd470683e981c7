// What calls the hooks: the real Metacontroller where METACONTROLLER names its binary, else the driver of test/driver
// in this process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Strategy } from '../driver/apply.ts';
import { definitionsOf } from '../driver/definitions.ts';
import { driver, type Post } from '../driver/metacontroller.ts';
import type { Worker } from '../support/until.ts';
import type { Client } from './client.ts';
import { installMetacontroller } from './definitions.ts';
import { httpApi } from './http.ts';
import { kubeconfigFile } from './kubeconfig.ts';
import type { Kubectl } from './kubectl.ts';
import { type Controller, LABEL } from './scope.ts';

const CONTROLLERS = resolve(import.meta.dirname, '../../metacontroller');
/** As in metacontroller/, in milliseconds. */
const HOOK_TIMEOUT = 30_000;
const SERVICE = 'prometheus-metacontroller.prometheus-metacontroller.svc:8080';

export interface Engine {
  readonly name: string;
  /** Errors of syncs so far, for the log of a failed test. */
  errors(): readonly string[];
  /** What is known of its syncs. */
  readonly worker?: Worker;
  stop(): Promise<void>;
}

async function started({ client, strategy, url, controllers, token }: EngineSettings): Promise<Engine> {
  const api = httpApi(client);
  // A request to hooks that are gone might wait for minutes.
  const ending = new AbortController();
  const post: Post = async (hook, body) => {
    // A connection that is kept may lead to a pod that is replaced meanwhile, where no answer comes.
    const plain = { 'content-type': 'application/json', connection: 'close' };
    const headers = token ? { ...plain, authorization: `Bearer ${token}` } : plain;
    // A connection to a replaced pod may stay open without an end.
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(HOOK_TIMEOUT)]);
    const answer = await fetch(`${url}${hook.path}`, { method: 'POST', headers, body, signal });
    return {
      status: answer.status,
      body: await answer.text(),
      retryAfter: answer.headers.get('retry-after') ?? undefined,
    };
  };
  const definitions = definitionsOf(controllers);
  const made = driver({ api, definitions, strategy, post });
  let timer: { readonly due: number; readonly handle: NodeJS.Timeout } | undefined;
  let [busy, again, everything, stopped, failed] = [false, false, false, false, 0];
  /** The earliest requested time. */
  const later = (seconds: number) => {
    const due = Date.now() + seconds * 1000;
    if (timer && timer.due <= due) return;
    clearTimeout(timer?.handle);
    const ring = () => {
      timer = undefined;
      void work(true);
    };
    timer = { due, handle: setTimeout(ring, seconds * 1000) };
  };
  const settle = async (): Promise<void> => {
    while (again && !stopped) {
      const isAll = everything;
      [again, everything] = [false, false];
      await (isAll ? made.resync(Number.POSITIVE_INFINITY) : made.settle(Number.POSITIVE_INFINITY));
    }
  };
  let settling = Promise.resolve();
  const work = async (all = false): Promise<void> => {
    again = true;
    everything ||= all;
    if (busy || stopped) return;
    busy = true;
    settling = settle();
    await settling;
    busy = false;
    if (stopped) return;
    const next = made.nextResync();
    if (made.errors.length > failed) later(0.5);
    else if (next !== undefined) later(next);
    failed = made.errors.length;
  };
  api.watch(() => void work());
  for (const { target, children } of definitions) for (const kind of [target, ...children]) await api.list(kind);
  void work(true);
  return {
    name: 'the driver',
    errors: () => made.errors.map(({ controller, parent, message }) => `${controller} ${parent}: ${message}`),
    worker: { isBusy: () => busy, rounds: made.rounds },
    stop: async () => {
      stopped = true;
      clearTimeout(timer?.handle);
      ending.abort();
      await settling;
      api.close();
    },
  };
}

/** A controller that shows no token. */
const withoutToken = ({ spec: { endpointConfigs: _shown, ...spec }, ...rest }: Controller): Controller => ({
  ...rest,
  spec,
});

/**
 * The controllers of metacontroller/, and of more files, with another address of the hooks. `showsToken`: they keep the
 * token of docs/install.md.
 */
export function controllers(url: string, more: readonly string[] = [], showsToken = false): Controller[] {
  const files = readdirSync(CONTROLLERS).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml');
  return [...files.map((file) => join(CONTROLLERS, file)), ...more]
    .flatMap((file) => loadAll(readFileSync(file, 'utf8').replaceAll(SERVICE, new URL(url).host)) as Controller[])
    .filter(Boolean)
    .map((one) => (showsToken ? one : withoutToken(one)));
}

async function real(
  binary: string,
  { kubectl, strategy, config, controllers, scope, metricsAddress = '0' }: EngineSettings,
): Promise<Engine> {
  await installMetacontroller(kubectl);
  const log = join(tmpdir(), `prometheus-metacontroller-metacontroller-${process.pid}-${scope ?? 'all'}.log`);
  const out = openSync(log, 'a');
  const flags = [
    `--kubeconfig=${config ?? kubeconfigFile()}`,
    `--apply-strategy=${strategy}`,
    `--metrics-address=${metricsAddress}`,
    '--health-probe-bind-address=0',
    '--client-go-qps=100',
    '--client-go-burst=200',
    '--discovery-interval=20s',
    '--zap-log-level=4',
    ...(scope ? [`--target-label-selector=${LABEL}=${scope}`] : []),
  ];
  const running = spawn(binary, flags, { stdio: ['ignore', out, out] });
  process.once('exit', () => running.kill());
  for (const controller of controllers) await kubectl.apply(controller);
  return {
    name: `Metacontroller (log: ${log})`,
    errors: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"level":"error"')),
    stop: async () => {
      for (const controller of controllers) await kubectl.delete(controller);
      running.kill('SIGTERM');
      if (running.exitCode === null) await once(running, 'exit');
    },
  };
}

export interface EngineSettings {
  /**
   * Its rights are those of the driver; Metacontroller has those of the kubeconfig file `config`, which should be the
   * same.
   */
  readonly client: Client;
  readonly config?: string;
  /** For the controllers. */
  readonly kubectl: Kubectl;
  readonly strategy: Strategy;
  /** Where the hooks are. */
  readonly url: string;
  readonly controllers: readonly Controller[];
  /** What the hooks ask for; Metacontroller reads it itself. */
  readonly token?: string;
  /** The label's value of the controllers; without one this is the only Metacontroller. */
  readonly scope?: string;
  /** Where Metacontroller serves its metrics; the driver has none. */
  readonly metricsAddress?: string;
}

/** Starts what calls the hooks. */
export function engine(settings: EngineSettings): Promise<Engine> {
  const binary = process.env['METACONTROLLER'];
  return binary ? real(binary, settings) : started(settings);
}
