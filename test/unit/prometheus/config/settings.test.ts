// Retention and external labels in the configuration file.
import t from 'tap';
import { externalLabels, logFile } from '../../../../hooks/prometheus/config/global.ts';
import { storage } from '../../../../hooks/prometheus/config/storage.ts';
import { version } from '../../../support/releases.ts';
import { context } from '../../../support/scrapecontext.ts';

t.test('retention stands in the file from 3.11 on', async (t) => {
  const of = (spec: object, release = '3.11.0', parity = false) =>
    (storage(spec as never, version(release), parity)?.['tsdb'] as { retention?: object } | undefined)?.retention;
  t.strictSame(of({}), { time: '24h' });
  t.strictSame(of({ retention: '1d', retentionSize: '1GB' }), { time: '1d', size: '1GB' });
  t.strictSame(of({ retentionSize: '1GB' }), { size: '1GB' });
  t.equal(of({ retention: '1d' }, '3.10.0'), undefined);
  t.equal(storage({ exemplars: { maxSize: 0 } } as never, version('2.28.0'), false), undefined);
  t.match(storage({ exemplars: { maxSize: 0 } } as never, version('2.29.0'), false), {
    exemplars: { max_exemplars: 0 },
  });
});

t.test('external labels: ours first, then those of the user that do not replace them', async (t) => {
  const of = (spec: object) => externalLabels(context(spec));
  t.strictSame(of({}), { prometheus: 'ns/k8s', prometheus_replica: '$(POD_NAME)' });
  t.strictSame(
    of({ prometheusExternalLabelName: '', replicaExternalLabelName: 'r', externalLabels: { r: 'x', a: 'b' } }),
    {
      a: 'b',
      r: '$(POD_NAME)',
    },
  );
  t.strictSame(of({ shardingStrategy: { mode: 'Topology', topology: {} } })['zone'], '$(TOPOLOGY_ZONE)');
  t.equal(logFile('x.log'), '/var/log/prometheus/x.log');
  t.equal(logFile('/a/x.log'), '/a/x.log');
});
