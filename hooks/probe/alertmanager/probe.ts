// Probes the peers of an Alertmanager mesh: status, metrics and alerts over HTTP, the gossiped state over the cluster
// port. Time, size and connections are limited. A probe never throws: a missing response is `unknown`.
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { ByteBudget } from '../io/bytebudget.ts';
import { get } from '../io/http.ts';
import { andThen, type Outcome } from '../io/outcome.ts';
import { type Certificates, exchange, type Target } from '../io/stream.ts';
import { askAll, type ProbeLimits } from '../io/timeout.ts';
import { unknown } from '../io/unreachable.ts';
import { readAlerts, readMetrics, readStatus } from './api.ts';
import type { MeshFacts, PeerFacts, PeerState } from './mesh.ts';
import { answered, MAX_STATE_BYTES, question } from './pushpull.ts';

export interface Peer {
  /** Name and UID of the pod. */
  readonly name: string;
  readonly uid: string;
  /** Empty if the pod has no address yet. */
  readonly ip: string;
  /** Port of HTTP; 9093 by default. */
  readonly webPort?: number;
  /** Port of gossip; 9094 by default. */
  readonly meshPort?: number;
}

export interface How {
  /** With `https`, host names are not verified. The CA is verified if `webTLS` has one. */
  readonly scheme: 'http' | 'https';
  /** Path prefix, as in `--web.route-prefix`. */
  readonly routePrefix: string;
  /** As in `--cluster.label`; empty without a label. */
  readonly clusterLabel: string;
  readonly webTLS?: Certificates;
  /** Set if the mesh uses TLS (`--cluster.tls-config`). Reading the state needs a certificate. */
  readonly clusterTLS?: Certificates;
}

export interface Bounds extends ProbeLimits {
  /** Byte budget of the responses of all meshes: about 250 peers with 1,000 alerts each. */
  readonly bytes: number;
  /** Milliseconds for which a result is reused, unless the caller passes `fresh`. */
  readonly kept: number;
  /** Number of meshes with cached results. */
  readonly meshes: number;
}

export const BOUNDS: Bounds = {
  peer: 1000,
  total: 2000,
  parallel: 16,
  bytes: 8 * MAX_STATE_BYTES,
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
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<Outcome<PeerState>> {
  if (clusterTLS && !clusterTLS.certificate)
    return unknown('the mesh uses TLS, and the hooks have no certificate for it');
  const asks = question(clusterLabel);
  if (!asks) return unknown('the cluster label is longer than 255 bytes');
  const target: Target = { host: ip, port: meshPort, ...(clusterTLS ? { tls: clusterTLS } : {}) };
  return andThen(await exchange(target, asks, budget, signal), answered);
}

async function ask(peer: Peer, how: How, budget: ByteBudget, signal: AbortSignal): Promise<PeerFacts> {
  const target: Target = {
    host: peer.ip,
    port: peer.webPort ?? 9093,
    ...(how.scheme === 'https' ? { tls: how.webTLS ?? {} } : {}),
  };
  const prefix = how.routePrefix.split('/').filter(Boolean);
  const read = async <T>(path: string, reads: (body: string) => Outcome<T>): Promise<Outcome<T>> =>
    andThen(await get(target, `/${[...prefix, path].join('/')}`, budget, signal), reads);
  const [status, metrics, alerts, gossip] = await Promise.all([
    read('api/v2/status', readStatus),
    read('metrics', readMetrics),
    read(ALERTS, readAlerts),
    state(peer, how, budget, signal),
  ]);
  return { uid: peer.uid, status, state: gossip, metrics, alerts };
}

/** The same key for equal probes. The key does not reveal certificates. */
const keyOf = (asked: unknown): string => createHash('sha256').update(JSON.stringify(asked)).digest('base64');

/**
 * The result of the current run for the key, or of a new run, so that a peer is not probed twice at the same time.
 */
function shared<T>(running: Map<string, Promise<T>>, key: string, start: () => Promise<T>): Promise<T> {
  const known = running.get(key);
  if (known) return known;
  const run = start().finally(() => running.delete(key));
  running.set(key, run);
  return run;
}

/** The outcomes of each peer. `fresh`: maximum age of a reused result in milliseconds. */
export type Probe = (peers: readonly Peer[], how: How, now: Date, fresh?: number) => Promise<MeshFacts>;

/** A probe with its own cache. */
export function meshProbe(bounds: Bounds = BOUNDS): Probe {
  const budget: ByteBudget = { largest: MAX_STATE_BYTES, shared: { left: bounds.bytes } };
  const running = new Map<string, Promise<PeerFacts>>();
  const kept = new Map<string, { readonly facts: Promise<MeshFacts>; done: boolean; readonly asked: number }>();

  async function run(peers: readonly Peer[], how: How, asked: number): Promise<MeshFacts> {
    const found = await askAll(
      peers,
      bounds,
      (peer, wait) => {
        if (isIP(peer.ip) === 0) return Promise.resolve(all(peer.uid, unknown('the pod has no address')));
        return shared(running, keyOf([peer, how]), () => wait((signal) => ask(peer, how, budget, signal)));
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
    const remove = (): void => {
      if (kept.get(key) === entry) kept.delete(key);
    };
    entry.facts.then(() => {
      entry.done = true;
      setTimeout(remove, fresh).unref();
    }, remove);
    return entry.facts;
  };
}

/**
 * The probe of this process. The same call within two seconds (or `fresh`), or during a probe, has the same result.
 */
export const probeMesh: Probe = meshProbe();
