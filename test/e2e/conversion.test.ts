// AlertmanagerConfigs in two versions on a real API server: each may be written and read in either, converted by the
// hooks.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import t from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { certificates } from '../support/certificates.ts';
import { until } from '../support/until.ts';
import { client } from './client.ts';
import { freshNamespace, installCrds, manifests, sweep, unreachable } from './env.ts';
import { hooks } from './hooks.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';
import { newScope } from './scope.ts';

const FULL = resolve(import.meta.dirname, '../../manifests/crds/full');
const ALPHA = 'monitoring.coreos.com/v1alpha1';
const BETA = 'monitoring.coreos.com/v1beta1';

const config = (apiVersion: string, name: string, namespace: string, matcher: object): KubernetesObject => ({
  apiVersion,
  kind: 'AlertmanagerConfig',
  metadata: { name, namespace },
  spec: {
    route: { receiver: 'web', matchers: [{ name: 'team', value: 'shop.*', ...matcher }] },
    receivers: [{ name: 'web' }],
  },
});

const skip = (await unreachable()) ?? false;
t.test('what is written in one version is read in the other', { skip }, async (t) => {
  const how = access();
  if (!how) return;
  const connection = client(how);
  const user = kubectl(connection);
  await installCrds(user);
  await sweep(user);
  const { authority, server } = certificates();
  const service = await hooks(
    [`--tls-cert-file=${server.certFile}`, `--tls-key-file=${server.keyFile}`],
    authority.cert,
  );
  await service.start();
  const namespace = await freshNamespace(user, newScope());
  const read = async (version: string, name: string): Promise<KubernetesObject> =>
    JSON.parse(
      await connection.text(`/apis/${version}/namespaces/${namespace}/alertmanagerconfigs/${name}`),
    ) as KubernetesObject;
  t.teardown(async () => {
    for (const name of ['old', 'new']) await user.delete(config(ALPHA, name, namespace, {}));
    await installCrds(user);
    await user.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    await service.stop();
    connection.close();
  });

  const conversion = {
    strategy: 'Webhook',
    webhook: {
      clientConfig: {
        url: `${service.url}/conversion/alertmanagerconfigs`,
        caBundle: readFileSync(authority.certFile).toString('base64'),
      },
      conversionReviewVersions: ['v1'],
    },
  };
  for (const crd of manifests(join(FULL, 'alertmanagerconfigs.monitoring.coreos.com.yaml')))
    await user.apply({ ...crd, spec: { ...(crd['spec'] as object), conversion } });
  await user.apply(config(ALPHA, 'old', namespace, { regex: true }));
  await until('v1beta1 is served', async () => Boolean(await read(BETA, 'old').catch(() => undefined)), 60);

  t.match(await read(BETA, 'old'), {
    apiVersion: BETA,
    spec: { route: { matchers: [{ name: 'team', value: 'shop.*', matchType: '=~' }] } },
  });
  await until(
    'v1beta1 may be written',
    async () => Boolean(await user.apply(config(BETA, 'new', namespace, { matchType: '!~' })).catch(() => undefined)),
    60,
  );
  t.match(await read(ALPHA, 'new'), {
    apiVersion: ALPHA,
    spec: { route: { matchers: [{ name: 'team', value: 'shop.*', matchType: '!~' }] } },
  });
  t.match(await read(BETA, 'new'), { apiVersion: BETA, spec: { route: { matchers: [{ matchType: '!~' }] } } });
});
