// Two clusters, each with an API server of its own and a member of the same name, joined by imported Services: one
// consumer has the series of both, labelled by cluster.
import t from 'tap';
import { resourceInfo } from '../driver/kinds.ts';
import { share } from '../driver/multicluster.ts';
import { type World, world } from '../driver/world.ts';
import { installed, noPrograms } from '../query/programs.ts';
import { server } from '../query/servers.ts';
import { namespace } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { consumer, consumerConfig, type Make, member, startMember } from './env.ts';
import { labelSets, vector } from './series.ts';

const CLUSTERS = ['eu-1', 'us-1'] as const;

/** A cluster with the hooks in it and the controller that exports. */
async function cluster(name: string): Promise<World> {
  const flags = [`--cluster-name=${name}`, '--multicluster-services=v1beta1'];
  const made = await world({
    strategy: 'server-side-apply',
    flags,
    controller: 'manifests/federation/controller.yaml',
  });
  await made.apply(namespace('monitoring'));
  return made;
}

const madeIn =
  (where: World): Make =>
  async (objects, name) => {
    for (const object of objects) await where.apply(object);
    const all = await Promise.all(
      ['configmaps', 'secrets', 'services'].map((resource) => where.api.list(resourceInfo('v1', resource))),
    );
    return { children: all.flat().filter(({ metadata }) => metadata.name.startsWith(`prometheus-${name}`)) };
  };

t.test(
  'a consumer has the series of two clusters, labelled by cluster',
  { skip: noPrograms, timeout: 300_000 },
  async (t) => {
    const { prometheus } = installed();
    const worlds = await Promise.all(CLUSTERS.map(cluster));
    const [eu, us] = await Promise.all(worlds.map((one) => startMember(prometheus, member('k8s'), madeIn(one))));
    const [here] = worlds;
    if (!eu || !us || !here) return;
    for (const [i, name] of CLUSTERS.entries()) await share(worlds[i] as World, name, worlds);
    const parent = await madeIn(here)([consumer()], 'global');
    const addresses = {
      'prometheus-k8s-query.monitoring.svc': eu.queryService,
      'prometheus-k8s-us-1.monitoring.svc.clusterset.local': us.queryService,
    };
    const global = await server(prometheus, { config: consumerConfig(parent, addresses) });
    t.teardown(async () => {
      await Promise.all([global, eu, us].map((one) => one.stop()));
      await Promise.all(worlds.map((one) => one.close()));
    });
    const counts = () => vector(global.url, 'count by (cluster) ({__name__=~".+:.+|up", prometheus="monitoring/k8s"})');
    const shown = async () => (await counts()).map(({ metric, value }) => `${metric['cluster']} ${value[1]}`).sort();
    await until('both clusters are there', async () => (await shown()).join() === 'eu-1 4,us-1 4', 60);
    t.strictSame(await labelSets(global.url, '{cluster="", prometheus!=""}'), [], 'none is without its cluster');
    const both = await vector(global.url, 'job_path:shop_requests:sum{path="pay"}');
    t.equal(both.length, 2, 'a question about all clusters has an answer from each');

    await us.kill(0);
    await until('the other replica is asked', () => (us.queryService.taken.get(us.replicas[1]?.port ?? 0) ?? 0) > 0);
    t.strictSame(await shown(), ['eu-1 4', 'us-1 4']);
    const scraped = await vector(global.url, 'min_over_time(up{job=~"federate/.+"}[1m])');
    t.strictSame(
      scraped.map(({ value }) => value[1]),
      ['1', '1'],
      'no scrape of either cluster failed',
    );
  },
);
