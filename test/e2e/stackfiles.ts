// kube-prometheus as a clone and kube-prometheus-stack as a chart, made of the recorded objects of both. What is not
// recorded, the Go operator above all, has its names and does nothing.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { ROOT } from '../../release/paths.ts';
import { setup } from './field.ts';

const NAMESPACE = 'monitoring';
const CRDS = join(ROOT, 'manifests/crds');
const RBAC = 'rbac.authorization.k8s.io';
/** An object, and what its file is called after `prometheusOperator-`. */
type Named = readonly [file: string, object: KubernetesObject];

/** The parts of a stopped Go operator: what `prometheusOperator-*` of kube-prometheus is. */
function operator(name: string, labels: Readonly<Record<string, string>>): readonly Named[] {
  const metadata = { name, namespace: NAMESPACE, labels };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'operator', image: 'localhost/pause:1' }] } };
  const ports = [{ name: 'https', port: 8443 }];
  const of = (apiVersion: string, kind: string, rest: Readonly<Record<string, unknown>>, inside = true) => ({
    apiVersion,
    kind,
    metadata: inside ? metadata : { name, labels },
    ...rest,
  });
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  return [
    ['deployment', of('apps/v1', 'Deployment', { spec })],
    ['service', of('v1', 'Service', { spec: { clusterIP: 'None', selector: labels, ports } })],
    ['serviceAccount', of('v1', 'ServiceAccount', {})],
    ['networkPolicy', of('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: { matchLabels: labels } } })],
    ['clusterRole', of(`${RBAC}/v1`, 'ClusterRole', { rules: [] }, false)],
    [
      'clusterRoleBinding',
      of(`${RBAC}/v1`, 'ClusterRoleBinding', { roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name } }, false),
    ],
  ];
}

/** The objects of a recorded stack, with volumes, and with the ServiceAccounts of its pods. */
function recorded(stack: string, storage: boolean): readonly KubernetesObject[] {
  const claim = { spec: { resources: { requests: { storage: '1Gi' } } } };
  const all = setup(stack, NAMESPACE).map(({ metadata: { uid: _uid, ...metadata }, ...object }) => ({
    ...object,
    metadata,
    ...(storage && object.kind === 'Prometheus'
      ? { spec: { ...(object['spec'] as object), storage: { volumeClaimTemplate: claim } } }
      : {}),
  })) as KubernetesObject[];
  const accounts = all.flatMap(({ spec }) => {
    const name = (spec as { serviceAccountName?: string } | undefined)?.serviceAccountName;
    return name ? [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } }] : [];
  });
  return [...accounts, ...all];
}

const write = (file: string, ...objects: readonly KubernetesObject[]): void =>
  writeFileSync(file, objects.map((object) => `---\n${dump(object)}`).join(''));

/** Two small ones stand for all CRDs of a stack: those of ours are there before, and each takes the API server seconds. */
const THEIR_CRDS = ['probes', 'prometheusrules'].map((plural) => `${plural}.monitoring.coreos.com.yaml`);

/** Writes what a clone of kube-prometheus has in `manifests`. */
export function kubePrometheus(folder: string, storage: boolean): void {
  const manifests = join(folder, 'manifests');
  mkdirSync(join(manifests, 'setup'), { recursive: true });
  write(join(manifests, 'setup/namespace.yaml'), {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  for (const file of THEIR_CRDS) cpSync(join(CRDS, file), join(manifests, 'setup', `0${file}`));
  const labels = { 'app.kubernetes.io/name': 'prometheus-operator' };
  for (const [part, object] of operator('prometheus-operator', labels))
    write(join(manifests, `prometheusOperator-${part}.yaml`), object);
  write(join(manifests, 'alertmanager-podDisruptionBudget.yaml'), {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'alertmanager-main', namespace: NAMESPACE },
    spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'alertmanager' } } },
  });
  for (const object of recorded('kube-prometheus', storage)) {
    const { name } = object.metadata;
    const isOperators = name.startsWith('prometheus-operator');
    const part = object.kind === 'ServiceMonitor' ? 'serviceMonitor' : 'prometheusRule';
    write(join(manifests, `${isOperators ? `prometheusOperator-${part}` : `${object.kind}-${name}`}.yaml`), object);
  }
}

/** Writes a chart with the two values of kube-prometheus-stack that the document sets. */
export function kubePrometheusStack(folder: string, storage: boolean): void {
  const name = 'stack-kube-prometheus-stac-operator';
  mkdirSync(join(folder, 'templates'), { recursive: true });
  mkdirSync(join(folder, 'charts/crds/crds'), { recursive: true });
  const chart = { apiVersion: 'v2', name: 'kube-prometheus-stack', version: '88.5.3' };
  const dependencies = [{ name: 'crds', version: '0.0.0', condition: 'crds.enabled' }];
  writeFileSync(join(folder, 'Chart.yaml'), dump({ ...chart, dependencies }));
  writeFileSync(join(folder, 'charts/crds/Chart.yaml'), dump({ ...chart, name: 'crds', version: '0.0.0' }));
  writeFileSync(join(folder, 'values.yaml'), dump({ prometheusOperator: { enabled: true }, crds: { enabled: true } }));
  for (const file of THEIR_CRDS) cpSync(join(CRDS, file), join(folder, 'charts/crds/crds', file));
  const webhook = {
    name: 'prometheusrulevalidate.monitoring.coreos.com',
    admissionReviewVersions: ['v1'],
    clientConfig: { service: { name, namespace: NAMESPACE, path: '/' } },
    failurePolicy: 'Fail',
    sideEffects: 'None',
    rules: [
      {
        apiGroups: ['monitoring.coreos.com'],
        apiVersions: ['*'],
        operations: ['CREATE', 'UPDATE'],
        // No other test may be refused by it.
        resources: ['prometheusrules'],
      },
    ],
    objectSelector: { matchLabels: { 'refused-by': 'the-go-operator' } },
  };
  const admission = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'stack-kube-prometheus-stac-admission', labels: { app: 'kube-prometheus-stack-admission' } },
    webhooks: [webhook],
  };
  const all = recorded('kube-prometheus-stack', storage);
  const isOperators = ({ kind, metadata }: KubernetesObject) => kind === 'ServiceMonitor' && metadata.name === name;
  const theirs = operator(name, { app: 'kube-prometheus-stack-operator' }).map(([, object]) => object);
  // Rules contain templates of their own: Helm must not read them.
  write(join(folder, 'operator.yaml'), ...theirs, ...all.filter(isOperators), admission);
  write(join(folder, 'objects.yaml'), ...all.filter((object) => !isOperators(object)));
  const whole = '{{ .Files.Get "objects.yaml" }}\n';
  const optional = '{{ if .Values.prometheusOperator.enabled }}{{ .Files.Get "operator.yaml" }}{{ end }}\n';
  writeFileSync(join(folder, 'templates/objects.yaml'), whole);
  writeFileSync(join(folder, 'templates/operator.yaml'), optional);
}
