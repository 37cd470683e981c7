// Everything rendered for whole setups of the field is accepted by promtool and amtool, with and without our improvements.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/kube/meta.ts';
import { render } from '../../hooks/render.ts';
import { gzip } from '../../hooks/workload/gzip.ts';
import { judge, MISSING, tool } from './tools.ts';

const REAL = resolve(import.meta.dirname, '../../../shared/conformance/cases/real');
const EXAMPLES = resolve(import.meta.dirname, '../../manifests/examples');

const load = (file: string) => (loadAll(readFileSync(file, 'utf8')) as KubernetesObject[]).filter(Boolean);
const setups: [name: string, file: string][] = [
  ...readdirSync(EXAMPLES).map((name): [string, string] => [`examples/${name}`, `${EXAMPLES}/${name}`]),
  ...(existsSync(REAL) ? readdirSync(REAL) : []).map((name): [string, string] => [name, `${REAL}/${name}/input.yaml`]),
];
if (!existsSync(REAL)) t.comment('skipped: ../shared/conformance is not beside the project; the examples are judged alone');

if (!tool('promtool') || !tool('amtool')) t.comment(`skipped: ${MISSING}`);
else {
  t.test('the judges are awake: each refuses a broken file', async (t) => {
    const secret = (name: string, key: string, text: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      data: { [key]: gzip(text).toString('base64') },
    });
    const broken = [
      secret('p', 'prometheus.yaml.gz', 'scrape_configs: [{job_name: a, no_such_key: 1}]'),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'p-rulefiles-0' },
        data: { 'a.yaml': 'groups: [{name: a, rules: [{alert: A, expr: "up =="}]}]' },
      },
      secret('a', 'alertmanager.yaml.gz', 'route: {receiver: nobody}'),
    ];
    t.strictSame(
      judge(broken).map(({ ok }) => ok),
      [false, false, false],
    );
  });

  for (const [name, file] of setups) {
    for (const parity of [false, true]) {
      t.test(`${name}${parity ? ', as the Go operator writes it,' : ''} is accepted by promtool and amtool`, async (t) => {
        const { parents } = render(load(file), { parity });
        t.ok(parents.length > 0);
        for (const { children } of parents) for (const { what, ok, output } of judge(children)) t.ok(ok, what, ok ? {} : { output });
      });
    }
  }
}
