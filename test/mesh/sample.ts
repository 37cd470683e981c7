// What the peers of a mesh hold at one time: their silences and alerts from their API, their notification log
// from gossip.
import { BOUNDS, meshProbe } from '../../hooks/probe/alertmanager/probe.ts';
import type { Peer, PeerState, Sample } from './plan.ts';

/**
 * Milliseconds for a peer. A busy machine does not need as many: a peer that is slow is not a peer that has nothing.
 */
const TIMEOUT = 10_000;
/** Looks for itself each time: the probe of the hooks remembers its answers for a while. */
const probe = meshProbe({ ...BOUNDS, peer: TIMEOUT, total: TIMEOUT, kept: 0 });

type Silences = readonly { readonly id: string; readonly status: { readonly state: string } }[];

async function silencesOf(ip: string): Promise<PeerState['silences'] | undefined> {
  try {
    const answer = await fetch(`http://${ip}:9093/api/v2/silences`, { signal: AbortSignal.timeout(TIMEOUT) });
    const all = (await answer.json()) as Silences;
    return new Map(all.map(({ id, status: { state } }) => [id, state === 'expired' ? 'expired' : 'active']));
  } catch {
    return undefined;
  }
}

/** `clusterLabel`: as in `--cluster.label`. */
export async function sample(peers: readonly Peer[], clusterLabel: string): Promise<Sample> {
  const asked = Date.now();
  const asks = peers.map((peer) => ({ ...peer, uid: peer.ip }));
  const [facts, silences] = await Promise.all([
    probe(asks, { scheme: 'http', routePrefix: '/', clusterLabel }, new Date(asked)),
    Promise.all(peers.map(({ ip }) => silencesOf(ip))),
  ]);
  const state = peers.map(({ name }, i): [string, PeerState | undefined] => {
    const [found, own] = [facts.peers.get(name), silences[i]];
    if (!own || found?.alerts.is !== 'ok' || found.state.is !== 'ok') return [name, undefined];
    return [
      name,
      { silences: own, alerts: new Set(found.alerts.value.keys()), notifications: found.state.value.notifications },
    ];
  });
  return { asked, answered: Date.now(), peers: new Map(state) };
}
