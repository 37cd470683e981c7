// The load: what a busy Prometheus and its users do to a mesh, at a pace that `Timing` says. It knows peers by name and
// address alone, so any mesh will do. With
// 1,000 alerts in 200 groups, 200 of them begin and end in a minute, and 50 silences are made and expired.
import { setTimeout as rest } from 'node:timers/promises';
import { random } from '../support/random.ts';
import { planned, sender } from './alerts.ts';
import type { AlertKind, Peer, PeerEnd, PlannedAlert, PlannedSilence, RunRecord, Sample, Timing } from './plan.ts';
import type { Receiver } from './receiver.ts';
import { sample } from './sample.ts';
import { silencer } from './silences.ts';

export interface LoadOptions {
  /** The ready peers. */
  readonly peers: () => readonly Peer[];
  /** Those that get alerts; all ready ones by default. */
  readonly targets?: () => readonly Peer[];
  readonly receiver: Receiver;
  readonly timing: Timing;
  readonly seed: number;
  /** As in `--cluster.label`. */
  readonly clusterLabel: string;
}

export interface Load {
  /**
   * There was a notification for all alerts that began first, and there are silences and inhibited alerts. Peers are
   * counted from then on.
   */
  isUnderWay(): boolean;
  /** What happened until now is not counted. */
  countFromNow(): void;
  /** A peer is ended; the function to call once its process is gone. */
  ended(peer: string, isKilled: boolean): () => void;
  /**
   * Nothing begins or ends any more. Alerts are sent on, so that the last changes are notified: wait for
   * `timing.deadline`.
   */
  settle(): void;
  /**
   * What has happened since the last cut, or since all was under way; the load goes on. What the peers held is
   * forgotten then.
   */
  cut(): RunRecord;
  /** Ends it all, with a last sample of the peers. */
  stop(): Promise<RunRecord>;
}

const GROUPS = 200;
const IN_GROUP = 5;
const SOURCES = 20;
const PACE = 200;
/**
 * Milliseconds between two of a kind: 150 plain alerts a minute, 25 targets, 50 silences (12.5 for each of the two
 * muted kinds).
 */
const EVERY = { plain: 400, target: 2400, silence: 1200 };

