// The manifests of the webhooks agree with each other, with the hooks and with docs/admission.md.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load, loadAll } from 'js-yaml';
import t from 'tap';
import { ROUTES } from '../../../../hooks/app/routing/routes.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';
import { kubectlBinary } from '../../../e2e/kubeconfig.ts';
import { type Response, review } from '../../../support/admission.ts';
import { post } from '../../../support/requests.ts';
import { server } from '../../../support/server.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const objectsIn = (folder: string): KubernetesObject[] =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => loadAll(readFileSync(join(ROOT, folder, file), 'utf8')) as KubernetesObject[]);
const [objects, operator] = [objectsIn('manifests/admission'), objectsIn('manifests/operator')];
const kinds = new Map(objects.map((object) => [object.kind, object as never]));
// biome-ignore lint/suspicious/noExplicitAny: manifests are read field by field
const one = (kind: string): any => kinds.get(kind);
const NAME = 'prometheus-metacontroller-admission';
const NAMESPACE = 'prometheus-metacontroller';

interface Webhook {
  readonly name: string;
  readonly clientConfig: {
    readonly service: {
      readonly name: string;
      readonly namespace: string;
      readonly path: string;
      readonly port: number;
    };
  };
  readonly rules: readonly {
    readonly apiGroups: string[];
    readonly apiVersions: string[];
    readonly operations: string[];
    readonly resources: string[];
  }[];
}
const webhooks: readonly Webhook[] = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].flatMap(
  (kind) => one(kind).webhooks,
);

t.test('every admission hook is called by one webhook, through the Service', async (t) => {
  const port = one('Service').spec.ports[0].port;
  t.strictSame(
    webhooks.map(({ clientConfig }) => clientConfig.service.path).sort(),
    ROUTES.filter(({ hook }) => hook === 'admission')
      .map(({ path }) => path)
      .sort(),
  );
  for (const { clientConfig } of webhooks) t.match(clientConfig.service, { name: NAME, namespace: NAMESPACE, port });
});

t.test('webhooks select the kinds of their hooks, and block no other request', async (t) => {
  for (const webhook of webhooks) {
    const plural = webhook.clientConfig.service.path.split('/')[2] ?? '';
    const [rule, ...more] = webhook.rules;
    t.equal(more.length, 0);
    t.match(rule, { apiGroups: ['monitoring.coreos.com'], operations: ['CREATE', 'UPDATE'], resources: [plural] });
    t.match(webhook, {
      failurePolicy: 'Ignore',
      matchPolicy: 'Equivalent',
      sideEffects: 'None',
      timeoutSeconds: 5,
      admissionReviewVersions: ['v1'],
    });
    const route = ROUTES.find(({ path }) => path === webhook.clientConfig.service.path);
    const versions = JSON.stringify(route?.body.properties.request.properties.kind.properties.version);
    for (const version of rule?.apiVersions ?? [])
      t.ok(versions.includes(`"const":"${version}"`), `${plural} ${version}`);
  }
});

t.test('Service, policy and budget choose these pods and no others', async (t) => {
  const labels = one('Deployment').spec.template.metadata.labels;
  t.strictSame(one('Deployment').spec.selector.matchLabels, labels);
  t.strictSame(one('Service').spec.selector, labels);
  t.strictSame(one('NetworkPolicy').spec.podSelector.matchLabels, labels);
  t.strictSame(one('PodDisruptionBudget').spec.selector.matchLabels, labels);
  const others = operator.find(({ kind }) => kind === 'Deployment') as never as {
    spec: { template: { metadata: { labels: object } } };
  };
  t.notMatch(others.spec.template.metadata.labels, labels);
});

t.test(
  'the pods serve TLS on the port that is let in, from the Secret that is mounted, with the rights of the other pods',
  async (t) => {
    const { spec } = one('Deployment').spec.template;
    const [container] = spec.containers;
    const options = parseOptions(container.args);
    const [mount] = container.volumeMounts;
    t.equal(options.tlsCertFile, `${mount.mountPath}/tls.crt`);
    t.equal(options.tlsKeyFile, `${mount.mountPath}/tls.key`);
    t.match(spec.volumes, [{ name: mount.name, secret: { secretName: NAME } }]);
    t.equal(options.listenAddress, `0.0.0.0:${container.ports[0].containerPort}`);
    t.equal(one('NetworkPolicy').spec.ingress[0].ports[0].port, container.ports[0].containerPort);
    t.equal(one('Service').spec.ports[0].targetPort, container.ports[0].name);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const other = (operator.find(({ kind }) => kind === 'Deployment') as any).spec.template.spec;
    t.match(spec.securityContext, other.securityContext);
    t.strictSame(container.securityContext, other.containers[0].securityContext);
    t.equal(container.image, other.containers[0].image);
    t.ok(other.containers[0].args.includes(`--apply-strategy=${options.applyStrategy}`));
    t.equal(spec.automountServiceAccountToken, false);
  },
);

t.test('kustomize builds them, and with cert-manager the API server has the certificate', async (t) => {
  let built: string;
  try {
    built = execFileSync(kubectlBinary(), ['kustomize', join(ROOT, 'manifests/admission-cert-manager')], {
      encoding: 'utf8',
    });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    t.pass('kustomize', { skip: 'kubectl is not installed' });
    return;
  }
  const all = loadAll(built) as KubernetesObject[];
  const certificate = all.find(({ kind, metadata }) => kind === 'Certificate' && metadata.name === NAME)?.['spec'];
  t.match(certificate, { secretName: NAME, dnsNames: [`${NAME}.${NAMESPACE}.svc`] });
  const webhooks = all.filter(({ kind }) => kind.endsWith('WebhookConfiguration'));
  t.equal(webhooks.length, 2);
  for (const { metadata } of webhooks)
    t.strictSame(metadata.annotations, { 'cert-manager.io/inject-ca-from': `${NAMESPACE}/${NAME}` });
});

t.test('the example of docs/admission.md is refused with the lines shown there', async (t) => {
  const page = readFileSync(join(ROOT, 'docs/admission.md'), 'utf8');
  const example = load(/<!-- broken -->\n```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as KubernetesObject;
  const [, shown = ''] = /denied the request: ([\s\S]*?)\n```/.exec(page) ?? [];
  const { app } = server(parseOptions(['--log-level=silent']));
  t.teardown(() => app.close());
  const { body } = await post(app, '/admission/prometheusrules', review(example));
  t.equal((body['response'] as Response).status?.message, shown);
});
