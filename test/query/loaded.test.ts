// Whether servers run what was written, asked of real servers: revision, rules, and the words of a refusal.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import type { ConfigMap } from '../../hooks/core/meta.ts';
import { alertmanagerRevision, revisionOf, revisionSection } from '../../hooks/core/revision.ts';
import { type LoadResult, loadResult } from '../../hooks/loaded/result.ts';
import type { WrittenConfig } from '../../hooks/loaded/written.ts';
import { askRunning, type Product } from '../../hooks/probe/running.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/port.ts';
import { launch } from '../support/process.ts';
import { until } from '../support/until.ts';
import { installed, installedThanos, noPrograms, noThanos } from './programs.ts';
import { server } from './servers.ts';

const LIMITS = { peer: 20_000, total: 30_000, parallel: 1 };
const TIMEOUT_SECONDS = 60;
const MAP = 'prometheus-k8s-rulefiles-0';

const ruleMap = (data: Readonly<Record<string, string>>): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: MAP, namespace: 'monitoring' },
  data,
});

/** Rules whose printed form differs from the written one. */
const RULES = `groups:
- name: printed
  interval: 90s
  limit: 7
  rules:
  - {alert: Up, expr: 'sum(up{job=~"a|b", x!=""}) by (x)>1e3 and up offset 60s', for: 1h30m, keep_firing_for: 5m, labels: {e: "", s: "{{ $value }}"}, annotations: {text: "a {{ $labels.x }}"}}
  - {record: 'a:b', expr: '((rate(x[300s:]) + (1)))  # a comment', labels: {num: "1"}}
  - {record: 'a:c', expr: 'histogram_quantile(.9, sum without(a) (rate({__name__="b"}[2m]))) > bool -0x10'}
  - {record: 'a:d', expr: 'topk(3, {"a.b"}) unless on(x) c @ 1609746000 or (d * on(y) group_left() e)'}
- {name: empty, rules: []}
- {name: number, rules: [{record: one, expr: 1}]}
`;

interface Asked {
  readonly product: Product;
  readonly port: number;
  readonly config: WrittenConfig | undefined;
  readonly maps?: readonly ConfigMap[];
}

async function ask({ product, port, config, maps = [] }: Asked): Promise<LoadResult> {
  const server = { uid: 'one', product, ip: '127.0.0.1', port, scheme: 'http', before: '' } as const;
  const outcome = (await askRunning([server], LIMITS)).get('one') ?? { is: 'unknown', reason: 'not asked' };
  const now = Date.now();
  return loadResult({ product, port, config, jobs: [], jobsAt: 0, ruleMaps: maps, at: now }, outcome, {
    since: now,
    now,
  });
}

const post = (port: number) => fetch(`http://127.0.0.1:${port}/-/reload`, { method: 'POST' });

/** A folder with rule files, as a pod mounts the ConfigMap. */
function rulesIn(t: Test): { readonly folder: string; write(text: string): ConfigMap } {
  const folder = join(temporaryFolder('loaded-'), MAP);
  mkdirSync(folder);
  t.teardown(() => rmSync(dirname(folder), { recursive: true }));
  const write = (text: string) => {
    writeFileSync(join(folder, 'a.yaml'), text);
    return ruleMap({ 'a.yaml': text });
  };
  return { folder, write };
}

