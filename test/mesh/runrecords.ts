// Records of runs written by hand, in seconds since their start, and how many errors of each kind the ledger counts.
import { planned } from './alerts.ts';
import { ledger, type Report } from './ledger.ts';
import {
  type AlertKind,
  FAST,
  type Notification,
  type PeerState,
  type PlannedAlert,
  type PlannedSilence,
  type RunRecord,
  type Sample,
} from './plan.ts';

const T = 1_700_000_000_000;
export const at = (seconds: number): number => T + seconds * 1000;

export const alert = (
  instance: string,
  begins: number,
  more: { kind?: AlertKind; ends?: number; released?: number } = {},
): PlannedAlert => {
  const { kind = 'plain', ends, released } = more;
  const times = released === undefined ? {} : { mutedUntil: at(released), released: at(released) };
  return {
    ...planned(kind, at(begins), { group: 'g', instance }),
    ...(ends === undefined ? {} : { ends: at(ends) }),
    ...times,
  };
};
export const A = alert('a', 0);
export const B = alert('b', 0);

type State = 'firing' | 'resolved';
/** A notification of 50 ms. */
export const notifies = (
  seconds: number,
  peer: string,
  alerts: readonly (readonly [PlannedAlert, State])[],
  open = 0.05,
): Notification => ({
  began: at(seconds),
  ended: at(seconds + open),
  isAborted: false,
  peer,
  groupKey: '{}:{group="g"}',
  alerts: new Map(alerts.map(([{ fingerprint }, state]) => [fingerprint, state === 'firing'])),
});
export const both = (seconds: number, peer = 'am-0'): Notification =>
  notifies(seconds, peer, [
    [A, 'firing'],
    [B, 'firing'],
  ]);

export const silence = (id: string, created: number, expired?: number): PlannedSilence => ({
  id,
  peer: 'am-0',
  created: at(created),
  ...(expired === undefined ? {} : { expired: { asked: at(expired), peer: 'am-0', isDone: true } }),
});
interface Holds {
  readonly silences?: Readonly<Record<string, 'active' | 'expired'>>;
  readonly alerts?: readonly PlannedAlert[];
  /** Key -> when it was notified. */
  readonly log?: Readonly<Record<string, number>>;
}
const peerState = ({ silences = {}, alerts = [A, B], log = {} }: Holds): PeerState => ({
  silences: new Map(Object.entries(silences)),
  alerts: new Set(alerts.map((one) => one.fingerprint)),
  notifications: new Map(
    Object.entries(log).map(([key, seconds]) => [key, { version: at(seconds), expires: at(10_000) }]),
  ),
});
export const sample = (seconds: number, ...peers: readonly (Holds | undefined)[]): Sample => ({
  asked: at(seconds),
  answered: at(seconds) + 20,
  peers: new Map(peers.map((one, i) => [`am-${i}`, one && peerState(one)])),
});

export const record = (more: Partial<RunRecord> = {}): RunRecord => ({
  timing: FAST,
  alerts: [A, B],
  silences: [],
  log: [both(1)],
  samples: [sample(20, {}, {}, {})],
  ends: [],
  from: at(0),
  until: at(60),
  lag: 0,
  ...more,
});
/** How many of each there are, but for zeros. */
export const counts = (report: Report): Record<string, number> => {
  const { late, notifications: _all, fewestWhole: _fewest, ...lists } = report;
  const all = Object.entries({ ...lists, late: late.count }).map(([key, value]): [string, number] => [
    key,
    typeof value === 'number' ? value : value.length,
  ]);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
};
export const of = (more: Partial<RunRecord>): Record<string, number> => counts(ledger(record(more)));
