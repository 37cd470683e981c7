// Monitoring by the chart: rules and dashboards select the jobs that its monitors give, whatever the release is called.
import { load } from 'js-yaml';
import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import type { Section } from '../../../hooks/core/section.ts';
import { relabel } from '../../../hooks/relabel/process.ts';
import { compileRules, type RelabelOptions } from '../../../hooks/relabel/rule.ts';
import { read } from '../../../release/paths.ts';
import { prometheusConfig } from '../../support/config.ts';
import { NO_HELM, refusal, rendered, type Values } from '../../support/helm.ts';
import { blocks } from '../documents.ts';

const OPTIONS: RelabelOptions = { utf8: true, newlines: true };
const ALL = {
  monitors: { enabled: true },
  rules: { enabled: true },
  operatorMetrics: { enabled: true },
  dashboards: { enabled: true },
};
const chart = (monitoring: Values, release?: string, namespace?: string): readonly KubernetesObject[] =>
  rendered({ crds: { enabled: false }, metrics: { namespace: 'monitoring' }, monitoring }, release, namespace);

const PROMETHEUS = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'overview', namespace: 'monitoring' },
  spec: Object.fromEntries(
    ['serviceMonitor', 'podMonitor'].flatMap((name) => [
      [`${name}Selector`, {}],
      [`${name}NamespaceSelector`, {}],
    ]),
  ),
};
const namespaceNamed = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

/** The label `job` of a target of each scrape job that the monitors of a release give. */
function jobs(release: string, namespace: string): readonly (string | undefined)[] {
  const monitors = chart(ALL, release, namespace).filter(({ kind }) => kind.endsWith('Monitor'));
  const objects = [PROMETHEUS, namespaceNamed('monitoring'), namespaceNamed(namespace), ...monitors];
  const { children } = render(objects as unknown as KubernetesObject[]).parents[0] ?? { children: [] };
  const secret = children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'prometheus-overview');
  const fullname = release === 'prometheus-metacontroller' ? release : `${release}-prometheus-metacontroller`;
  return prometheusConfig(secret).scrape_configs.flatMap((job) => {
    const { job_name: name, relabel_configs: sections } = job as { job_name: string; relabel_configs?: Section[] };
    // The shard of a target is no question here.
    const own = (sections ?? []).filter((section) => !JSON.stringify(section).includes('__tmp_'));
    const rules = compileRules(own, OPTIONS);
    if (!('rules' in rules)) throw new Error(name);
    const apps = name.startsWith('podMonitor') ? ['metacontroller'] : [fullname, `${fullname}-admission`];
    return apps.map((app) => {
      const labels = {
        job: name,
        ...Object.fromEntries(
          ['service', 'pod'].flatMap((role) => [
            [`__meta_kubernetes_${role}_label_app_kubernetes_io_name`, app],
            [`__meta_kubernetes_${role}_labelpresent_app_kubernetes_io_name`, 'true'],
          ]),
        ),
        __meta_kubernetes_namespace: namespace,
        __meta_kubernetes_service_name: app,
        __meta_kubernetes_pod_container_port_name: 'metrics',
        __meta_kubernetes_endpoint_port_name: 'metrics',
        __meta_kubernetes_endpointslice_port_name: 'metrics',
      };
      const result = relabel(labels, rules.rules, OPTIONS);
      return 'labels' in result ? result.labels['job'] : undefined;
    });
  });
}

t.test('targets of any release have the jobs that rules and dashboards select', { skip: NO_HELM }, async (t) => {
  const wanted = ['metacontroller/metacontroller', 'prometheus-metacontroller', 'prometheus-metacontroller-admission'];
  t.strictSame(jobs('prometheus-metacontroller', 'prometheus-metacontroller').toSorted(), wanted);
  t.strictSame(jobs('mine', 'other').toSorted(), wanted);
  const selected = ['monitoring/rules.yaml', 'dashboards/operator.json', 'dashboards/workloads.json'].flatMap((file) =>
    [...read(`manifests/${file}`).matchAll(/\bjob=\\?"([^"\\]+)\\?"/g)].map(([, job = '']) => job),
  );
  t.ok(selected.length > 5);
  for (const job of selected.filter((name) => !name.startsWith('$'))) t.ok(wanted.includes(job), job);
});

