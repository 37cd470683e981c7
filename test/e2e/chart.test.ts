// The chart on a real API server: installed, upgraded, taken over from kustomize and uninstalled, as the documents say.
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { temporaryFolder } from '../support/folder.ts';
import { rendered } from '../support/helm.ts';
import { until } from '../support/until.ts';
import { pairwise } from '../unit/release/pairs.ts';
import { SWITCHES, valuesOf } from '../unit/release/switches.ts';
import { documented, EXAMPLE, fresh, get, isOurs, NAME, older, one, reason, upgrade } from './chartrelease.ts';
import { client } from './client.ts';
import { shell } from './document.ts';
import { installCrds } from './env.ts';
import { access } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';

const skip = await reason();

const token = async (): Promise<string> => (await one(`-n ${NAME} secret ${NAME}-token`))?.data?.['token'] ?? '';
const text = (base64: string | undefined): string => Buffer.from(base64 ?? '', 'base64').toString();
/** What a user has made, and what must not change. */
const OF_USERS = [
  ...['prometheus shop', 'alertmanager main', 'servicemonitor checkout', 'prometheusrule checkout'],
  ...['serviceaccount shop', 'secret alertmanager-main', 'configmap mine'],
];
const ofUsers = () =>
  Promise.all(
    OF_USERS.map(async (which) => {
      const found = await one(`-n ${EXAMPLE} ${which}`);
      return `${which} ${found?.metadata.uid} ${found?.metadata.resourceVersion}`;
    }),
  );
const uids = async () =>
  Object.fromEntries((await get('crd')).filter(isOurs).map(({ metadata }) => [metadata.name, metadata.uid]));

