// The rules and dashboards of manifests/ -> templates and files of the chart.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { escaped, generated, name, ROOT, read, replaced } from './paths.ts';

/** A text of a manifest, and the action in its place. */
type Change = readonly [text: string, action: string];

interface Source {
  readonly manifest: string;
  /** The value that asks for it. */
  readonly condition: string;
  /** The name of the object in the manifest, and in the chart. */
  readonly names: Change;
  readonly changed: readonly Change[];
}

const FULLNAME = '{{ include "prometheus-metacontroller.fullname" . }}';
const LABELS = '  labels:\n    {{- include "prometheus-metacontroller.monitorLabels" . | nindent 4 }}\n';

/** The rules, by their template. */
const RULES: Readonly<Record<string, Source>> = {
  'rules.yaml': {
    manifest: 'manifests/monitoring/rules.yaml',
    condition: '.Values.monitoring.rules.enabled',
    names: [name, FULLNAME],
    changed: [['docs/runbooks.md#', '{{ .Values.monitoring.rules.runbooks }}#']],
  },
  'operatormetrics.yaml': {
    manifest: 'manifests/monitoring-kube-prometheus/operatormetrics.yaml',
    condition: '.Values.monitoring.operatorMetrics.enabled',
    names: ['prometheus-operator-metrics', `${FULLNAME}-operator-metrics`],
    changed: [
      ['job: prometheus-operator\n', 'job: {{ .Values.monitoring.operatorMetrics.job | quote }}\n'],
      ['namespace: monitoring\n', 'namespace: {{ .Values.monitoring.operatorMetrics.namespace | quote }}\n'],
    ],
  },
};

const withoutHead = (text: string): string => text.replace(/^(#.*\n)+/, '');

function template({ manifest, condition, names: [from, to], changed }: Source): string {
  let text = escaped(withoutHead(read(manifest)));
  for (const [found, action] of [
    [`  name: ${from}\n  namespace: ${name}\n`, `  name: ${to}\n  namespace: {{ .Release.Namespace }}\n`],
    [`  labels:\n    app.kubernetes.io/name: ${name}\n`, LABELS],
    ...changed,
  ] as const)
    text = replaced(text, found, action);
  return `${generated(manifest)}{{- if ${condition} }}\n${text}{{- end }}\n`;
}

const DASHBOARDS = 'manifests/dashboards';

/** The templates of rules and the dashboards, by their path in the chart. */
export function monitoringFiles(): ReadonlyMap<string, string> {
  const dashboards = readdirSync(join(ROOT, DASHBOARDS)).filter((file) => file.endsWith('.json'));
  return new Map([
    ...Object.entries(RULES).map(([file, source]): [string, string] => [`templates/rules/${file}`, template(source)]),
    ...dashboards.map((file): [string, string] => [`dashboards/${file}`, read(`${DASHBOARDS}/${file}`)]),
  ]);
}
