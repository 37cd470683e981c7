// Retention and external labels in the configuration file.
import t from 'tap';
import { externalLabels, logFile } from '../../../../hooks/prometheus/config/global.ts';
import { checkRetention, storage } from '../../../../hooks/prometheus/config/storage.ts';
import { version } from '../../../support/releases.ts';
import { args, context } from '../../../support/scrapecontext.ts';

t.test('retention stands in the file from 3.11 on', async (t) => {
  const of = (spec: object, release = '3.11.0', parity = false) =>
    (storage(spec as never, version(release), parity)?.['tsdb'] as { retention?: object } | undefined)?.retention;
  t.strictSame(of({}), { time: '24h' });
  t.strictSame(of({ retention: '1d', retentionSize: '1GB' }), { time: '1d', size: '1GB' });
  t.strictSame(of({ retentionSize: '1GB' }), { size: '1GB' });
  t.equal(of({ retention: '1d' }, '3.10.0'), undefined);
  t.strictSame(of({ retentionPercentage: '12500m' }), { percentage: 12.5 });
  t.strictSame(of({ retentionPercentage: 80 }, '3.11.0', true), { percentage: 80 }, 'in parity too');
  t.strictSame(of({ retentionPercentage: 80, retention: '1d', retentionSize: '1GB' }), {
    time: '1d',
    size: '1GB',
    percentage: 80,
  });
  t.strictSame(of({ retentionPercentage: 0 }), { time: '24h', percentage: 0 }, '0 is no limit');
  t.ok(
    args({ retentionPercentage: 80 }, '3.10.0').includes('--storage.tsdb.retention.time=24h'),
    'an older release knows no percentage',
  );
  t.equal(storage({ exemplars: { maxSize: 0 } } as never, version('2.28.0'), false), undefined);
  t.match(storage({ exemplars: { maxSize: 0 } } as never, version('2.29.0'), false), {
    exemplars: { max_exemplars: 0 },
  });
});

t.test('a percentage of retention lies between 0 and 100', async (t) => {
  const issues = (retentionPercentage?: unknown) => checkRetention({ retentionPercentage } as never);
  for (const fine of [undefined, 0, 100, '99.5', '500m']) t.strictSame(issues(fine), [], String(fine));
  for (const wrong of [-1, 101, '1k', 'x'])
    t.match(issues(wrong), [{ reason: 'InvalidConfiguration', path: 'spec.retentionPercentage' }], String(wrong));
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
