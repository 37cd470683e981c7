// Releases in descriptions of fields.
import t from 'tap';
import { alertmanagerSince, prometheusSince, prometheusUntil, thanosSince } from '../../../hooks/api/shared/since.ts';

t.test('a release is written without a patch of 0 and without its pre-release part', async (t) => {
  t.equal(prometheusSince('remote_write.headers'), 'Prometheus >= 2.15');
  t.equal(prometheusSince('sd.docker.match_first_network'), 'Prometheus >= 2.54.1');
  t.equal(prometheusSince('v3'), 'Prometheus >= 3.0');
  t.equal(prometheusUntil('arg.retention'), 'Prometheus < 3.11');
  t.equal(alertmanagerSince('webhook.payload'), 'Alertmanager >= 0.32');
  t.equal(thanosSince('rule.remote_write'), 'Thanos >= 0.24');
});
