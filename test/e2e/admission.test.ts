// What docs/admission.md promises, on a real API server: broken objects are refused when they are applied, and nobody
// is held up by the webhooks.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prometheusRule } from '../support/objects.ts';
import { until } from '../support/until.ts';
import type { Test } from './both.ts';
import { client } from './client.ts';
import { shell } from './document.ts';
import { freshNamespace, installCrds, sweep, unreachable } from './env.ts';
import { access, kubeconfigFile } from './kubeconfig.ts';
import { type Kubectl, kubectl } from './kubectl.ts';
import { newScope } from './scope.ts';
import { besideTheApiServer, inPods, type Webhooks } from './webhooks.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/admission.md'), 'utf8');
const NODE = join(dirname(kubeconfigFile()), 'run/containerd.sock');
const files = temporaryFolder('e2e-');

interface Result {
  readonly ok: boolean;
  /** All that kubectl prints, warnings too. */
  readonly text: string;
}

async function run(command: string): Promise<Result> {
  try {
    return { ok: true, text: await shell(`${command} 2>&1`) };
  } catch (error) {
    return { ok: false, text: String((error as { stdout?: string }).stdout) };
  }
}

async function apply(object: KubernetesObject, flags = ''): Promise<Result> {
  writeFileSync(join(files, 'object.json'), JSON.stringify(object));
  return run(`kubectl apply ${flags} -f ${join(files, 'object.json')}`);
}

const rule = (namespace: string, name: string, fields: Record<string, unknown>): KubernetesObject =>
  prometheusRule([{ name: 'web', rules: [{ alert: 'Down', ...fields }] }], { namespace, name });
const broken = (namespace: string, name = 'broken') => rule(namespace, name, { expr: 'sum(' });
const numbered = (namespace: string, name: string) =>
  rule(namespace, name, { expr: 'up == 0', labels: { severity: 1 } });
const config = (namespace: string, receiver: string): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata: { name: 'team', namespace },
  spec: {
    route: { receiver },
    receivers: [{ name: 'web', slackConfigs: [{ apiURL: { name: 'not-there', key: 'url' } }] }],
  },
});

