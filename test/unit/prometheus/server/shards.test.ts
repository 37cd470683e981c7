// Shards that are no longer wanted, and how the pods of a shard are spread.
import t from 'tap';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { retainedShards } from '../../../../hooks/prometheus/server/shards.ts';
import { spreadConstraints } from '../../../../hooks/prometheus/server/statefulset.ts';
import { prometheus } from '../../../support/objects.ts';
import { applied } from '../../../support/requests.ts';

t.test('shards that are no longer wanted', async (t) => {
  const now = new Date('2026-05-05T00:00:00.700Z');
  const [shard] = applied([
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'prometheus-k8s-shard-1', namespace: 'monitoring' },
      spec: {},
    },
  ]);
  const KEY = 'operator.prometheus.io/deletion-deadline';
  const until = (spec: object, at: string | undefined = undefined, flags: string[] = []) => {
    const surplus = shard
      ? [
          at
            ? { ...shard, metadata: { ...shard.metadata, annotations: { ...shard.metadata.annotations, [KEY]: at } } }
            : shard,
        ]
      : [];
    return retainedShards(
      prometheus({ shardRetentionPolicy: { whenScaled: 'Retain' }, ...spec }) as never,
      surplus,
      now,
      parseOptions(flags),
    ).map(({ metadata }) => metadata.annotations?.[KEY]);
  };
  t.strictSame(until({}), ['2026-05-06T00:00:00Z'], 'a day, where nothing is said');
  t.strictSame(until({ retention: '2h' }), ['2026-05-05T02:00:00Z']);
  t.strictSame(until({ retentionPercentage: 80 }), ['0001-01-01T00:00:00Z'], 'data without an age stays');
  t.strictSame(
    until({ retentionPercentage: 80, version: 'v3.10.0' }),
    ['2026-05-06T00:00:00Z'],
    'an older release knows no percentage',
  );
  t.strictSame(
    until({ retention: '2h', shardRetentionPolicy: { whenScaled: 'Retain', retain: { retentionPeriod: '1w' } } }),
    ['2026-05-12T00:00:00Z'],
  );
  t.strictSame(until({ retentionSize: '1GB' }), ['0001-01-01T00:00:00Z'], 'never, where only the size counts');
  t.strictSame(until({}, '2026-05-05T00:00:00Z'), [], 'the deadline is over');
  t.strictSame(until({}, '2026-05-05T00:00:01Z'), ['2026-05-05T00:00:01Z'], 'it is not over yet, and stays');
  t.strictSame(until({ shardRetentionPolicy: { whenScaled: 'Delete' } }), []);
  t.strictSame(until({}, undefined, ['--feature-gates=PrometheusShardRetentionPolicy=false']), []);
});

t.test('spread constraints', async (t) => {
  const labels = { a: 'b', 'operator.prometheus.io/shard': '1' };
  const of = (constraint: object) => spreadConstraints([constraint as never], labels)?.[0];
  t.strictSame(of({ maxSkew: 1 }), { maxSkew: 1 });
  t.strictSame(of({ maxSkew: 1, additionalLabelSelectors: 'OnResource', labelSelector: { matchLabels: { c: 'd' } } }), {
    maxSkew: 1,
    labelSelector: { matchLabels: { c: 'd', a: 'b' } },
  });
  t.strictSame(of({ additionalLabelSelectors: 'OnShard' }), { labelSelector: { matchLabels: labels } });
});
