// The silences of the load, made and expired through one peer at a time, each time another one.
import type { Peer, PlannedSilence } from './plan.ts';

const url = (ip: string, path: string): string => `http://${ip}:9093/api/v2/${path}`;
const HOUR = 3_600_000;

async function create({ ip }: Peer, instance: string): Promise<string | undefined> {
  const body = JSON.stringify({
    matchers: [{ name: 'instance', value: instance, isRegex: false, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + HOUR).toISOString(),
    createdBy: 'load',
    comment: 'load',
  });
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(url(ip, 'silences'), {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(2000),
    });
    return answer.ok ? ((await answer.json()) as { silenceID: string }).silenceID : undefined;
  } catch {
    return undefined;
  }
}

/** True where the peer says that it is expired now, or was before. */
async function expire({ ip }: Peer, id: string): Promise<boolean> {
  try {
    const answer = await fetch(url(ip, `silence/${id}`), { method: 'DELETE', signal: AbortSignal.timeout(2000) });
    return answer.ok || /already expired/.test(await answer.text());
  } catch {
    return false;
  }
}

export function silencer(silences: PlannedSilence[], peers: () => readonly Peer[]) {
  let turn = 0;
  const next = (): Peer | undefined => {
    const all = peers();
    return all[turn++ % Math.max(1, all.length)];
  };
  return {
    /** A silence for one instance; nothing if the peer did not take it, or its answer is unknown. */
    create: async (instance: string): Promise<PlannedSilence | undefined> => {
      const peer = next();
      const id = peer && (await create(peer, instance));
      if (!peer || !id) return undefined;
      const silence: PlannedSilence = { id, peer: peer.name, created: Date.now() };
      silences.push(silence);
      return silence;
    },
    /** True once a peer has confirmed it; else ask again. */
    expire: async (silence: PlannedSilence): Promise<boolean> => {
      const peer = next();
      if (!peer) return false;
      const expired = { asked: Date.now(), peer: peer.name, isDone: false };
      silence.expired ??= expired;
      if (!(await expire(peer, silence.id))) return false;
      silence.expired = { ...silence.expired, peer: peer.name, isDone: true };
      return true;
    },
  };
}
