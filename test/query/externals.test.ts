// Shards without external labels: what they write elsewhere gets those labels from relabeling rules, as if they had
// them.
import './background.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { until } from '../support/until.ts';
import { shardConfig } from './configuration.ts';
import { installed, noPrograms } from './programs.ts';
import { type Server, server } from './servers.ts';

const EXTERNAL = {
  cluster: 'home',
  prometheus: 'monitoring/k8s',
  prometheus_replica: 'prometheus-k8s-0',
  price: '5 $$',
};

/**
 * Rules that add a label where there is none, before the rules of users. A dollar is `$$` in both places; variables of
 * the environment are filled in only among external labels.
 */
const asRules = (labels: Readonly<Record<string, string>>): object[] =>
  Object.entries(labels).map(([name, value]) => ({
    source_labels: [name],
    regex: '^$',
    target_label: name,
    replacement: value,
    action: 'replace',
  }));

/** A user's own, which sees the labels added before it. */
const USER = [
  {
    source_labels: ['cluster', 'prometheus'],
    separator: '/',
    regex: '(.+)',
    target_label: 'origin',
    replacement: '$1',
    action: 'replace',
  },
];

const EXPOSED = [
  'a{x="1"} 1',
  'a{x="2",cluster="away"} 1',
  'a{x="3",prometheus="far/k8s",prometheus_replica=""} 1',
  '',
].join('\n');

const config = (target: string, to: Server, external: object, rules: readonly object[]): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', external_labels: external },
    scrape_configs: [{ job_name: 'one', honor_labels: true, static_configs: [{ targets: [target] }] }],
    remote_write: [{ url: `${to.url}/api/v1/write`, write_relabel_configs: rules }],
  });

const series = async ({ url }: Server): Promise<string[]> => {
  const { data } = (await (await fetch(`${url}/api/v1/series?match[]={__name__=~".%2B"}`)).json()) as {
    data: object[];
  };
  return data.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort();
};

t.test(
  'a shard writes series with the same labels, whether it has external labels or rules that add them',
  { skip: noPrograms },
  async (t) => {
    const { prometheus } = installed();
    const target = createServer((_, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(EXPOSED);
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(target.address() as AddressInfo).port}`;
    const receivers = await Promise.all([
      server(prometheus, { config: shardConfig({}) }),
      server(prometheus, { config: shardConfig({}) }),
    ]);
    const senders = await Promise.all([
      server(prometheus, { config: config(address, receivers[0], EXTERNAL, USER) }),
      server(prometheus, { config: config(address, receivers[1], {}, [...asRules(EXTERNAL), ...USER]) }),
    ]);
    t.teardown(async () => {
      await Promise.all([...senders, ...receivers].map((one) => one.stop()));
      target.closeAllConnections();
      target.close();
    });
    const all = await Promise.all(
      receivers.map((one) =>
        until(
          'series arrive',
          async () => {
            const some = await series(one);
            return some.length > 7 && some;
          },
          60,
        ),
      ),
    );
    t.strictSame(all[1], all[0]);
    t.match(all[0]?.join('\n'), /\["cluster","away"\]/, 'a label that a series has is kept');
    t.match(all[0]?.join('\n'), /\["origin","home\/monitoring\/k8s"\]/, 'rules of users see them');
    t.match(all[0]?.join('\n'), /"5 \$"/, 'values are what they were');
  },
);