t.test('the chart as the documents say', { skip, timeout: 1_200_000 }, async (t) => {
  await fresh();
  t.teardown(async () => {
    await fresh();
    await shell(`kubectl delete namespace ${EXAMPLE} --ignore-not-found`);
    await shell('kubectl delete -f manifests/examples/getting-started.yaml --ignore-not-found').catch(() => '');
    const how = access();
    if (!how) return;
    const connection = client(how);
    // Other tests need them.
    await installCrds(kubectl(connection));
    connection.close();
  });

  await t.test('one command installs it into a cluster that knows none of its kinds', async (t) => {
    const chart = older();
    await shell(documented('install.md', 'helm').replaceAll('charts/prometheus-metacontroller', chart));
    t.equal(text(await token()).length, 48, 'the chart made a token');
    t.equal(Object.keys(await uids()).length, 10);
    t.equal((await get('compositecontrollers,decoratorcontrollers')).length, 12, 'all controllers of the older chart');
    t.ok(await one(`-n ${NAME} statefulset metacontroller`));
    await shell('kubectl apply -f manifests/examples/getting-started.yaml');
    await shell(`kubectl -n ${EXAMPLE} create configmap mine --from-literal=a=b`);
  });

  await t.test('an upgrade changes definitions and flags, and nothing of users', async (t) => {
    const before = { token: await token(), users: await ofUsers(), crds: await uids() };
    const hooks = await one(`-n ${NAME} deployment ${NAME}`);
    await shell(documented('upgrade.md', 'helm'));
    await upgrade('--set options.queryTier=auto,admission.enabled=true,replicas=3');
    t.equal(await token(), before.token, 'the token stays');
    t.strictSame(await uids(), before.crds, 'no definition was deleted');
    t.match((await one('crd probes.monitoring.coreos.com'))?.['spec'], { names: { shortNames: ['prb'] } });
    t.strictSame(await ofUsers(), before.users, 'objects of users were not written');
    t.equal((await get('compositecontrollers,decoratorcontrollers')).length, 13, 'the new controller is there');
    const after = await one(`-n ${NAME} deployment ${NAME}`);
    t.equal(after?.metadata.uid, hooks?.metadata.uid, 'the Deployment was not made anew');
    t.match(JSON.stringify(after), '"--query-tier=auto"');
    t.match(after?.['spec'], { replicas: 3 });
  });

  await t.test('the certificate of the webhooks is trusted by the API server, and stays', async (t) => {
    const secret = await one(`-n ${NAME} secret ${NAME}-admission`);
    const [own, ca] = ['tls.crt', 'ca.crt'].map((key) => new X509Certificate(text(secret?.data?.[key])));
    t.ok(own && ca && own.verify(ca.publicKey), 'signed by the authority');
    t.ok(own?.checkHost(`${NAME}-admission.${NAME}.svc`), 'for the Service');
    const bundles = async () => {
      const found = await get('validatingwebhookconfigurations,mutatingwebhookconfigurations');
      const webhooks = found.flatMap(({ webhooks }) => webhooks as { clientConfig: { caBundle: string } }[]);
      return webhooks.map(({ clientConfig }) => clientConfig.caBundle);
    };
    t.strictSame(new Set(await bundles()), new Set([secret?.data?.['ca.crt']]));
    await upgrade('--set admission.conversion=true');
    t.strictSame((await one(`-n ${NAME} secret ${NAME}-admission`))?.data, secret?.data, 'an upgrade keeps it');
    const crd = await one('crd alertmanagerconfigs.monitoring.coreos.com');
    const conversion = { strategy: 'Webhook', webhook: { clientConfig: { caBundle: secret?.data?.['ca.crt'] } } };
    t.match(crd?.['spec'], { conversion, versions: [{ name: 'v1alpha1' }, { name: 'v1beta1' }] });
    await upgrade('--set admission.conversion=false');
    t.match((await one('crd alertmanagerconfigs.monitoring.coreos.com'))?.['spec'], {
      conversion: { strategy: 'None' },
    });
  });

  await t.test('the API server accepts the objects of every two switches', async (t) => {
    const file = join(temporaryFolder('chart-'), 'objects.json');
    // The namespace of a Metacontroller that somebody else has installed.
    await shell('kubectl create namespace theirs');
    for (const chosen of pairwise(SWITCHES)) {
      // cert-manager is not there, and a definition with conversion needs the time of a minute.
      const objects = rendered(valuesOf(chosen), NAME, NAME).filter(
        ({ apiVersion, kind }) => !/^(cert-manager|apiextensions)/.test(apiVersion) && kind !== 'Secret',
      );
      const failures: string[] = [];
      for (const namespace of new Set(objects.map(({ metadata }) => metadata.namespace ?? NAME))) {
        const items = objects.filter(({ metadata }) => (metadata.namespace ?? NAME) === namespace);
        writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
        // As Helm, whose fields these are.
        const how = `--server-side --field-manager=helm --force-conflicts --dry-run=server --namespace=${namespace}`;
        await shell(`kubectl apply ${how} -f ${file}`).catch((error: { stderr?: string }) => {
          failures.push(String(error.stderr));
        });
      }
      t.strictSame(failures, [], JSON.stringify(chosen));
    }
  });

  await t.test('going back to an older revision keeps the token', async (t) => {
    const before = await token();
    await shell(`helm -n ${NAME} rollback ${NAME} 2`);
    t.equal(await token(), before);
    t.notOk(await one(`-n ${NAME} deployment ${NAME}-admission`), 'the webhooks are gone');
  });

  await t.test('a second Metacontroller is refused', async (t) => {
    await shell('kubectl apply --server-side -k manifests/metacontroller');
    await t.rejects(upgrade(''), /Metacontroller runs already in the namespace metacontroller/);
    await shell('kubectl delete statefulset,serviceaccount metacontroller -n metacontroller --wait');
  });

  await t.test('uninstalling leaves definitions and objects of users, and nothing else', async (t) => {
    const before = { users: await ofUsers(), crds: await uids() };
    await shell(documented('uninstall.md', 'helm'));
    t.strictSame(await ofUsers(), before.users);
    t.strictSame(await uids(), before.crds);
    t.strictSame(await get('compositecontrollers,decoratorcontrollers'), []);
    for (const kinds of ['deployments,statefulsets,services,secrets,networkpolicies,poddisruptionbudgets'])
      await until('the namespace is empty', async () => (await get(`-n ${NAME} ${kinds}`)).length === 0);
    const cluster = await get('clusterroles,clusterrolebindings,validatingwebhookconfigurations');
    t.strictSame(
      cluster.filter(({ metadata }) => metadata.name.startsWith(NAME)).map(({ metadata }) => metadata.name),
      [],
    );
  });

  await t.test('it is installed again over the definitions that stayed', async (t) => {
    const before = await uids();
    await shell(documented('install.md', 'helm'));
    t.strictSame(await uids(), before);
    await shell(documented('uninstall.md', 'helm'));
  });

  await t.test('it takes over what install.yaml has installed', async (t) => {
    await fresh();
    await shell(documented('install.md', 'file'));
    t.equal((await get('compositecontrollers,decoratorcontrollers')).length, 13);
    t.match(JSON.stringify(await one(`-n ${NAME} deployment ${NAME}`)), '"image":"docker.io/library/');
    t.ok(await one('-n metacontroller statefulset metacontroller'));
    await shell('kubectl apply -f manifests/examples/getting-started.yaml');
    const before = { token: await token(), crds: await uids(), users: await ofUsers() };
    const hooks = await one(`-n ${NAME} deployment ${NAME}`);
    await shell(documented('upgrade.md', 'helm takes over'));
    t.equal(await token(), before.token, 'the token stays');
    t.strictSame(await uids(), before.crds);
    t.strictSame(await ofUsers(), before.users);
    t.equal((await one(`-n ${NAME} deployment ${NAME}`))?.metadata.uid, hooks?.metadata.uid);
  });
});
