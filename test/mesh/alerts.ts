// The alerts of the load: which there are, when they begin and end, and when Prometheus would send which
// (prometheus/rules: Alert.needsSending, ResolvedRetention).
import type { AlertKind, Peer, PlannedAlert, Timing } from './plan.ts';

const PRIME = 0x100000001b3n;
const BASIS = 0xcbf29ce484222325n;

/**
 * As Alertmanager counts it (prometheus/common, model.LabelSet): FNV-1a over the sorted labels, byte 255 after each
 * name and value.
 */
export function fingerprint(labels: Readonly<Record<string, string>>): string {
  let sum = BASIS;
  const add = (byte: number) => {
    sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * PRIME);
  };
  for (const name of Object.keys(labels).sort()) {
    for (const byte of Buffer.from(name)) add(byte);
    add(255);
    for (const byte of Buffer.from(labels[name] ?? '')) add(byte);
    add(255);
  }
  return sum.toString(16).padStart(16, '0');
}

const SEVERITIES: Readonly<Record<AlertKind, string>> = {
  plain: 'info',
  silenced: 'info',
  released: 'info',
  source: 'critical',
  target: 'warning',
};

export function planned(
  kind: AlertKind,
  begins: number,
  { group, instance, pair }: { readonly group: string; readonly instance: string; readonly pair?: string | undefined },
): PlannedAlert {
  const labels = { alertname: 'Load', group, instance, severity: SEVERITIES[kind], ...(pair ? { pair } : {}) };
  return { kind, fingerprint: fingerprint(labels), labels, group, begins, endTaken: new Map() };
}

/** The default of `timeout` of an Alertmanager in prometheus.yml, milliseconds. */
const TIMEOUT = 10_000;

interface Sent {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/**
 * Sends alerts as Prometheus does: new and resolved ones at once, all of them again and again, to every peer there is,
 * one request after the other to each.
 */
export function sender(
  alerts: readonly PlannedAlert[],
  peers: () => readonly Peer[],
  { resend, resolvedKept }: Timing,
) {
  const last = new Map<PlannedAlert, { at: number; resolved: boolean }>();
  const isDue = (alert: PlannedAlert, now: number): boolean => {
    const before = last.get(alert);
    const resolved = alert.ends !== undefined && alert.ends <= now;
    if (alert.begins > now || (resolved && now - (alert.ends ?? 0) > resolvedKept)) return false;
    return !before || before.resolved !== resolved || now - before.at >= resend;
  };
  const messageOf = ({ labels, begins, ends }: PlannedAlert, now: number): Sent => ({
    labels,
    startsAt: new Date(begins).toISOString(),
    endsAt: new Date(ends !== undefined && ends <= now ? ends : now + 4 * resend).toISOString(),
  });
  let slowest = 0;
  const failures: string[] = [];
  /** The last request of each peer: one after the other, or an older state could arrive last. */
  const turns = new Map<string, Promise<void>>();
  const post = async ({ name, ip }: Peer, due: readonly PlannedAlert[], asked: number): Promise<void> => {
    const body = JSON.stringify(due.map((alert) => messageOf(alert, asked)));
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(Math.min(5 * resend, TIMEOUT)),
    };
    try {
      const answer = await fetch(`http://${ip}:9093/api/v2/alerts`, request);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(String(answer.status));
      slowest = Math.max(slowest, Date.now() - asked);
      for (const { ends, endTaken } of due)
        if (ends !== undefined && ends <= asked && !endTaken?.has(name)) endTaken?.set(name, Date.now());
    } catch (error) {
      const { message, cause } = error as Error;
      failures.push(`${new Date(asked).toISOString().slice(11, 23)} ${name}: ${message} ${cause ?? ''}`);
    }
  };
  return {
    /** Milliseconds that a peer has taken at most to take alerts. */
    slowest: (): number => slowest,
    /** Requests that failed: when, which peer, why. The peer gets the alerts with the next round. */
    failures: (): readonly string[] => failures,
    /** Sends what is due now; an answer is not waited for. */
    send: (now: number): void => {
      const due = alerts.filter((alert) => isDue(alert, now));
      if (due.length === 0) return;
      for (const alert of due) last.set(alert, { at: now, resolved: alert.ends !== undefined && alert.ends <= now });
      for (const peer of peers()) {
        const turn = turns.get(peer.ip) ?? Promise.resolve();
        turns.set(
          peer.ip,
          turn.then(() => post(peer, due, now)),
        );
      }
    },
  };
}
