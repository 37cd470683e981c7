// Two clusters with members of the same name, joined by imported Services: one consumer has the series of both, labelled by cluster.
import t from 'tap';
import { syncExports } from '../../hooks/federation/exports.ts';
import type { KubernetesObject } from '../../hooks/kube/meta.ts';
import { parseOptions } from '../../hooks/options.ts';
import { MISSING, programs } from '../query/programs.ts';
import { server } from '../query/servers.ts';
import { serviceImport } from '../support/multicluster.ts';
import { until } from '../support/until.ts';
import { labelSets, vector } from './series.ts';
import { consumer, consumerConfig, type Member, member, rendered, startMember } from './stage.ts';

const flagsOf = (cluster: string) => [`--cluster-name=${cluster}`, '--multicluster-services=v1beta1'];

/** What every cluster of the set sees of a member. */
function imported({ object, parent }: Member, cluster: string): KubernetesObject {
  const request = { object, attachments: {}, related: {}, finalizing: false };
  const [exported] = syncExports(request, undefined, new Date(), parseOptions(flagsOf(cluster))).attachments;
  const service = parent.children.find(({ kind, metadata }) => kind === 'Service' && metadata.name === exported?.metadata.name);
  if (!exported || !service) throw new Error('nothing is exported');
  return serviceImport(exported, service, cluster);
}

if (!programs) t.comment(`skipped: ${MISSING}`);
else {
  const { prometheus } = programs;
  t.test('a consumer has the series of two clusters, labelled by cluster', { timeout: 300_000 }, async (t) => {
    const clusters = ['eu-1', 'us-1'] as const;
    const [eu, us] = await Promise.all(clusters.map((cluster) => startMember(prometheus, member('k8s'), flagsOf(cluster))));
    if (!eu || !us) return;
    const objects = [consumer(), eu.object, imported(eu, 'eu-1'), imported(us, 'us-1')];
    const parent = rendered(objects, 'global', flagsOf('eu-1'));
    const addresses = {
      'prometheus-k8s-query.monitoring.svc': eu.front,
      'prometheus-k8s-us-1.monitoring.svc.clusterset.local': us.front,
    };
    const global = await server(prometheus, { config: consumerConfig(parent, addresses) });
    t.teardown(async () => {
      await Promise.all([global, eu, us].map((one) => one.stop()));
    });
    const counts = async () => (await vector(global.url, 'count by (cluster) ({__name__=~".+:.+|up", prometheus="monitoring/k8s"})')) ?? [];
    const shown = async () => (await counts()).map(({ metric, value }) => `${metric['cluster']} ${value[1]}`).sort();
    await until('both clusters are there', async () => (await shown()).join() === 'eu-1 4,us-1 4', 60);
    t.strictSame(await labelSets(global.url, '{cluster="", prometheus!=""}'), [], 'none is without its cluster');
    t.equal(
      (await vector(global.url, 'job_path:shop_requests:sum{path="pay"}')).length,
      2,
      'a question about all clusters has an answer from each',
    );

    await us.kill(0);
    await until('the other replica is asked', () => (us.front.taken.get(us.replicas[1]?.port ?? 0) ?? 0) > 0);
    t.strictSame(await shown(), ['eu-1 4', 'us-1 4']);
    t.strictSame(await vector(global.url, 'min_over_time(up{job=~"federate/.+"}[1m]) == 0'), [], 'no scrape failed');
  });
}
