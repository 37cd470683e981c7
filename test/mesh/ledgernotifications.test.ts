// Which notifications the ledger counts as lost, late, repeated, partial or wrong.
import t from 'tap';
import { ledger } from './ledger.ts';
import type { RunRecord } from './plan.ts';
import { A, alert, at, B, both, notifies, of, record } from './runrecords.ts';

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
    'a repetition of a notification whose sender was ended while it sent is in flight, and a duplicate',
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
    'a notification that reports it as resolved is partial too',
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
    'an inhibited alert must not be reported as firing',
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
