// Two replicas of the hooks, one of them slow: they answer alike.
import { prometheusConfig } from '../support/config.ts';
import { prometheus, prometheusRule, secret, serviceMonitor } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { replicas } from './replicas.ts';

await inBothModes(
  (t, on) => {
    t.test('the last of many changes is what counts, and whoever is asked, nothing is written at rest', async (t) => {
      const namespace = await on.namespace();
      const parent = await on.apply(prometheus({ ruleSelector: {}, shards: 2 }, { namespace }));
      await on.apply(secret('creds', { user: 'bob', password: 'x' }, { namespace }));
      await on.apply(prometheusRule([{ name: 'g', rules: [{ alert: 'Down', expr: 'up == 0' }] }], { namespace }));
      const basicAuth = { username: { name: 'creds', key: 'user' }, password: { name: 'creds', key: 'password' } };
      for (const name of ['a', 'b', 'c'])
        await on.apply(serviceMonitor({ endpoints: [{ port: 'web', basicAuth }] }, { namespace, name }));
      for (let i = 1; i <= 20; i++)
        await on.apply(serviceMonitor({ endpoints: [{ port: 'web', interval: `${i}m` }] }, { namespace, name: 'd' }));
      const jobs = async () => {
        const { scrape_configs } = prometheusConfig(await on.get('Secret', 'prometheus-k8s', namespace));
        return scrape_configs
          .map((job) => `${job.job_name}: ${(job as { scrape_interval?: string }).scrape_interval}`)
          .sort();
      };
      // Those with credentials come in once these have been gathered.
      const all = ['a', 'b', 'c', 'd'].map(
        (name) => `serviceMonitor/${namespace}/${name}/0: ${name === 'd' ? '20m' : undefined}`,
      );
      await until(
        'all jobs and the last interval are in the configuration',
        async () => (await jobs()).join() === all.join(),
      );
      const before = await on.rested(namespace);
      for (let i = 0; i < 10; i++) await on.nudge(parent);
      t.strictSame(await on.versions(namespace), before);
      t.strictSame(await jobs(), all);
    });
  },
  { serve: (flags) => replicas(flags, [0, 600]) },
);
