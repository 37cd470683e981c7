// What documents and the notes of the chart say of it is true.
import { load } from 'js-yaml';
import t from 'tap';
import { CHART, read } from '../../../release/paths.ts';
import { NO_HELM, rendered, type Values } from '../../support/helm.ts';
import { blocks } from '../documents.ts';

t.test('values in documents are accepted, and reach the objects', { skip: NO_HELM }, async (t) => {
  const all = blocks('docs/chart.md', 'values').map((block) => load(block) as Values);
  t.ok(all.length >= 2);
  for (const values of all) t.ok(rendered({ crds: { enabled: false }, ...values }).length > 20);
  const text = JSON.stringify(rendered({ ...all[0], crds: { enabled: false } }));
  for (const part of [
    '"image":"registry.example.com/team/prometheus-metacontroller:',
    '"--feature-gates=StatusForConfigurationResources=true"',
    '"--grafana-namespaces=grafana"',
    '"--query-tier=auto"',
    '"memory":"2Gi"',
  ])
    t.ok(text.includes(part), part);
  t.notOk(text.includes('"name":"kubelet"'), 'the kubelet controller is off');
});

t.test('values for other stacks are accepted, and reach the hooks', { skip: NO_HELM }, async (t) => {
  for (const [document, marker, flag] of [
    ['docs/kube-prometheus.md', 'values', '"--kubelet-endpointslice=true"'],
    ['docs/kube-prometheus.md', 'running values', '"--alertmanager-start-delay=0s"'],
    ['docs/kube-prometheus-stack.md', 'running values', '"--config-reloader-memory-limit=0"'],
  ] as const) {
    const values = load(blocks(document, marker)[0] ?? '') as Values;
    t.match(JSON.stringify(rendered({ crds: { enabled: false }, ...values })), flag, `${document}: ${flag}`);
  }
});

t.test('commands that documents run with Helm name the chart and the release', async (t) => {
  for (const [document, marker] of [
    ['docs/install.md', 'helm'],
    ['docs/upgrade.md', 'helm'],
    ['docs/upgrade.md', 'helm takes over'],
    ['docs/uninstall.md', 'helm'],
    ['docs/chart.md', 'renew'],
  ] as const) {
    const [block = ''] = blocks(document, marker);
    t.match(block, /helm (install|uninstall|upgrade)( --install)? prometheus-metacontroller/, `${document} ${marker}`);
    t.match(block, '--namespace prometheus-metacontroller', `${document} ${marker}`);
    if (!block.includes('uninstall')) t.match(block, CHART, `${document} ${marker}`);
  }
});

t.test('the notes of the chart name documents and examples that exist', async (t) => {
  const notes = read(`${CHART}/templates/NOTES.txt`);
  const files = [...notes.matchAll(/\b(?:docs|manifests)\/[\w./-]+\.(?:md|yaml)/g)].map(([file]) => file);
  t.ok(files.length >= 3);
  for (const file of files) t.ok(read(file).length > 0, file);
});
