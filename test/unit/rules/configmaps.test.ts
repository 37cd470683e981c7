import t from 'tap';
import type { KindMap } from '../../../hooks/core/hook.ts';
import { listers } from '../../../hooks/core/inputs.ts';
import type { ConfigMap, KubernetesObject } from '../../../hooks/core/meta.ts';
import { type Options, parseOptions } from '../../../hooks/core/options.ts';
import { type RuleFile, ruleConfigMapNames, ruleConfigMaps } from '../../../hooks/rules/configmaps.ts';
import { jsonSize } from '../../../hooks/rules/size.ts';

const parent: KubernetesObject = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'main', namespace: 'team', uid: 'u' },
};
const server = parseOptions();
const dynamic: Options = { ...server, applyStrategy: 'dynamic-apply' };
const upstream: Options = { ...server, parity: true };

const file = (key: string, kib: number, char = 'x'): RuleFile => ({ key, text: char.repeat(kib * 1024) });
const maps = (files: RuleFile[], options: Options = server, observed: KindMap = {}): ConfigMap[] =>
  ruleConfigMaps(
    parent,
    { prefix: 'prometheus-main', labelName: 'prometheus-name', observed: listers(observed).configMaps },
    files,
    options,
  );
const keys = (list: readonly ConfigMap[]): string[] => list.map((map) => Object.keys(map.data ?? {}).join(' '));
const seen = (list: readonly ConfigMap[]): KindMap => ({
  'ConfigMap.v1': Object.fromEntries(list.map((map) => [`team/${map.metadata.name}`, map])),
});

t.test('files are packed by name into ConfigMaps of half a MiB', async (t) => {
  const files = [file('b', 300), file('a', 200), file('d', 10), file('c', 300)];
  t.strictSame(keys(maps(files)), ['a b d', 'c'], 'a small file fills what is left');
  t.strictSame(keys(maps(files, upstream)), ['a b', 'c d'], 'the Go operator does not look back');
});

t.test('there is always one', async (t) => {
  t.strictSame(maps([]), [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'prometheus-main-rulefiles-0',
        namespace: 'team',
        labels: {
          'app.kubernetes.io/managed-by': 'prometheus-operator',
          'managed-by': 'prometheus-operator',
          'prometheus-name': 'main',
        },
      },
    },
  ]);
});

t.test('a change touches the ConfigMap of its file alone', async (t) => {
  const files = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => file(key, 200));
  const before = maps(files);
  t.strictSame(keys(before), ['a b', 'c d', 'e f']);
  const changed = (next: RuleFile[]) => {
    const after = maps(next, server, seen(before));
    return after.flatMap((map, i) =>
      JSON.stringify(map) === JSON.stringify(before[i]) ? [] : [`${i}: ${Object.keys(map.data ?? {}).join(' ')}`],
    );
  };
  t.strictSame(changed(files), [], 'nothing changed');
  t.strictSame(changed([file('a', 250), ...files.slice(1)]), ['0: a b'], 'a file grew');
  t.strictSame(changed(files.slice(1)), ['0: b'], 'a file went');
  t.strictSame(changed([file('0', 50), ...files]), ['0: 0 a b'], 'a file came, first of all by name');
  t.strictSame(
    changed([file('a', 400), ...files.slice(1)]),
    ['0: a', '3: b'],
    'a file outgrew its ConfigMap: what no longer fits moves',
  );
});

t.test('half-empty ConfigMaps are packed anew', async (t) => {
  const before = maps(['a', 'b', 'c', 'd'].map((key) => file(key, 300)));
  t.equal(before.length, 4);
  t.strictSame(keys(maps([file('a', 100), file('d', 100)], server, seen(before))), ['a d']);
  t.strictSame(keys(maps([file('a', 300), file('b', 300), file('c', 300)], server, seen(before))), ['a', 'b', 'c']);
});

t.test('in dynamic apply a ConfigMap and its copy in an annotation fit', async (t) => {
  const list = maps([file('a', 30, '<'), file('b', 30, '\n'), file('c', 100), file('d', 190)], dynamic);
  t.strictSame(keys(list), ['a', 'b c', 'd']);
  for (const map of list) t.ok(JSON.stringify(map).replace(/[<>&]/g, '      ').length < 240 * 1024);
});

t.test('sizes are those of JSON as Go writes it', async (t) => {
  t.equal(jsonSize('a"\\\n<é\u2028\u0001'), 'a\\"\\\\\\n\\u003cé\\u2028\\u0001'.length + 1);
});

t.test('names for the pod are sorted as text, and padded', async (t) => {
  const names = (count: number, padTo?: number) =>
    ruleConfigMapNames(
      'p',
      Array.from({ length: count }, (_, i) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `p-rulefiles-${i}` },
      })),
      padTo,
    );
  t.strictSame(names(1, 3), ['p-rulefiles-0', 'p-rulefiles-1', 'p-rulefiles-2']);
  t.strictSame(names(1), ['p-rulefiles-0']);
  t.strictSame(names(11, 3).slice(0, 4), ['p-rulefiles-0', 'p-rulefiles-1', 'p-rulefiles-10', 'p-rulefiles-2']);
});
