// Three members of two replicas each and one consumer, all configured by the hooks: nothing twice, nothing late,
// nothing lost with a replica.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { installed, noPrograms } from '../query/programs.ts';
import { server } from '../query/servers.ts';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';
import { consumer, consumerConfig, type Member, member, rendered, startMember } from './env.ts';
import { labelSets, samples, text } from './series.ts';

const FLAGS = ['--cluster-name=eu-1'];
const TAKEN = '{__name__=~".+:.+|up", prometheus!=""}';
const OWN_JOBS = 'up{job=~"federate/.+"}';
/** Seconds: the interval of members and of the consumer here, and what a busy machine may add. */
const INTERVAL = 1;
const BUSY = 2;

t.test(
  'members with two replicas each are read as if each were one server',
  { skip: noPrograms, timeout: 300_000 },
  async (t) => {
    const { prometheus, promtool } = installed();
    const objects = ['a', 'b', 'c'].map((name) => member(name));
    const members: readonly Member[] = await Promise.all(
      objects.map((object) => startMember(prometheus, object, async (all, name) => rendered(all, name, FLAGS))),
    );
    const config = (of: readonly Member[]) =>
      consumerConfig(
        rendered([consumer(), ...of.map(({ object }) => object)], 'global', FLAGS),
        Object.fromEntries(
          of.map(({ object, queryService: front }) => [
            `prometheus-${object.metadata.name}-query.monitoring.svc`,
            front,
          ]),
        ),
      );
    const [, , third] = members;
    const global = await server(prometheus, { config: config(members.slice(0, 2)) });
    t.teardown(async () => {
      await Promise.all([global, ...members].map((one) => one.stop()));
    });
    /** What members have of what the consumer asks for, with the labels that it should have there. */
    const expected = async (of: readonly Member[]): Promise<string[]> => {
      const all = of.map(({ object, replicas }) =>
        labelSets(replicas[1]?.url ?? '', '{__name__=~".+:.+|up"}', {
          cluster: 'eu-1',
          prometheus: `monitoring/${object.metadata.name}`,
        }),
      );
      return (await Promise.all(all)).flat().sort();
    };
    const has = async (of: readonly Member[]): Promise<boolean> => {
      const [want, have] = await Promise.all([expected(of), labelSets(global.url, TAKEN)]);
      return want.length === 4 * of.length && text(want as never) === text(have as never);
    };

    t.test('promtool takes the configuration', async (t) => {
      const folder = temporaryFolder('federation-');
      t.teardown(() => rmSync(folder, { recursive: true }));
      writeFileSync(join(folder, 'prometheus.yaml'), config(members));
      t.match(
        execFileSync(promtool, ['check', 'config', join(folder, 'prometheus.yaml')], { encoding: 'utf8' }),
        /SUCCESS/,
      );
    });

    await until('the consumer has the series of two members', () => has(members.slice(0, 2)), 60);
    t.test('a new member needs no edit on the consumer', async (t) => {
      await global.reload(config(members));
      await until('the consumer has the series of three members', () => has(members), 60);
      t.strictSame(
        await labelSets(global.url, TAKEN),
        await expected(members),
        'its series are those of the members, each once',
      );
      t.strictSame(await labelSets(global.url, '{prometheus_replica=~".+"}'), [], 'none says which replica it is from');
    });

    t.test('samples are those of the source, and no older than an interval', async (t) => {
      const end = Date.now() / 1000;
      const had = await samples(global.url, TAKEN, 10, end);
      t.equal(had.length, 4 * members.length);
      let compared = 0;
      for (const { object, replicas } of members) {
        const name = `monitoring/${object.metadata.name}`;
        const sources = (
          await Promise.all(replicas.map(({ url }) => samples(url, '{__name__=~".+:.+|up"}', 15, end)))
        ).flat();
        // Both replicas evaluate their rules at the same moments, over samples of their own.
        const known = new Set(
          sources.flatMap(({ metric, values }) =>
            values.map((value) => `${text({ ...metric, cluster: 'eu-1', prometheus: name })} ${value.join(' ')}`),
          ),
        );
        for (const { metric, values } of had.filter((one) => one.metric['prometheus'] === name)) {
          const wrong = values.filter((value) => !known.has(`${text(metric)} ${value.join(' ')}`));
          compared += values.length;
          t.strictSame(wrong, [], text(metric));
          const newest = values[values.length - 1]?.[0] ?? 0;
          t.ok(end - newest < 2 * INTERVAL + BUSY, `${text(metric)}: ${(end - newest).toFixed(1)} s old`);
        }
      }
      t.comment(`${compared} samples are equal to the source`);
    });

    t.test('a killed replica of each member costs no scrape, and makes no other series', async (t) => {
      const before = await labelSets(global.url, 'last_over_time({__name__=~".+"}[1h])');
      t.ok(before.length > 4 * members.length);
      const killed = Date.now() / 1000;
      await Promise.all(members.map((one) => one.kill(0)));
      for (const { queryService: front, replicas } of members) {
        const [, other] = replicas;
        await until('the consumer is with the other replica', () => (front.taken.get(other?.port ?? 0) ?? 0) > 0);
      }
      const scrapes = async () => samples(global.url, OWN_JOBS, Math.ceil(Date.now() / 1000 - killed));
      await until(
        'ten more scrapes of each',
        async () => (await scrapes()).every(({ values }) => values.length >= 10),
        60,
      );
      const all = (await scrapes()).flatMap(({ values }) => values.map(([, value]) => value));
      t.strictSame([...new Set(all)], ['1'], `${all.length} scrapes, none failed`);
      t.strictSame(await labelSets(global.url, 'last_over_time({__name__=~".+"}[1h])'), before, 'the same series');
      t.ok(await has(members), 'and they go on');
      const metrics = await (await fetch(`${global.url}/metrics`)).text();
      const late = [
        ...metrics.matchAll(/^prometheus_target_scrapes_sample_(out_of_order|duplicate_timestamp)_total (\d+)/gm),
      ];
      t.comment(
        `samples of the other replica that came late: ${late.map(([, why, count]) => `${why} ${count}`).join(', ')}`,
      );
    });

    t.test('a member without its label is no longer read', async (t) => {
      await global.reload(config(members.slice(0, 2)));
      const fresh = async (name: string) => samples(global.url, `up{prometheus="monitoring/${name}"}`, INTERVAL + BUSY);
      await until('nothing new comes from it', async () => (await fresh('c')).length === 0);
      t.equal((await fresh('a')).length, 1, 'those of the others go on');
      await third?.stop();
    });
  },
);
