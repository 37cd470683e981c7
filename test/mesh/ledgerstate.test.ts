// Which silences and log entries of a mesh the ledger counts as lost, and how many peers had everything.
import t from 'tap';
import { ledger } from './ledger.ts';
import type { RunRecord } from './plan.ts';
import { A, at, of, record, sample, silence } from './runrecords.ts';

const state: readonly (readonly [title: string, more: Partial<RunRecord>, want: Record<string, number>])[] = [
  [
    'a silence that one peer lacks at the end is lost',
    { silences: [silence('s', 1)], samples: [sample(20, { silences: { s: 'active' } }, {})] },
    { silencesLost: 1 },
  ],
  [
    'a silence that no peer held for a time is lost, even if it is back',
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
