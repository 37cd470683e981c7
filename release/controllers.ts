// The controllers of metacontroller/ and of the optional manifests -> templates of the chart.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { escaped, generated, ROOT, read, replaced } from './paths.ts';

const HOST = 'prometheus-metacontroller.prometheus-metacontroller.svc:8080';
const ENDPOINT = /( {2}# The token.*\n)? {2}endpointConfigs:\n(?: {4}.*\n)+/;

/** `assets-probes` is `assets.probes` in the values, `grafana-sidecar` is `grafanaSidecar`. */
function value(name: string): string {
  const [first = '', ...rest] = name.split('-');
  if (first === 'assets') return `assets.${rest.join('')}`;
  return first + rest.map((part) => part[0]?.toUpperCase() + part.slice(1)).join('');
}

/** Conditions of controllers that depend on options too. */
const CONDITIONS: Readonly<Record<string, string>> = {
  bundles: '.Values.options.bundleNamespace',
  kubelet: 'include "prometheus-metacontroller.kubelet" .',
  pods: 'include "prometheus-metacontroller.propagation" .',
};

/** What else differs from the manifest: a text there, and the action in its place. */
const CHANGED: Readonly<Record<string, readonly (readonly [text: string, action: string])[]>> = {
  kubelet: [
    [
      'kubernetes.io/metadata.name: kube-system',
      'kubernetes.io/metadata.name: {{ splitList "/" .Values.options.kubeletService | first }}',
    ],
  ],
  'federation-exports': [
    ['multicluster.x-k8s.io/v1beta1', 'multicluster.x-k8s.io/{{ .Values.options.multiclusterServices }}'],
  ],
};

/** One controller as a part of a template. */
function template(manifest: string): string {
  const name = /^ {2}name: (\S+)$/m.exec(manifest)?.[1] ?? '';
  if (!ENDPOINT.test(manifest)) throw new Error(`${name} has no endpointConfigs`);
  const fields = manifest
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .trim();
  let text = escaped(`${fields}\n`)
    .replace(
      ENDPOINT,
      '  endpointConfigs:\n    {{- include "prometheus-metacontroller.endpointConfigs" . | nindent 4 }}\n',
    )
    .replace(
      `  name: ${name}\n`,
      `  name: ${name}\n  labels:\n    {{- include "prometheus-metacontroller.labels" . | nindent 4 }}\n`,
    );
  text = replaced(text, `http://${HOST}`, '{{ include "prometheus-metacontroller.url" . }}');
  for (const [from, to] of CHANGED[name] ?? []) text = replaced(text, from, to);
  const condition = CONDITIONS[name] ?? `.Values.controllers.${value(name)}`;
  return `{{- if ${condition} }}\n---\n${text}{{- end }}\n`;
}

const file = (source: string): string =>
  generated(source) +
  read(source)
    .split(/^---\n/m)
    .map(template)
    .join('');

/** The templates of all controllers, by their path in the chart. */
export function controllerTemplates(): ReadonlyMap<string, string> {
  const own = readdirSync(join(ROOT, 'metacontroller')).filter(
    (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
  );
  return new Map([
    ...own.map((name): [string, string] => [`templates/controllers/${name}`, file(`metacontroller/${name}`)]),
    ...['bundles', 'federation', 'grafana-operator'].map((name): [string, string] => [
      `templates/controllers/${name}.yaml`,
      file(`manifests/${name}/controller.yaml`),
    ]),
  ]);
}