function promises(t: Test, user: Kubectl, namespace: string, webhooks: Webhooks): void {
  const stored = () => user.get('PrometheusRule', 'broken', namespace);

  t.test('a broken PrometheusRule is refused with the lines that the document shows', async (t) => {
    const example = /<!-- broken -->\n```yaml\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '';
    const shown = /```\n(The request is invalid[\s\S]*?\n)```/.exec(PAGE)?.[1] ?? '';
    const here = (text: string) =>
      text.replaceAll(/namespace: shop|shop\//g, (found) => found.replace('shop', namespace));
    writeFileSync(join(files, 'rule.yaml'), here(example));
    t.strictSame(await run(`cd ${files}; kubectl apply -f rule.yaml`), { ok: false, text: here(shown) });
    t.notOk(await user.get('PrometheusRule', 'web', namespace));
  });

  t.test('it is refused however it is applied', async (t) => {
    for (const flags of ['', '--server-side', '--dry-run=server']) {
      const { ok, text } = await apply(broken(namespace), flags);
      t.equal(ok, false, flags);
      t.match(text, /spec\.groups\[0\]\.rules\[0\]\.expr: .*group "web", alert "Down"/);
    }
  });

  t.test('a rule with the label `severity: 1` is stored with the text "1"', async (t) => {
    for (const time of ['first', 'second']) {
      const { ok, text } = await apply(numbered(namespace, 'numbered'));
      t.ok(ok, `${time} time: ${text}`);
    }
    const object = await user.get('PrometheusRule', 'numbered', namespace);
    t.match(object, { spec: { groups: [{ rules: [{ labels: { severity: '1' } }] }] } });
    t.equal(object?.metadata.annotations?.['prometheus-operator-validated'], 'true');
    t.match(await apply(numbered(namespace, 'typed'), '--server-side'), {
      ok: false,
      text: /severity: expected string/,
    });
  });

  t.test('a rule for some Prometheus only is stored, with a warning', async (t) => {
    const { ok, text } = await apply(rule(namespace, 'experimental', { expr: 'limitk(5, up)' }));
    t.equal(ok, true, text);
    t.match(text, /^Warning: spec\.groups\[0\]\.rules\[0\]\.expr: .*promql-experimental-functions$/m);
  });

  t.test('a broken AlertmanagerConfig is refused, a good one needs no Secret yet', async (t) => {
    const { ok, text } = await apply(config(namespace, 'nobody'));
    t.equal(ok, false);
    t.match(text, /denied the request: AlertmanagerConfig \S+\/team is not valid\n/);
    t.match(text, /is not valid\nspec\.route\.receiver: there is no receiver "nobody"/);
    t.match(await apply(config(namespace, 'web')), { ok: true });
  });

  t.test('while nothing answers everything is accepted', async (t) => {
    await webhooks.stop();
    t.match(await apply(broken(namespace)), { ok: true });
    t.ok(await stored());
    t.match(await apply(config(namespace, 'nobody')), { ok: true });
    const { ok, text } = await apply(numbered(namespace, 'unchanged'));
    t.equal(ok, false, 'but what the API server itself does not take');
    t.match(text, /labels\.severity: Invalid value: .*must be of type string/);
    await webhooks.start();
    await until(
      'broken rules are refused again',
      async () => !(await apply(broken(namespace, 'next'), '--dry-run=server')).ok,
      60,
    );
  });

  t.test('what was broken before can be labelled and deleted, but not broken otherwise', async (t) => {
    t.match(await run(`kubectl -n ${namespace} label prometheusrule broken team=web`), { ok: true });
    const finalizers = (list: string) =>
      `kubectl -n ${namespace} patch prometheusrule broken --type=merge -p '{"metadata":{"finalizers":${list}}}'`;
    t.match(await run(finalizers('["example.com/wait"]')), { ok: true });
    t.match(await apply(rule(namespace, 'broken', { expr: 'avg(' })), { ok: false });
    t.match(await run(`kubectl -n ${namespace} delete prometheusrule broken --wait=false`), { ok: true });
    t.match(await run(finalizers('null')), { ok: true });
    await until('it is gone', async () => !(await stored()));
  });
}

/** Where the API server would look for a process of this machine. */
const isHere = (server: string): boolean => /^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(server);

const how = access();
const reason = await unreachable();
const ways: readonly [name: string, skip: string | undefined, make: (user: Kubectl) => Webhooks | Promise<Webhooks>][] =
  [
    [
      'a process beside the API server',
      isHere(how?.server ?? '') ? undefined : 'the API server is elsewhere',
      besideTheApiServer,
    ],
    [
      'pods, as the document says',
      existsSync(NODE) ? undefined : 'only in the cluster of test/cluster/up.sh with a node',
      inPods,
    ],
  ];
// Making the image is no part of what the tests limit: on a busy machine it takes minutes.
if (!reason && existsSync(NODE)) await shell('bash test/cluster/image.sh');
for (const [name, skip, make] of ways) {
  await t.test(`admission webhooks: ${name}`, { skip: reason ?? skip ?? false, timeout: 600_000 }, async (t) => {
    if (!how) return;
    const connection = client(how);
    const user = kubectl(connection);
    await installCrds(user);
    await sweep(user);
    const webhooks = await make(user);
    const namespace = await freshNamespace(user, newScope());
    t.teardown(async () => {
      await webhooks.remove();
      await user.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      // The next test may use the same names.
      await until(
        'their namespaces are gone',
        async () => {
          const left = await user.list('v1', 'Namespace');
          return !left.some(({ metadata }) => [namespace, 'prometheus-metacontroller'].includes(metadata.name));
        },
        120,
      );
      connection.close();
    });
    await webhooks.install();
    await until(
      'broken rules are refused',
      async () => !(await apply(broken(namespace, 'first'), '--dry-run=server')).ok,
      60,
    );
    promises(t as Test, user, namespace, webhooks);
  });
}
