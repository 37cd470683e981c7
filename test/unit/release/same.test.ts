// The chart, the manifests of kustomize and install.yaml are the same objects, but for the table of differences.
import { loadAll } from 'js-yaml';
import t, { type Test } from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { DEFAULT, imageParts, installFile, PARTS, valuesFile } from '../../../release/install.ts';
import { CHART, read } from '../../../release/paths.ts';
import { kustomized, kustomizedText, NO_HELM, NO_KUBECTL, rendered, type Values } from '../../support/helm.ts';
import { compared, DIFFERENCES, type Difference, keyOf } from './differences.ts';

const used = new Set<Difference>();
const skip = NO_HELM || NO_KUBECTL;

/** Helm installs these before the templates; `helm template` leaves them out. */
const helmCrds = loadAll(read(`${CHART}/crds/metacontroller.yaml`)) as KubernetesObject[];

function same(t: Test, values: Values, manifests: readonly KubernetesObject[]): void {
  const chart = compared([...helmCrds, ...rendered(values)], 'chart', used);
  const wanted = compared(manifests, 'kustomize', used);
  t.strictSame([...chart.keys()].sort(), [...wanted.keys()].sort(), 'the same objects');
  for (const [key, object] of wanted) t.strictSame(chart.get(key), object, key);
}

const HOOKS = 'Deployment/prometheus-metacontroller/prometheus-metacontroller';

interface Workload {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: string[] }[] } };
  };
}

/** A Deployment with more flags of its container. */
function withFlags(object: KubernetesObject, flags: readonly string[]): KubernetesObject {
  const copy = structuredClone(object);
  (copy as KubernetesObject & Workload).spec.template.spec.containers[0]?.args.push(...flags);
  return copy;
}

t.test('with its default values the chart is what kustomize builds', { skip }, async (t) => {
  same(t, {}, kustomized('manifests', 'manifests/metacontroller'));
});

t.test('with all its parts the chart is what kustomize builds from all folders', { skip }, async (t) => {
  const definitions = kustomized('manifests').filter(
    ({ kind, metadata }) =>
      kind !== 'CustomResourceDefinition' || metadata.name !== 'alertmanagerconfigs.monitoring.coreos.com',
  );
  const optional = [
    ...['admission-cert-manager', 'bundles', 'conversion'],
    ...['federation', 'grafana-operator', 'metacontroller'],
  ];
  const values = {
    admission: { enabled: true, conversion: true, certificate: { certManager: { enabled: true } } },
    controllers: { federationExports: true, grafanaOperator: true },
    options: { bundleNamespace: 'hooks', clusterName: 'eu-1', multiclusterServices: 'v1beta1' },
  };
  // These flags are settings of users, not of the manifests.
  const flags = ['--bundle-namespace=hooks', '--cluster-name=eu-1', '--multicluster-services=v1beta1'];
  const manifests = [...definitions, ...kustomized(...optional.map((folder) => `manifests/${folder}`))].map((object) =>
    keyOf(object) === HOOKS ? withFlags(object, flags) : object,
  );
  same(t, values, manifests);
});

t.test('with monitoring the chart is what kustomize builds from the folders of monitoring', { skip }, async (t) => {
  const folders = ['operator', 'metacontroller', 'monitoring', 'monitoring-kube-prometheus', 'dashboards'];
  const values = {
    crds: { enabled: false },
    metrics: { namespace: 'monitoring' },
    monitoring: {
      ...Object.fromEntries(['monitors', 'rules', 'operatorMetrics'].map((part) => [part, { enabled: true }])),
      dashboards: { enabled: true, namespace: 'monitoring' },
      serviceAccount: 'prometheus-k8s',
    },
  };
  same(t, values, kustomized('metacontroller', ...folders.map((folder) => `manifests/${folder}`)));
});

t.test('the table of differences has no row that is no difference', { skip }, async (t) => {
  for (const difference of DIFFERENCES) t.ok(used.has(difference), difference.what);
});

t.test('install.yaml is the manifests with another image, definitions first', { skip: NO_KUBECTL }, async (t) => {
  const image = 'registry.example.com/team/hooks:1.2.3';
  const objects = loadAll(installFile(image, kustomizedText)) as KubernetesObject[];
  const wanted = PARTS.flatMap((folder) => kustomized(folder));
  const changed = JSON.parse(JSON.stringify(wanted).replaceAll(`"${DEFAULT}"`, `"${image}"`)) as KubernetesObject[];
  t.strictSame(objects, changed);
  t.ok(JSON.stringify(objects).includes(`"image":"${image}"`));
  const kinds = objects.map(({ kind }) => kind);
  t.ok(kinds.lastIndexOf('CustomResourceDefinition') < kinds.findIndex((kind) => /Controller$/.test(kind)));
  t.equal(new Set(objects.map(keyOf)).size, objects.length, 'each object is there once');
});

t.test('an image is its registry with the path, its name and its tag', async (t) => {
  t.strictSame(imageParts('registry.example.com:5000/team/hooks:1.2'), {
    registry: 'registry.example.com:5000/team',
    repository: 'hooks',
    tag: '1.2',
    digest: '',
  });
  t.strictSame(imageParts('hooks:1.2'), { registry: '', repository: 'hooks', tag: '1.2', digest: '' });
  const digest = `sha256:${'0'.repeat(64)}`;
  t.strictSame(imageParts(`example.com/hooks:1.2@${digest}`).digest, digest);
  t.throws(() => imageParts('registry.example.com:5000/hooks'), /is not an image such as/);
  const values = valuesFile(read(`${CHART}/values.yaml`), imageParts('registry.example.com/team/hooks:1.2'));
  const [first = ''] = values.split('imagePullSecrets:');
  for (const line of ['  registry: "registry.example.com/team"', '  repository: "hooks"', '  tag: "1.2"'])
    t.ok(first.includes(`${line}\n`), line);
  t.match(valuesFile(values, imageParts(`a/b:1@${digest}`)), `  digest: "${digest}"\n`, 'with its digest');
  t.match(values, 'repository: metacontroller/metacontroller', 'the image of Metacontroller stays');
});
