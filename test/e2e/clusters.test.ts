// Two clusters with an API server each and a member of the same name, joined by imported Services: one consumer has the
// series of both, labelled by cluster.
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { consumer, consumerConfig, type Make, member, startMember } from '../federation/env.ts';
import { labelSets, vector } from '../federation/series.ts';
import { MISSING, programs } from '../query/programs.ts';
import { server } from '../query/servers.ts';
import { condition } from '../support/condition.ts';
import { configText, prometheusConfig } from '../support/config.ts';
import { namespace } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { STRATEGIES } from './env.ts';
import { type Cluster, cluster, unstartable } from './planes.ts';
import { exportsOf, share } from './sharing.ts';

const NAMESPACE = 'monitoring';
const FEDERATE = 'prometheus-metacontroller.dev/federate';
const [STRATEGY = 'server-side-apply'] = STRATEGIES;
/** How often a parent is synced again in a test of rest. */
const SYNCS = 3;

const childrenOf = async (where: Cluster, name: string): Promise<readonly KubernetesObject[]> =>
  (await where.children(NAMESPACE)).filter(({ metadata }) =>
    metadata.ownerReferences?.some((owner) => owner.name === name),
  );

/** Applies objects in a cluster, and gives what the hooks made of them once all is written. */
const madeIn =
  (where: Cluster): Make =>
  async (objects, name) => {
    for (const object of objects) await where.apply(object);
    await until(`${name} is reconciled`, async () => {
      const found = await where.get('Prometheus', name, NAMESPACE);
      return (
        condition(found, 'Reconciled')?.status === 'True' && configText(await childrenOf(where, name)) !== undefined
      );
    });
    await where.versions(NAMESPACE);
    return { children: await childrenOf(where, name) };
  };

/** What a user has said of an object. */
const said = (object: KubernetesObject | undefined) => {
  const { generation, labels, annotations, managedFields } = object?.metadata ?? {};
  return { generation, labels, annotations, by: managedFields?.filter(({ subresource }) => subresource !== 'status') };
};

const skip = unstartable() ?? (programs ? false : MISSING);
t.test(`two real clusters, with ${STRATEGY}`, { skip, timeout: 300_000 }, async (t) => {
  if (!programs) return;
  const { prometheus } = programs;
  const eu = await cluster('eu-1', STRATEGY);
  t.teardown(() => eu.close());
  const us = await cluster('us-1', STRATEGY);
  t.teardown(() => us.close());
  t.teardown(() => {
    if (!t.passing())
      for (const { name, errors } of [eu, us]) for (const error of errors().slice(-20)) t.comment(`${name}: ${error}`);
  });
  const both = [eu, us];
  for (const one of both) await one.apply(namespace(NAMESPACE));
  const [euMember, usMember] = await Promise.all(
    both.map((one) => startMember(prometheus, member('k8s'), madeIn(one))),
  );
  t.teardown(() => Promise.all([euMember, usMember].map((one) => one?.stop())));
  if (!euMember || !usMember) return;

  const parent = await madeIn(eu)([consumer()], 'global');
  const addresses = {
    'prometheus-k8s-query.monitoring.svc': euMember.queryService,
    'prometheus-k8s-us-1.monitoring.svc.clusterset.local': usMember.queryService,
  };
  const global = await server(prometheus, { config: consumerConfig(parent, addresses) });
  t.teardown(() => global.stop());
  const jobs = async () =>
    prometheusConfig(await eu.get('Secret', 'prometheus-global', NAMESPACE)).scrape_configs.map((job) => job.job_name);
  const health = async () => condition(await eu.get('Prometheus', 'global', NAMESPACE), 'FederationHealthy')?.message;
  const counts = () => vector(global.url, 'count by (cluster) ({__name__=~".+:.+|up", prometheus="monitoring/k8s"})');
  const shown = async () => (await counts()).map(({ metric, value }) => `${metric['cluster']} ${value[1]}`).sort();

  await t.test('before they share, the consumer has its own cluster alone', async (t) => {
    t.strictSame(await jobs(), ['federate/eu-1/monitoring/k8s']);
    await until('its series are there', async () => (await shown()).join() === 'eu-1 4', 60);
  });

  await t.test('each exports its member under a name with the cluster in it', async (t) => {
    for (const one of both) {
      const names = await until('the export is there', async () => {
        const found = (await exportsOf(one)).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
        return found.length > 0 && found;
      });
      t.strictSame(names, [`${NAMESPACE}/prometheus-k8s-${one.name}`]);
    }
  });

  await t.test('the other cluster joins, and nobody edits the consumer', async (t) => {
    const before = said(await eu.get('Prometheus', 'global', NAMESPACE));
    for (const one of both) await share(one, both);
    await until('two members are in use', async () => (await health()) === 'members: 2 found, 2 in use');
    t.strictSame(await jobs(), ['federate/eu-1/monitoring/k8s', 'federate/us-1/monitoring/k8s']);
    t.strictSame(said(await eu.get('Prometheus', 'global', NAMESPACE)), before);
  });

  await t.test('a query on the consumer shows both, each once and labelled by cluster', async (t) => {
    await global.reload(consumerConfig({ children: await childrenOf(eu, 'global') }, addresses));
    await until('both clusters are there', async () => (await shown()).join() === 'eu-1 4,us-1 4', 60);
    t.strictSame(await labelSets(global.url, '{cluster="", prometheus!=""}'), [], 'none is without its cluster');
    const answer = await vector(global.url, 'job_path:shop_requests:sum{path="pay"}');
    t.strictSame(answer.map(({ metric }) => metric['cluster']).sort(), ['eu-1', 'us-1'], 'one series of each');
    t.strictSame(await labelSets(global.url, '{prometheus_replica=~".+"}'), [], 'replicas are no series of their own');
  });

  await t.test('nothing is written while nothing changes', async (t) => {
    const errors = () => both.flatMap((one) => one.errors());
    for (const one of both) await one.versions(NAMESPACE);
    const had = errors();
    for (const [one, names] of [
      [eu, ['k8s', 'global']],
      [us, ['k8s']],
    ] as const) {
      const before = await one.versions(NAMESPACE);
      for (let i = 0; i < SYNCS; i++) for (const name of names) await one.nudge(name, NAMESPACE);
      t.strictSame(
        await one.versions(NAMESPACE),
        before,
        `${one.name}: ${Object.keys(before).length} objects stay as they are`,
      );
    }
    t.strictSame(errors(), had, 'no sync failed');
  });

  await t.test('a member whose label is taken off is gone from the consumer of the other cluster', async (t) => {
    await us.patch(member('k8s'), { metadata: { labels: { [FEDERATE]: null } } });
    await until('its export is gone', async () => (await exportsOf(us)).length === 0);
    await share(us, both);
    await until('one member is left', async () => (await health()) === 'members: 1 found, 1 in use');
    t.strictSame(await jobs(), ['federate/eu-1/monitoring/k8s']);
  });
});
