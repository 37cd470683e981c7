// The manifests agree with each other and with the controllers: names, addresses, permissions.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import { ROUTES } from '../../hooks/app/routing/routes.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { thanosLabels } from '../../hooks/prometheus/querytier/services.ts';
import { kustomized, NO_KUBECTL } from '../support/helm.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const OPERATOR = join(ROOT, 'manifests/operator');

interface Resource {
  readonly apiVersion: string;
  readonly resource: string;
}
interface Controller extends KubernetesObject {
  readonly spec: {
    readonly parentResource?: Resource;
    readonly resources?: readonly Resource[];
    readonly childResources?: readonly Resource[];
    readonly attachments?: readonly Resource[];
    readonly hooks: Readonly<Record<string, { readonly version: string; readonly webhook: { readonly url: string } }>>;
  };
}
interface EndpointConfig {
  readonly host: string;
  readonly authorization: {
    readonly type: string;
    readonly secretRef: { readonly name: string; readonly namespace: string; readonly key: string };
  };
}
interface PodSpec {
  readonly volumes?: readonly { readonly name: string; readonly secret?: { readonly secretName: string } }[];
  readonly containers: readonly { readonly args: readonly string[] }[];
}
interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs: readonly string[];
}

const load = (folder: string): KubernetesObject[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')) as KubernetesObject[]);
/** Optional manifests. */
const OPTIONAL = ['bundles', 'grafana-operator', 'federation'].map((folder) => `manifests/${folder}`);
const optional = OPTIONAL.flatMap((folder) => load(join(ROOT, folder)));
const controllers = [...load(join(ROOT, 'metacontroller')), ...optional].filter(({ kind }) =>
  /Controller$/.test(kind),
) as Controller[];
const operator = load(OPERATOR);
const one = (kind: string): KubernetesObject & { readonly spec: Record<string, unknown> } => {
  const [found, ...more] = operator.filter((object) => object.kind === kind);
  if (!found || more.length > 0) throw new Error(`not exactly one ${kind}`);
  return found as never;
};

t.test('every controller shows the token that the hooks ask for', async (t) => {
  const { template } = one('Deployment').spec as { readonly template: { readonly spec: PodSpec } };
  const { volumes = [], containers } = template.spec;
  const token = volumes.find(({ name }) => name === 'token');
  t.ok(containers[0]?.args.includes('--bearer-token-file=/etc/prometheus-metacontroller/token/token'));
  for (const { spec, metadata } of controllers) {
    const [shown] = (spec as { readonly endpointConfigs?: readonly EndpointConfig[] }).endpointConfigs ?? [];
    const [hook] = Object.values(spec.hooks);
    t.equal(shown?.host, new URL(hook?.webhook.url ?? '').host, `${metadata.name}: host`);
    t.equal(shown?.authorization.secretRef.name, token?.secret?.secretName, `${metadata.name}: Secret`);
    t.equal(shown?.authorization.secretRef.key, 'token');
  }
});

t.test('each Deployment serves its own hooks alone, and two versions of the hooks never answer in turn', async (t) => {
  const [hooks] = operator.filter(({ kind }) => kind === 'Deployment');
  const [admission] = load(join(ROOT, 'manifests/admission')).filter(({ kind }) => kind === 'Deployment');
  for (const [deployment, served] of [
    [hooks, 'hooks'],
    [admission, 'admission'],
  ] as const) {
    const { template } = (deployment?.['spec'] ?? {}) as { readonly template?: { readonly spec: PodSpec } };
    t.ok(template?.spec.containers[0]?.args.includes(`--serve=${served}`));
  }
  t.match(hooks?.['spec'], { strategy: { type: 'Recreate' } });
});

t.test('every hook of every controller has its route, and is called by the Service', async (t) => {
  const { metadata, spec } = one('Service');
  const [port] = spec['ports'] as { port: number }[];
  const host = `${metadata.name}.${metadata.namespace}.svc:${port?.port}`;
  const paths = ROUTES.map(({ path }) => path);
  for (const { spec, metadata } of controllers)
    for (const [name, { version, webhook }] of Object.entries(spec.hooks)) {
      const url = new URL(webhook.url);
      t.equal(url.host, host, `${metadata.name} ${name}: host`);
      t.ok(paths.includes(url.pathname), `${metadata.name} ${name}: ${url.pathname} is a route`);
      t.equal(version, 'v2', `${metadata.name} ${name}: version`);
    }
});

t.test('every route that is for Metacontroller is called by a controller', async (t) => {
  const called = controllers.flatMap(({ spec }) =>
    Object.values(spec.hooks).map(({ webhook }) => new URL(webhook.url).pathname),
  );
  t.strictSame(
    ROUTES.filter(({ hook, path }) => hook !== 'admission' && hook !== 'conversion' && !called.includes(path)),
    [],
  );
});

t.test('Service, policy and budget choose the pods of the Deployment, and its flags are known', async (t) => {
  type Template = { metadata: { labels: object }; spec: { containers: { args: string[] }[] } };
  const template = one('Deployment').spec['template'] as Template;
  t.match(template.metadata.labels, one('Service').spec['selector'] as object);
  for (const [kind, field] of [
    ['NetworkPolicy', 'podSelector'],
    ['PodDisruptionBudget', 'selector'],
  ] as const)
    t.match(template.metadata.labels, (one(kind).spec[field] as { matchLabels: object }).matchLabels, kind);
  const options = parseOptions(template.spec.containers[0]?.args ?? []);
  t.equal(options.applyStrategy, 'server-side-apply');
});

t.test('Metacontroller may do what the controllers ask of it, and nothing on everything', async (t) => {
  const roles = [...operator, ...optional].filter(({ kind }) => kind === 'ClusterRole') as unknown as {
    rules: Rule[];
  }[];
  const rules = roles.flatMap((role) => role.rules);
  const may = (verb: string, { apiVersion, resource }: Resource, sub = '') => {
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    const allowed = rules.some(
      (rule) =>
        rule.apiGroups?.includes(group) && rule.resources?.includes(`${resource}${sub}`) && rule.verbs.includes(verb),
    );
    t.ok(allowed, `${verb} ${group}/${resource}${sub}`);
  };
  for (const { kind, spec } of controllers) {
    const targets = kind === 'CompositeController' ? [spec.parentResource as Resource] : (spec.resources ?? []);
    for (const target of targets) {
      for (const verb of ['get', 'list', 'watch']) may(verb, target);
      if (target.apiVersion === 'v1') continue;
      may('update', target);
      may('update', target, '/status');
      may('update', target, '/finalizers');
    }
    for (const child of [...(spec.childResources ?? []), ...(spec.attachments ?? [])])
      for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']) may(verb, child);
  }
  t.notMatch(JSON.stringify(rules), /"\*"/);
});

t.test('kustomize builds them all', { skip: NO_KUBECTL }, async (t) => {
  const kinds = kustomized('manifests', ...OPTIONAL).map(({ kind }) => kind);
  for (const kind of ['CustomResourceDefinition', 'Deployment', 'CompositeController', 'DecoratorController'])
    t.ok(kinds.includes(kind), kind);
});

interface Egress {
  readonly to: readonly { readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> } }[];
  readonly ports: readonly { readonly port: number }[];
}

