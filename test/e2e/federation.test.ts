// docs/federation.md with running pods: three members of two replicas and a consumer, whose members come and go by
// their labels.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump, loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { prometheusConfig } from '../support/config.ts';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';
import { inOneMode } from './both.ts';
import { commands, shell } from './document.ts';
import { answers, noNode } from './pods.ts';
import { labelled } from './scope.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../manifests/examples');
const CONSUMER = 'prometheus-overview-0';
/** Seconds until a pod is started, or has a new configuration, and has asked its members, once a minute. */
const TIMEOUT_SECONDS = 300;

await inOneMode(
  (t, on) => {
    t.test('members come and go by their labels, and lose a replica', { timeout: 1_800_000 }, async (t) => {
      const namespace = await on.namespace();
      const folder = temporaryFolder('e2e-');
      for (const file of ['federation.yaml', 'federation-scrapeconfig.yaml']) {
        const example = readFileSync(join(EXAMPLES, file), 'utf8').replaceAll(
          'namespace: monitoring',
          `namespace: ${namespace}`,
        );
        const objects = (loadAll(example) as KubernetesObject[])
          .filter(Boolean)
          .map((object) => labelled(object, on.scope));
        writeFileSync(join(folder, file), objects.map((object) => dump(object)).join('---\n'));
      }
      const run = (marker: string) =>
        shell(
          commands('federation.md', marker)
            .replaceAll('-n monitoring', `-n ${namespace}`)
            .replaceAll('manifests/examples', folder),
        );
      const isHealthy = async (message: string) => (await run('health')) === message;
      /** The value of the first series that a pod answers with; empty if there is none. */
      const value = async (pod: string, query: string) => (await answers(on, namespace, pod, query))[0]?.value[1] ?? '';
      const jobs = async () => {
        const secret = await on.get('Secret', 'prometheus-overview', namespace);
        return secret ? prometheusConfig(secret).scrape_configs.map(({ job_name }) => job_name) : [];
      };
      /** The third member, which comes later. */
      const third = async () => {
        const {
          metadata: { labels },
          spec,
        } = (await on.get('Prometheus', 'warehouse', namespace)) as KubernetesObject & { spec: object };
        return {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'Prometheus',
          metadata: { name: 'yard', namespace, labels },
          spec,
        };
      };
      const yard = `federate/eu-1/${namespace}/yard`;
      const shop = `federate/eu-1/${namespace}/shop`;
      const warehouse = `federate/eu-1/${namespace}/warehouse`;

      await run('apply');
      await until('both are in use', () => isHealthy('members: 2 found, 2 in use'));
      t.strictSame(await jobs(), [shop, warehouse]);
      for (const name of ['overview', 'shop', 'warehouse'])
        await until(
          `${name} is available`,
          async () => condition(await on.get('Prometheus', name, namespace), 'Available')?.status === 'True',
          TIMEOUT_SECONDS,
        );
      const records = 'job:prometheus_tsdb_head_series:sum{prometheus!=""}';
      await until(
        'the consumer has what both record',
        async () => (await answers(on, namespace, CONSUMER, records)).length === 2,
        TIMEOUT_SECONDS,
      );
      for (const { metric } of await answers(on, namespace, CONSUMER, records)) {
        t.equal(metric['cluster'], 'eu-1');
        t.notOk('prometheus_replica' in metric, 'replicas are no series of their own');
      }
      t.equal((await answers(on, namespace, CONSUMER, 'up{prometheus!=""}')).length, 2, 'nor are their targets');

      await run('leave');
      await until('one is left', () => isHealthy('members: 1 found, 1 in use'));
      t.strictSame(await jobs(), [shop]);
      await run('join');
      await until('both are in use again', () => isHealthy('members: 2 found, 2 in use'));
      t.strictSame(await jobs(), [shop, warehouse]);
      const generation = async () => (await on.get('Prometheus', 'overview', namespace))?.metadata.generation;
      const unedited = await generation();
      await on.apply(await third());
      await until('a third is in use', () => isHealthy('members: 3 found, 3 in use'));
      t.strictSame(await jobs(), [shop, warehouse, yard]);
      t.equal(await generation(), unedited, 'nobody has edited the consumer');
      await run('far');
      await until('a ScrapeConfig is a member', () => isHealthy('members: 4 found, 4 in use'));
      t.strictSame(await jobs(), [`scrapeConfig/${namespace}/far`, shop, warehouse, yard]);
      await shell(`kubectl delete -f ${join(folder, 'federation-scrapeconfig.yaml')}`);
      await until('the ScrapeConfig is gone', () => isHealthy('members: 3 found, 3 in use'));

      await until(
        'the consumer has what all three record',
        async () => (await answers(on, namespace, CONSUMER, records)).length === 3,
        TIMEOUT_SECONDS,
      );
      for (const name of ['shop', 'warehouse', 'yard']) {
        const source = 'job:prometheus_tsdb_head_series:sum';
        const here = `${source}{prometheus="${namespace}/${name}"}`;
        const replicas = [0, 1].map((replica) => `prometheus-${name}-${replica}`);
        const sources = (query: string) => Promise.all(replicas.map((pod) => value(pod, query)));
        // Samples from before the member left, and samples that a replica wrote during the scrape, do not count.
        const at = await until(
          `${name}: the newest sample is the newest that a replica had at the scrape`,
          async () => {
            const scraped = await value(CONSUMER, `max(timestamp(up{job="federate/eu-1/${namespace}/${name}"}))`);
            const taken = await value(CONSUMER, `timestamp(${here} @ ${scraped})`);
            return taken !== '' && (await sources(`timestamp(${source} @ ${scraped})`)).includes(taken) && taken;
          },
          TIMEOUT_SECONDS,
        );
        const had = await value(CONSUMER, `${here} @ ${at}`);
        t.ok((await sources(`${source} @ ${at}`)).includes(had), `${name}: ${had} is what a replica had`);
      }

      const uid = async () => (await on.get('Pod', 'prometheus-shop-0', namespace))?.metadata.uid;
      const before = await uid();
      const scrapes = async () =>
        Number((await answers(on, namespace, CONSUMER, `count_over_time(up{job="${shop}"}[1h])`))[0]?.value[1] ?? 0);
      const [had, since] = [await scrapes(), Date.now()];
      await on.delete({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'prometheus-shop-0', namespace } });
      await until(
        'the replica is another one',
        async () => {
          const now = await uid();
          return now !== undefined && now !== before;
        },
        TIMEOUT_SECONDS,
      );
      await until('three more scrapes', async () => (await scrapes()) >= had + 3, TIMEOUT_SECONDS);
      const seconds = Math.ceil((Date.now() - since) / 1000);
      const failed = await answers(on, namespace, CONSUMER, `min_over_time(up{job="${shop}"}[${seconds}s]) == 0`);
      t.strictSame(failed, [], 'none of them failed');
      t.equal(
        (
          await answers(
            on,
            namespace,
            CONSUMER,
            `last_over_time(${records.replace('!=""', `="${namespace}/shop"`)}[1h])`,
          )
        ).length,
        1,
      );
    });
  },
  { flags: ['--cluster-name=eu-1'], needs: [noNode] },
);
