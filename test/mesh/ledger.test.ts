// What the ledger counts in a run as a whole: nothing in a good one, and no delay that the load itself caused.
import t from 'tap';
import { fingerprint } from './alerts.ts';
import { ledger } from './ledger.ts';
import { A, alert, at, B, both, counts, notifies, of, record, sample, silence } from './runrecords.ts';

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

t.test('a load that was late itself is no fault of the mesh, and a mesh that is later still is', async (t) => {
  const c = alert('c', 5);
  // No peer has the third alert, 15 seconds after it began.
  const late = { alerts: [A, B, c], samples: [sample(20, {}, {}, {})], until: at(40) };
  t.match(ledger(record(late)), { fewestWhole: 0, lost: [/c firing/] });
  t.match(ledger(record({ ...late, lag: 10_000 })), { fewestWhole: 3 });
  t.strictSame(of({ ...late, lag: 30_000 }), {}, 'no peer had it in time to notify');
  t.match(of({ ...late, until: at(60), lag: 30_000 }), { lost: 1 });
});
