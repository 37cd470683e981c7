// The alerts that servers report.
import t from 'tap';
import { readAlertStates } from '../../../../hooks/probe/prometheus/servers.ts';

const ALERT = { labels: { severity: 'warning', alertname: 'A' }, state: 'firing', activeAt: '2026-11-24T10:00:00Z' };

t.test(
  'alerts are read from Prometheus and from Thanos Ruler, which writes the name of the list with a capital',
  async (t) => {
    for (const name of ['alerts', 'Alerts']) {
      const found = readAlertStates(JSON.stringify({ status: 'success', data: { [name]: [ALERT] } }));
      t.strictSame(found.is === 'ok' && [...found.value], [
        ['[["alertname","A"],["severity","warning"]]', { isFiring: true, since: Date.UTC(2026, 10, 24, 10) }],
      ]);
    }
  },
);