t.test('nothing of monitoring is there by default, because its kinds may not be', { skip: NO_HELM }, async (t) => {
  const kinds = rendered({}).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  t.notOk(kinds.some((kind) => kind.startsWith('monitoring.coreos.com/')));
  t.notOk(kinds.includes('v1 ConfigMap'));
});

t.test('runbooks, labels and the alerts of others are as the values say', { skip: NO_HELM }, async (t) => {
  const objects = chart({
    ...ALL,
    labels: { release: 'stack' },
    rules: { enabled: true, runbooks: 'https://docs.example.com/runbooks.html' },
    operatorMetrics: { enabled: true, job: 'stack-operator', namespace: 'ops' },
  });
  const own = objects.filter(({ apiVersion }) => apiVersion === 'monitoring.coreos.com/v1');
  t.strictSame(own.map(({ kind }) => kind).toSorted(), [
    'PodMonitor',
    'PrometheusRule',
    'PrometheusRule',
    'ServiceMonitor',
  ]);
  for (const { kind, metadata } of own) t.equal(metadata.labels?.['release'], 'stack', kind);
  const text = JSON.stringify(own);
  t.match(text, '"runbook_url":"https://docs.example.com/runbooks.html#hooksdown"');
  t.notMatch(text, 'docs/runbooks.md');
  t.match(text, '"labels":{"job":"stack-operator","namespace":"ops"');
  t.notMatch(text, '"job":"prometheus-operator"');
});

t.test('dashboards are the files, with the label and the folder of the values', { skip: NO_HELM }, async (t) => {
  const dashboards = {
    enabled: true,
    namespace: 'grafana',
    labels: { board: 'yes' },
    folder: 'A',
    folderAnnotation: 'in',
  };
  const maps = chart({ dashboards }).filter(({ kind }) => kind === 'ConfigMap');
  t.equal(maps.length, 2);
  for (const { metadata, data } of maps as (KubernetesObject & { data: Readonly<Record<string, string>> })[]) {
    t.match(metadata, { namespace: 'grafana', labels: { board: 'yes' }, annotations: { in: 'A' } });
    const [[file, text] = ['', '']] = Object.entries(data);
    t.equal(text, read(`manifests/dashboards/${file.replace('prometheus-metacontroller-', '')}`), file);
  }
  const [plain] = chart({ dashboards: { enabled: true, folder: '' } }).filter(({ kind }) => kind === 'ConfigMap');
  t.equal(plain?.metadata.annotations, undefined);
  t.match(plain?.metadata.labels, { grafana_dashboard: '1' });
});

t.test('values of monitoring that cannot work are refused in plain words', { skip: NO_HELM }, async (t) => {
  for (const [values, message] of [
    [{ metrics: { enabled: false }, monitoring: { monitors: { enabled: true } } }, 'needs metrics.enabled'],
    [{ monitoring: { monitors: { enabled: true } } }, 'the NetworkPolicy admits no Prometheus'],
    [{ monitoring: { operatorMetrics: { enabled: true } } }, 'needs monitoring.rules.enabled'],
    [{ monitoring: { serviceAccount: 'prometheus-k8s' } }, 'needs metrics.namespace'],
    [{ monitoring: { monitors: { enabled: true, interval: '30' } } }, /at '\/monitoring\/monitors\/interval'/],
  ] as const)
    t.match(refusal(values), message, JSON.stringify(values));
});

t.test('values of docs/monitoring.md are accepted, and all parts are there', { skip: NO_HELM }, async (t) => {
  const [block = ''] = blocks('docs/monitoring.md', 'values');
  const kinds = rendered({ crds: { enabled: false }, ...(load(block) as Values) }).map(({ kind }) => kind);
  for (const kind of ['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'ConfigMap']) t.ok(kinds.includes(kind), kind);
});