t.test('Prometheus: revision, rules, and why it refuses a file', { skip: noPrograms }, async (t) => {
  const { folder, write } = rulesIn(t);
  const maps = [write(RULES)];
  const text = `rule_files: ['${folder}/*.yaml']\nremote_write: [{url: 'http://u:secret@127.0.0.1:1/'}]\n`;
  const file = (body: string) => `${body}${revisionSection(revisionOf(body))}`;
  const named = (body: string) => ({ revision: revisionOf(body), isNamed: true });
  const { port, reload, stop } = await server(installed().prometheus, {
    config: file(text),
    flags: ['--web.enable-lifecycle'],
  });
  t.teardown(() => stop());
  const stateOf = (config: WrittenConfig, rules = maps) => ask({ product: 'prometheus', port, config, maps: rules });
  t.match(await stateOf(named(text)), { is: 'loaded' });
  t.match(await stateOf({ revision: 'of the user', isNamed: false }), { is: 'older' }, 'it did not reload since');

  for (const [what, from, to] of [
    ['an expression', '> bool -0x10', '> bool -0x11'],
    ['a label', 'num: "1"', 'num: "2"'],
    ['a label less', ', labels: {num: "1"}', ''],
    ['an annotation', 'a {{', 'b {{'],
    ['a duration', '1h30m', '1h31m'],
    ['a duration of firing', '5m,', '6m,'],
    ['an interval', '90s', '91s'],
    ['a limit', 'limit: 7', 'limit: 8'],
    ['a group more', '- {name: empty', "- {name: more, rules: [{record: b, expr: '2'}]}\n- {name: empty"],
    ['a group less', '- {name: number, rules: [{record: one, expr: 1}]}\n', ''],
  ] as const)
    t.match(await stateOf(named(text), [ruleMap({ 'a.yaml': RULES.replace(from, to) })]), { is: 'older' }, what);

  const next = `${text}global: {scrape_interval: 31s}\n`;
  t.match(await stateOf(named(next)), { is: 'older' }, 'it has not loaded the next one');
  await reload(file(next));
  t.match(await stateOf(named(next)), { is: 'loaded' });

  write('groups: [{name: g, rules: [{record: a, expr: "sum("}]}]\n');
  t.equal((await post(port)).status, 500);
  t.match(await stateOf(named(next)), { is: 'refused', reason: /^failed to reload config: .*applying the new config/ });
  write(RULES);
  const wrong = "remote_write: [{url: 'http://u:secret@127.0.0.1:1:2/'}]\n";
  const broken = server(installed().prometheus, { config: file(wrong) });
  await t.rejects(broken, 'a new pod with it would not start');
});

t.test('Alertmanager: the revision of its file, and why it refuses one', { skip: noPrograms }, async (t) => {
  const folder = temporaryFolder('loaded-');
  const port = await freePort();
  const path = join(folder, 'alertmanager.yaml');
  const text = 'route: {receiver: r}\nreceivers: [{name: r}]\n';
  writeFileSync(path, text);
  const args = [`--config.file=${path}`, `--storage.path=${folder}`, '--cluster.listen-address='];
  const binary = join(dirname(installed().prometheus), 'alertmanager');
  const { stop } = launch(binary, [...args, `--web.listen-address=127.0.0.1:${port}`], join(folder, 'log'));
  t.teardown(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok;
  await until('Alertmanager is ready', isReady, TIMEOUT_SECONDS);
  const stateOf = (of: string) =>
    ask({ product: 'alertmanager', port, config: { revision: alertmanagerRevision(of), isNamed: true } });
  t.match(await stateOf(text), { is: 'loaded' });
  const wrong = `${text}global: {slack_api_url: hunter2}\n`;
  t.match(await stateOf(wrong), { is: 'older' });
  writeFileSync(path, wrong);
  t.equal((await post(port)).status, 500);
  const refused = await stateOf(wrong);
  t.match(refused, { is: 'refused', reason: /^failed to reload config: / });
  t.notMatch(refused, { reason: /hunter2/ }, 'values of the file are left out');
  writeFileSync(path, `${text}# a comment\n`);
  t.equal((await post(port)).status, 200);
  t.match(await stateOf(`${text}# a comment\n`), { is: 'loaded' });
});

t.test('Thanos Ruler: its rules, which have external labels', { skip: noThanos }, async (t) => {
  const { folder, write } = rulesIn(t);
  const map = write(RULES);
  const [port, grpc] = [await freePort(), await freePort()];
  const { stop } = launch(
    installedThanos().thanos,
    [
      'rule',
      `--data-dir=${join(folder, '../data')}`,
      '--query=127.0.0.1:1',
      `--rule-file=${folder}/*.yaml`,
      '--label=a="b"',
      `--http-address=127.0.0.1:${port}`,
      `--grpc-address=127.0.0.1:${grpc}`,
    ],
    join(folder, '../log'),
  );
  t.teardown(() => stop());
  const stateOf = (of: ConfigMap) => ask({ product: 'thanos-ruler', port, config: undefined, maps: [of] });
  await until('the ruler runs its rules', async () => (await stateOf(map)).is === 'loaded', TIMEOUT_SECONDS);
  t.match(await stateOf(ruleMap({ 'a.yaml': RULES.replace('1h30m', '2h') })), { is: 'older' });
  write('groups: [{name: g, rules: [{record: a, expr: "sum("}]}]\n');
  await post(port);
  t.match(await stateOf(map), { is: 'refused', reason: /error loading rules/ });
});
