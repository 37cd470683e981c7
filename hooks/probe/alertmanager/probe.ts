// Asks the peers of an Alertmanager mesh what they hold and how they are: status, metrics and alerts over HTTP, the
// gossiped state over the mesh's own port. Bounded in time, size and connections, and never an error: what a peer does
// not tell in time is unknown.
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Room } from '../io/bytebudget.ts';
import { get } from '../io/http.ts';
import { andThen, type Outcome } from '../io/outcome.ts';
import { type Certificates, exchange, type Target } from '../io/stream.ts';
import { askAll, type Patience } from '../io/timeout.ts';
import { unknown } from '../io/unreachable.ts';
import { readAlerts, readMetrics, readStatus } from './api.ts';
import type { MeshFacts, PeerFacts, PeerState } from './mesh.ts';
import { answered, LARGEST_ANSWER, question } from './pushpull.ts';

export interface Peer {
  /** Of the pod. */
  readonly name: string;
  readonly uid: string;
  /** '' while the pod has none. */
  readonly ip: string;
  /** Where it serves HTTP; 9093 by default. */
  readonly webPort?: number;
  /** Where it gossips; 9094 by default. */
  readonly meshPort?: number;
}

export interface How {
  /** With `https` names are not verified, and the authority only where one is given. */
  readonly scheme: 'http' | 'https';
  /** Before every path, as in `--web.route-prefix`. */
  readonly routePrefix: string;
  /** As in `--cluster.label`, '' for none. */
  readonly clusterLabel: string;
  readonly webTLS?: Certificates;
  /** Set where the mesh speaks TLS (`--cluster.tls-config`). It can only be read with a certificate. */
  readonly clusterTLS?: Certificates;
}

export interface Bounds extends Patience {
  /** Bytes of answers that are under way, of all meshes together: some 250 peers with 1,000 alerts each. */
  readonly bytes: number;
  /** Milliseconds for which the same facts are given again, where the question says nothing else. */
  readonly kept: number;
  /** Meshes whose facts are kept. */
  readonly meshes: number;
}

export const BOUNDS: Bounds = {
  peer: 1000,
  total: 2000,
  parallel: 16,
  bytes: 8 * LARGEST_ANSWER,
  kept: 2000,
  meshes: 64,
};

const ALERTS = 'api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true';

const all = (uid: string, outcome: Outcome<never>): PeerFacts => ({
  uid,
  status: outcome,
  state: outcome,
  metrics: outcome,
  alerts: outcome,
});

async function state(
  { ip, meshPort = 9094 }: Peer,
  { clusterLabel, clusterTLS }: How,
  room: Room,
  signal: AbortSignal,
): Promise<Outcome<PeerState>> {
  if (clusterTLS && !clusterTLS.certificate)
    return unknown('the mesh speaks TLS, and there is no certificate to read it with');
  const asks = question(clusterLabel);
  if (!asks) return unknown('the cluster label is longer than 255 bytes');
  const target: Target = { host: ip, port: meshPort, ...(clusterTLS ? { tls: clusterTLS } : {}) };
  return andThen(await exchange(target, asks, room, signal), answered);
}

async function ask(peer: Peer, how: How, room: Room, signal: AbortSignal): Promise<PeerFacts> {
  const target: Target = {
    host: peer.ip,
    port: peer.webPort ?? 9093,
    ...(how.scheme === 'https' ? { tls: how.webTLS ?? {} } : {}),
  };
  const prefix = how.routePrefix.split('/').filter(Boolean);
  const read = async <T>(path: string, reads: (body: string) => Outcome<T>): Promise<Outcome<T>> =>
    andThen(await get(target, `/${[...prefix, path].join('/')}`, room, signal), reads);
  const [status, metrics, alerts, held] = await Promise.all([
    read('api/v2/status', readStatus),
    read('metrics', readMetrics),
    read(ALERTS, readAlerts),
    state(peer, how, room, signal),
  ]);
  return { uid: peer.uid, status, state: held, metrics, alerts };
}

/** Identical questions have one key, which gives no certificate away. */
const keyOf = (asked: unknown): string => createHash('sha256').update(JSON.stringify(asked)).digest('base64');

/**
 * The result of a run that is under way for the same key, else of a new one: a peer that answers 128 such questions at
 * a time is not asked the same one twice.
 */
function shared<T>(running: Map<string, Promise<T>>, key: string, start: () => Promise<T>): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const run = start().finally(() => running.delete(key));
  running.set(key, run);
  return run;
}

/** `fresh`: how old facts may be that are given again, in milliseconds. */
export type Probe = (peers: readonly Peer[], how: How, now: Date, fresh?: number) => Promise<MeshFacts>;

/** A probe with a memory of its own. */
export function meshProbe(bounds: Bounds = BOUNDS): Probe {
  const room: Room = { largest: LARGEST_ANSWER, shared: { left: bounds.bytes } };
  const running = new Map<string, Promise<PeerFacts>>();
  const kept = new Map<string, { readonly facts: Promise<MeshFacts>; done: boolean; readonly asked: number }>();

  async function run(peers: readonly Peer[], how: How, asked: number): Promise<MeshFacts> {
    const found = await askAll(
      peers,
      bounds,
      (peer, wait) => {
        if (isIP(peer.ip) === 0) return Promise.resolve(all(peer.uid, unknown('the pod has no address')));
        return shared(running, keyOf([peer, how]), () => wait((signal) => ask(peer, how, room, signal)));
      },
      ({ uid }, reason) => all(uid, reason),
    );
    return { asked, peers: new Map(peers.map(({ name }, i) => [name, found[i] as PeerFacts])) };
  }

  return (peers, how, now, fresh = bounds.kept) => {
    const [key, asked] = [keyOf([peers, how]), now.getTime()];
    const known = kept.get(key);
    if (known && (!known.done || Math.abs(asked - known.asked) < fresh)) return known.facts;
    const entry = { facts: run(peers, how, asked), done: false, asked };
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > bounds.meshes && oldest !== undefined) kept.delete(oldest);
    const forget = (): void => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    entry.facts.then(() => {
      entry.done = true;
      setTimeout(forget, fresh).unref();
    }, forget);
    return entry.facts;
  };
}

/**
 * What the peers tell, by pod name. The same question within two seconds (or `fresh`), or while it is under way, has
 * the same answer.
 */
export const probeMesh: Probe = meshProbe();
