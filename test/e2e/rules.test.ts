// docs/rules.md with a running Prometheus: an edit is in use without a restart, a broken one costs nothing, even when
// Prometheus crashes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConfigMap, KubernetesObject } from '../../hooks/core/meta.ts';
import { condition } from '../support/condition.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prometheus } from '../support/objects.ts';
import { until } from '../support/until.ts';
import { inBothModes } from './both.ts';
import { commands, shell } from './document.ts';
import { loadedAlerts, nodeElsewhere, processesOf } from './pods.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../manifests/examples/rules.yaml');
const POD = 'prometheus-shop-0';
/** Seconds until a pod is started or restarted, which a kubelet may put off. */
const TIMEOUT_SECONDS = 240;
/** Seconds until an edit is in use. */
const IN_USE = 90;

const file = (alert: string, expr: string) =>
  `# kept as it is\ngroups:\n- name: checkout\n  rules:\n  - record: a:b\n    expr: up\n  - alert: ${alert}\n    ` +
  `expr: ${expr}\n`;

await inBothModes(
  (t, on) => {
    t.test('a rule file is filled in, edited, broken and released', { timeout: 900_000 }, async (t) => {
      const namespace = await on.namespace();
      const example = join(temporaryFolder('e2e-'), 'rules.yaml');
      writeFileSync(example, readFileSync(EXAMPLE, 'utf8').replace('namespace: monitoring', `namespace: ${namespace}`));
      const run = (marker: string) =>
        shell(
          commands('rules.md', marker)
            .replaceAll('-n monitoring', `-n ${namespace}`)
            .replace('manifests/examples/rules.yaml', example),
        );
      const parent = await on.apply(
        prometheus(
          { replicas: 1, resources: { requests: { cpu: '4m', memory: '50Mi' } } },
          { namespace, name: 'shop' },
        ),
      );
      const pod = () => on.get('Pod', POD, namespace);
      const isReady = async () => condition(await pod(), 'Ready')?.status === 'True';
      const map = async () => (await on.get('ConfigMap', 'shop-rules', namespace)) as ConfigMap | undefined;
      const isLoaded = async (alert: string) => (await loadedAlerts(on, namespace, POD)).includes(alert);
      const edit = (text: string) =>
        on.patch(
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop-rules', namespace } },
          { data: { 'app.yaml': text } },
        );

      t.strictSame((await until('there is an empty ConfigMap', map)).data ?? {}, {});
      await until('the pod is ready', isReady, TIMEOUT_SECONDS);
      const uid = (await pod())?.metadata.uid;
      await run('fill');
      await until('the rules of the example are in use', () => isLoaded('TargetDown'), IN_USE);
      await edit(file('Edited', 'up == 0'));
      await until('the edit is in use', () => isLoaded('Edited'), IN_USE);
      t.equal((await pod())?.metadata.uid, uid, 'without another pod');

      const broken = file('Broken', 'sum(up');
      await edit(broken);
      const isReported = async () =>
        /group "checkout" rule 2 \(alert "Broken"\).*last valid copy stays/.test(await run('describe'));
      await until('the status names key, group and rule', isReported);
      const described = await shell(`kubectl -n ${namespace} describe prometheus shop`);
      t.match(
        described,
        /shop-rules key app\.yaml: group "checkout" rule 2 \(alert "Broken"\) expr: is not valid PromQL/,
      );

      const restarts = async () => {
        type Status = { containerStatuses?: { name: string; restartCount: number }[] };
        const status = (await pod())?.['status'] as Status | undefined;
        return status?.containerStatuses?.find(({ name }) => name === 'prometheus')?.restartCount ?? 0;
      };
      const before = await restarts();
      const running = processesOf((await pod()) as KubernetesObject, '/bin/prometheus');
      for (const pid of running) process.kill(pid, 'SIGKILL');
      await until('it was started again', async () => (await restarts()) > before, TIMEOUT_SECONDS);
      await until('it is ready again', isReady, TIMEOUT_SECONDS);
      await until('with the last good rules', () => isLoaded('Edited'), TIMEOUT_SECONDS);
      t.equal((await map())?.data?.['app.yaml'], broken, 'not a byte of the user has changed');

      await run('release');
      await until('it is released', async () => !(await map())?.metadata.ownerReferences?.length);
      t.notOk(await isLoaded('Broken'));
      await on.delete(parent);
      await until(
        'the Prometheus is gone',
        async () => !(await on.get('Prometheus', 'shop', namespace)),
        TIMEOUT_SECONDS,
      );
      t.equal((await map())?.data?.['app.yaml'], broken, 'the user keeps what was released');
    });
  },
  { needs: [nodeElsewhere] },
);
