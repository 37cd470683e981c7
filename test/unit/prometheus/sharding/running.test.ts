// What others see of a Prometheus whose number of shards the hooks choose.
import t from 'tap';
import type { Prometheus } from '../../../../hooks/api/prometheus.ts';
import { customizePrometheus } from '../../../../hooks/controllers/prometheus/customize.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { runningShards } from '../../../../hooks/prometheus/sharding/running.ts';
import { laterTier, seenTier } from '../../../../hooks/prometheus/sharding/tier.ts';
import { prometheus } from '../../../support/objects.ts';

const ANNOTATIONS = { 'prometheus-metacontroller.dev/autoscale': 'maxShards=8,seriesPerShard=1M' };
const parent = (annotations: Record<string, string>, shards?: number): Prometheus =>
  ({
    ...prometheus({ shards: 1 }, { annotations }),
    ...(shards === undefined ? {} : { status: { shards } }),
  }) as unknown as Prometheus;
const options = parseOptions();

t.test('the number of shards is that of the status, with the annotation', async (t) => {
  t.equal(runningShards(parent({}, 4)), 1);
  t.equal(runningShards(parent(ANNOTATIONS, 4)), 4);
  t.equal(runningShards(parent(ANNOTATIONS)), 1);
  t.equal(seenTier(parent(ANNOTATIONS, 4), options), 'remote-read');
  t.equal(seenTier(parent(ANNOTATIONS, 1), options), 'none');
  t.equal(laterTier(parent(ANNOTATIONS, 1), options), 'remote-read');
});

t.test('budgets are related before there are several shards: the annotation changes no generation', async (t) => {
  const resources = (annotations: Record<string, string>, of = options) =>
    customizePrometheus({ parent: parent(annotations) as never }, of).relatedResources.map(({ resource }) => resource);
  t.ok(resources(ANNOTATIONS).includes('poddisruptionbudgets'));
  t.notOk(resources({}).includes('poddisruptionbudgets'));
  t.notOk(resources(ANNOTATIONS, { ...options, parity: true }).includes('poddisruptionbudgets'));
});