t.test('the NetworkPolicy lets the hooks out to every port that they ask, and to no other', async (t) => {
  const egress = (one('NetworkPolicy').spec as { readonly egress: readonly Egress[] }).egress;
  const allowed = Object.fromEntries(
    egress.map(({ to, ports }) => [
      to[0]?.podSelector.matchLabels['app.kubernetes.io/name'] ?? '',
      ports.map(({ port }) => port),
    ]),
  );
  const ruler = thanosLabels('thanos-rule', 'k8s', {})['app.kubernetes.io/name'] ?? '';
  t.strictSame(allowed, {
    alertmanager: [9093, 9094],
    prometheus: [9090],
    'prometheus-agent': [9090],
    [ruler]: [10902],
    'thanos-ruler': [10902],
  });
  // A new probe has its port beside it.
  const probes = [
    'hooks/probe',
    'hooks/loaded',
    'hooks/prometheus/sharding',
    'hooks/controllers/alertmanager/rollout',
  ].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(ROOT, folder, file), 'utf8')),
  );
  const asked = probes.flatMap((text) =>
    [...text.matchAll(/port(?::| =| \?\?) ?(\d{4,5})\b/gi)].map(([, port]) => Number(port)),
  );
  t.strictSame([...new Set(asked)].sort(), [...new Set(Object.values(allowed).flat())].sort());
});