export function load({ peers, targets = peers, receiver, timing, seed, clusterLabel }: LoadOptions): Load {
  const chance = random(seed);
  const [alerts, silences, samples, ends]: [PlannedAlert[], PlannedSilence[], Sample[], PeerEnd[]] = [[], [], [], []];
  const { send, slowest, failures } = sender(alerts, targets, timing);
  const silence = silencer(silences, peers);
  /** What comes later. `mustEnd`: even when nothing new may begin. */
  let agenda: { readonly at: number; readonly run: () => unknown; readonly mustEnd: boolean }[] = [];
  let [made, isSettling, isStopped, from, lag] = [0, false, false, 0, 0];
  let turned = Date.now();

  const later = (ms: number, run: () => unknown, mustEnd = false): void => {
    agenda.push({ at: Date.now() + ms, run, mustEnd });
  };
  const groupName = (): string => `g${chance.below(GROUPS)}`;
  const begin = (
    kind: AlertKind,
    group: string,
    { instance = `i${made++}`, pair = '', inMs = 0 } = {},
  ): PlannedAlert => {
    const alert = planned(kind, Date.now() + inMs, { group, instance, pair });
    alerts.push(alert);
    return alert;
  };
  /** How long an alert fires, so that it needs a notification. */
  const lifetime = (): number => timing.deadline + timing.groupInterval + chance.below(timing.deadline);
  const end = (alert: PlannedAlert): void => {
    alert.ends = Date.now();
  };
  const release = async (made: PlannedSilence, alert?: PlannedAlert): Promise<void> => {
    if (alert) alert.mutedUntil ??= Date.now();
    if (!(await silence.expire(made))) later(PACE, () => release(made, alert), true);
    else if (alert) alert.released = Date.now();
  };

  /** One of the notified alerts ends, and another one of its group begins. */
  const churn = (): void => {
    const old = Date.now() - timing.deadline - timing.groupInterval;
    const isRipe = ({ kind, begins, ends }: PlannedAlert, i: number): boolean =>
      kind === 'plain' && ends === undefined && (i < GROUPS * IN_GROUP || begins < old);
    const ripe = from === 0 ? [] : alerts.filter(isRipe);
    if (ripe.length === 0) return;
    const gone = chance.pick(ripe);
    end(gone);
    begin('plain', gone.group);
  };
  const target = (): void => {
    const source = chance.pick(
      alerts.filter(({ kind, begins }) => kind === 'source' && begins < Date.now() - timing.slack),
    );
    const alert = begin('target', groupName(), { pair: source.labels['pair'] ?? '' });
    later(lifetime(), () => end(alert));
  };
  const muted = async (kind: 'silenced' | 'released'): Promise<void> => {
    const instance = `i${made++}`;
    const own = await silence.create(instance);
    if (!own) return;
    const alert = begin(kind, groupName(), { instance, inMs: timing.slack });
    if (kind === 'released') {
      later(timing.slack + timing.groupInterval + 2 * timing.peerTimeout, () => release(own, alert));
      later(timing.slack + 2 * timing.deadline + lifetime(), () => end(alert));
      return;
    }
    const life = timing.slack + lifetime();
    later(life, () => end(alert));
    later(life + timing.resolvedKept + timing.slack, () => release(own));
  };
  /** Matches nothing: state that must not be lost. */
  const idle = async (): Promise<void> => {
    const own = await silence.create(`none-${made++}`);
    if (own) later(timing.slack + chance.below(2 * timing.slack), () => release(own));
  };
  const SILENCES = [idle, () => muted('released'), idle, () => muted('silenced')] as const;

  const every = (ms: number, run: (round: number) => unknown, round = 0): void => {
    later(ms / 2 + chance.below(ms), () => {
      void run(round);
      every(ms, run, round + 1);
    });
  };
  const start = (): void => {
    for (let i = 0; i < GROUPS * IN_GROUP; i++) {
      // Each is sent again a resend delay after it was sent before: rule groups are evaluated one after the other.
      const inMs = chance.below(Math.max(timing.groupInterval, timing.resend));
      const isSource = i < SOURCES;
      begin(isSource ? 'source' : 'plain', `g${i % GROUPS}`, { inMs, pair: isSource ? `p${i}` : '' });
    }
    every(EVERY.plain, churn);
    later(timing.groupInterval + timing.slack, () => every(EVERY.target, target));
    every(EVERY.silence, (round) => SILENCES[round % SILENCES.length]?.());
  };

  const round = (): void => {
    lag = Math.max(lag, Date.now() - turned - PACE);
    turned = Date.now();
    const due = agenda.filter(({ at, mustEnd }) => at <= Date.now() && (mustEnd || !isSettling));
    agenda = agenda.filter((item) => !due.includes(item));
    for (const { run } of due) void run();
    send(Date.now());
  };
  const looping = async (ms: number, work: () => unknown): Promise<void> => {
    while (!isStopped) {
      await work();
      await rest(ms);
    }
  };
  const takeSample = async (): Promise<void> => {
    samples.push(await sample(peers(), clusterLabel));
  };
  start();
  const work = [looping(PACE, round), looping(timing.sampleInterval, takeSample)];

  const isUnderWay = (): boolean => {
    const notified = new Set(receiver.log.flatMap((entry) => [...entry.alerts.keys()]));
    const first = alerts.slice(0, GROUPS * IN_GROUP);
    const has = (kind: AlertKind): boolean => alerts.some((alert) => alert.kind === kind && alert.begins < Date.now());
    const isDone =
      first.every((alert) => notified.has(alert.fingerprint)) && has('target') && has('silenced') && has('released');
    if (isDone && from === 0) from = Date.now();
    return isDone;
  };
  const recordOf = (snapshots: readonly Sample[]): RunRecord => ({
    timing,
    alerts,
    silences,
    log: receiver.log,
    samples: snapshots,
    ends,
    from,
    until: Date.now(),
    lag: Math.max(lag, slowest()),
    failures: [...failures()],
  });
  return {
    isUnderWay,
    countFromNow: () => {
      from = Date.now();
    },
    ended: (peer, isKilled) => {
      const entry: PeerEnd = { peer, at: Date.now(), isKilled };
      ends.push(entry);
      return () => {
        entry.gone = Date.now();
      };
    },
    settle: () => {
      isSettling = true;
    },
    cut: () => {
      const record = recordOf(samples.splice(0));
      from = record.until;
      return record;
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(work);
      await takeSample();
      return recordOf(samples);
    },
  };
}
