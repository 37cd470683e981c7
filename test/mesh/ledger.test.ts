// The reckoning on runs written by hand, in seconds since their start: what counts as what.
import t from 'tap';
import { fingerprint, planned } from './alerts.ts';
import { ledger, type Report } from './ledger.ts';
import type {
  AlertKind,
  Notification,
  PeerState,
  PlannedAlert,
  PlannedSilence,
  RunRecord,
  Sample,
  Timing,
} from './plan.ts';

const TIMING: Timing = {
  resend: 4000,
  resolvedKept: 60_000,
  groupWait: 1000,
  groupInterval: 6000,
  peerTimeout: 1000,
  slack: 8000,
  deadline: 15_000,
  sampleInterval: 500,
};
const T = 1_700_000_000_000;
const at = (seconds: number): number => T + seconds * 1000;

const alert = (
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
const A = alert('a', 0);
const B = alert('b', 0);

type State = 'firing' | 'resolved';
/** A notification of 50 ms. */
const notifies = (
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
const both = (seconds: number, peer = 'am-0'): Notification =>
  notifies(seconds, peer, [
    [A, 'firing'],
    [B, 'firing'],
  ]);

const silence = (id: string, created: number, expired?: number): PlannedSilence => ({
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
const sample = (seconds: number, ...peers: readonly (Holds | undefined)[]): Sample => ({
  asked: at(seconds),
  answered: at(seconds) + 20,
  peers: new Map(peers.map((one, i) => [`am-${i}`, one && peerState(one)])),
});

const record = (more: Partial<RunRecord> = {}): RunRecord => ({
  timing: TIMING,
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
const counts = (report: Report): Record<string, number> => {
  const { late, notifications: _all, fewestWhole: _fewest, ...lists } = report;
  const all = Object.entries({ ...lists, late: late.count }).map(([key, value]): [string, number] => [
    key,
    typeof value === 'number' ? value : value.length,
  ]);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
};
const of = (more: Partial<RunRecord>): Record<string, number> => counts(ledger(record(more)));

t.test('a run in which all went well has nothing to count', async (t) => {
  const gone = alert('gone', 2, { ends: 30 });
  const muted = alert('muted', 10, { kind: 'silenced' });
  const released = alert('released', 10, { kind: 'released', released: 25 });
  const report = ledger(
    record({
      alerts: [A, B, gone, muted, released],
      silences: [silence('kept', 2), silence('over', 2, 20)],
      log: [
        both(1),
        notifies(7, 'am-0', [
          [A, 'firing'],
          [B, 'firing'],
          [gone, 'firing'],
        ]),
        notifies(28, 'am-0', [
          [A, 'firing'],
          [B, 'firing'],
          [gone, 'firing'],
          [released, 'firing'],
        ]),
        notifies(34, 'am-0', [
          [A, 'firing'],
          [B, 'firing'],
          [gone, 'resolved'],
          [released, 'firing'],
        ]),
      ],
      samples: [
        sample(12, { silences: { kept: 'active', over: 'active' }, alerts: [A, B, gone], log: { g: 1 } }),
        sample(58, { silences: { kept: 'active', over: 'expired' }, alerts: [A, B, muted, released], log: { g: 34 } }),
      ],
    }),
  );
  t.strictSame(counts(report), {});
  t.equal(report.notifications, 4);
  t.equal(report.fewestWhole, 1);
  t.equal(report.late.worst, 0);
});

t.test('fingerprints are those of Alertmanager', async (t) => {
  t.equal(fingerprint({}), 'cbf29ce484222325');
  // prometheus/common, model/signature_test.go.
  t.equal(BigInt(`0x${fingerprint({ name: 'garland, briggs', fear: 'love is not enough' })}`), 5799056148416392346n);
});

const notifications: readonly (readonly [title: string, more: Partial<RunRecord>, want: Record<string, number>])[] = [
  ['an alert that fires without a notification is lost', { log: [notifies(1, 'am-0', [[A, 'firing']])] }, { lost: 1 }],
  ['one that has not fired for long is not lost yet', { alerts: [A, B, alert('new', 50)] }, {}],
  ['an end without a notification is lost', { alerts: [{ ...A, ends: at(30) }, B] }, { lost: 1 }],
  [
    'a silenced alert that fires on is lost without a notification after the silence was expired',
    { alerts: [A, B, alert('released', 10, { kind: 'released', released: 25 })] },
    { lost: 1 },
  ],
  [
    'the end of an alert whose silence lasts needs no notification, even if it was reported as firing',
    {
      alerts: [A, B, alert('muted', 10, { kind: 'silenced', ends: 30 })],
      log: [
        both(1),
        notifies(12, 'am-2', [
          [A, 'firing'],
          [B, 'firing'],
          [alert('muted', 10, { kind: 'silenced' }), 'firing'],
        ]),
      ],
    },
    { despiteSilence: 1 },
  ],
  ['a notification after group_interval and a second is late', { log: [both(9)] }, { late: 2 }],
  ['the same notification twice is a duplicate', { log: [both(1), both(20, 'am-1')] }, { duplicates: 1 }],
  [
    'an end that is notified again, since the notification after it did not have it, was sent again by Prometheus',
    {
      alerts: [A, { ...B, ends: at(10) }],
      log: [
        both(1),
        notifies(11, 'am-0', [
          [A, 'firing'],
          [B, 'resolved'],
        ]),
        notifies(20, 'am-0', [[A, 'firing']]),
        notifies(30, 'am-0', [
          [A, 'firing'],
          [B, 'resolved'],
        ]),
      ],
    },
    { duplicates: 1, resent: 1 },
  ],
  [
    'the same notification by two peers at the same time was a race',
    { log: [both(1), both(1.2, 'am-1')] },
    { raced: 1 },
  ],
  [
    'a repetition of what its sender was telling when it was ended is in flight, and a duplicate',
    {
      log: [{ ...both(1), isAborted: true }, both(2, 'am-1')],
      ends: [{ peer: 'am-0', at: at(1.02), isKilled: false, gone: at(1.1) }],
    },
    { duplicates: 1, inFlight: 1 },
  ],
  [
    'an alert reported as firing after its end was notified is stale, and another notification of its end corrects it',
    {
      alerts: [A, { ...B, ends: at(20) }],
      log: [
        both(1),
        notifies(21, 'am-0', [
          [A, 'firing'],
          [B, 'resolved'],
        ]),
        both(22, 'am-2'),
        notifies(27, 'am-0', [
          [A, 'firing'],
          [B, 'resolved'],
        ]),
      ],
    },
    { stale: 1, corrected: 1 },
  ],
  [
    'an alert that others notified while the sender waited, and that its notification lacks, is notified again: ' +
      'that corrects it',
    { log: [notifies(1, 'am-0', [[A, 'firing']]), both(3), notifies(5, 'am-2', [[A, 'firing']]), both(9)] },
    { corrected: 1, duplicates: 1 },
  ],
  [
    'an alert that it lacks, although notified long before, makes a duplicate',
    { log: [both(1), notifies(20, 'am-2', [[A, 'firing']]), both(26)] },
    { partial: 1, duplicates: 2 },
  ],
  [
    'a notification that leaves out an alert which fires on is partial',
    {
      alerts: [A, B, alert('new', 29)],
      log: [
        both(1),
        notifies(30, 'am-1', [
          [A, 'firing'],
          [alert('new', 29), 'firing'],
        ]),
      ],
    },
    { partial: 1 },
  ],
  [
    'one that reports it as resolved is too',
    {
      log: [
        both(1),
        notifies(30, 'am-1', [
          [A, 'firing'],
          [B, 'resolved'],
        ]),
      ],
    },
    { partial: 1 },
  ],
  [
    'a silenced alert must not be reported as firing',
    {
      alerts: [A, B, alert('muted', 10, { kind: 'silenced' })],
      log: [
        both(1),
        notifies(12, 'am-0', [
          [A, 'firing'],
          [B, 'firing'],
          [alert('muted', 10, { kind: 'silenced' }), 'firing'],
        ]),
      ],
    },
    { despiteSilence: 1 },
  ],
  [
    'an inhibited one neither',
    {
      alerts: [A, B, alert('target', 10, { kind: 'target' })],
      log: [
        both(1),
        notifies(12, 'am-0', [
          [A, 'firing'],
          [B, 'firing'],
          [alert('target', 10, { kind: 'target' }), 'firing'],
        ]),
      ],
    },
    { despiteInhibition: 1 },
  ],
];
for (const [title, more, want] of notifications)
  t.test(title, async (t) => {
    t.strictSame(of(more), want);
  });

t.test('the report has the worst delay', async (t) => {
  t.equal(ledger(record({ log: [both(9)] })).late.worst, 2);
});

const state: readonly (readonly [title: string, more: Partial<RunRecord>, want: Record<string, number>])[] = [
  [
    'a silence that one peer lacks at the end is lost',
    { silences: [silence('s', 1)], samples: [sample(20, { silences: { s: 'active' } }, {})] },
    { silencesLost: 1 },
  ],
  [
    'one that nobody held for a time is lost, though it came back',
    {
      silences: [silence('s', 1)],
      samples: [sample(20, {}, {}), sample(30, { silences: { s: 'active' } }, { silences: { s: 'active' } })],
    },
    { silencesLost: 1 },
  ],
  [
    'one that is younger than the slack may be on its way',
    { silences: [silence('s', 15)], samples: [sample(20, {}, {})] },
    {},
  ],
  [
    'one that only a killed peer received is in doubt',
    {
      silences: [silence('s', 5)],
      ends: [{ peer: 'am-0', at: at(5.5), isKilled: true }],
      samples: [sample(20, {}, {})],
    },
    {},
  ],
  [
    'an expired one that is in force on a peer was resurrected',
    {
      silences: [silence('s', 1, 5)],
      samples: [
        sample(20, { silences: { s: 'expired' } }, { silences: { s: 'active' } }),
        sample(30, { silences: { s: 'expired' } }),
      ],
    },
    { silencesResurrected: 1 },
  ],
  [
    'an entry of the notification log that was seen and that one peer lacks at the end is lost',
    { samples: [sample(20, { log: { g: 5 } }, {}), sample(30, { log: { g: 5 } }, { log: { g: 4 } })] },
    { notificationsLost: 1 },
  ],
  [
    'a newer one is as good',
    { samples: [sample(20, { log: { g: 5 } }, {}), sample(30, { log: { g: 25 } }, { log: { g: 5 } })] },
    {},
  ],
];
for (const [title, more, want] of state)
  t.test(title, async (t) => {
    t.strictSame(of(more), want);
  });

t.test('the fewest whole peers are those that held all silences and alerts at the worst moment', async (t) => {
  const s = { silences: { s: 'active' } } as const;
  const samples = [
    sample(20, s, s, s),
    sample(21, s, { ...s, alerts: [A] }, {}),
    sample(22, s, s),
    sample(23, undefined, s, s),
  ];
  t.equal(ledger(record({ silences: [silence('s', 1)], samples })).fewestWhole, 1);
  t.equal(ledger(record({ silences: [silence('s', 1)], samples: samples.slice(2) })).fewestWhole, 2);
});

t.test('a load that was late itself is no fault of the mesh, and a mesh that is later still is', async (t) => {
  const c = alert('c', 5);
  // No peer has the third alert, 15 seconds after it began.
  const late = { alerts: [A, B, c], samples: [sample(20, {}, {}, {})], until: at(40) };
  t.match(ledger(record(late)), { fewestWhole: 0, lost: [/c firing/] });
  t.match(ledger(record({ ...late, lag: 10_000 })), { fewestWhole: 3 });
  t.strictSame(of({ ...late, lag: 30_000 }), {}, 'no peer had it in time to notify');
  t.match(of({ ...late, until: at(60), lag: 30_000 }), { lost: 1 });
});
