// What a tenant would see of the others: queries in templates of rules, and discovery in other namespaces.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { JOINS_LABEL, TRAVELS_LABEL } from '../../../hooks/rules/sources.ts';
import { prometheusRule } from '../../support/objects.ts';
import { HOSTILE, monitor, podMonitor, probe, type Row, rule, scrapeConfig, tenantMap } from './row.ts';

const enforced = { enforcedNamespaceLabel: 'namespace' };

const querying = (
  name: string,
  object: KubernetesObject,
  kind: Row['kind'] = 'Prometheus',
  says = /cannot be restricted to namespace="tenant"/,
): Row => ({
  name,
  kind,
  spec: enforced,
  objects: [object],
  says,
  lacks: /secrets_of_all/,
});
const annotated = (text: string) => rule({ annotations: { a: text } });
const Q = 'query "secrets_of_all"';
const inFile = (labels: Readonly<Record<string, string>>, annotation: string): KubernetesObject =>
  tenantMap(
    'hostile',
    {
      'a.yaml': JSON.stringify({
        groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up', annotations: { a: annotation } }] }],
      }),
    },
    labels,
  );
const info = (expr: string) => prometheusRule([{ name: 'g', rules: [{ record: 'a:b', expr }] }], HOSTILE);

export const TEMPLATES: readonly Row[] = [
  querying('query in an annotation', annotated(`{{ ${Q} }}`)),
  querying('query in a label', rule({ labels: { l: `{{ with ${Q} }}{{ . | first | value }}{{ end }}` } })),
  querying('query in a label of a group', rule({}, { labels: { l: `{{ ${Q} }}` } })),
  querying('query through a pipe', annotated('{{ "secrets_of_all" | query | first }}')),
  querying('query of a text that is printed first', annotated('{{ printf "%s_of_all" "secrets" | query }}')),
  querying('query kept in a variable', annotated(`{{ $q := (${Q}) }}{{ range $q }}{{ .Labels.a }}{{ end }}`)),
  querying(
    'query in a template that the text defines',
    annotated(`{{ define "x" }}{{ ${Q} }}{{ end }}{{ template "x" }}`),
  ),
  querying('query with trimmed blanks over lines', annotated('{{-\n  query `secrets_of_all`\n-}}')),
  querying('query behind a comment', annotated(`{{/* {{ */}}{{ ${Q} }}`)),
  querying('query in a branch that is never taken', annotated(`{{ if false }}x{{ else if true }}{{ ${Q} }}{{ end }}`)),
  querying('query as a function that is called later', annotated('{{ call query "secrets_of_all" }}')),
  querying('query behind a text that closes the action', annotated(`{{ "}}" }}{{ ${Q} }}`)),
  querying('query behind a quote that is a character', annotated(`{{ $c := '"' }}{{ ${Q} }}`)),
  querying('query behind a backtick in quotes', annotated(`{{ "\`" }}{{ ${Q} }}{{ "\`" }}`)),
  querying('query for a ruler', annotated(`{{ ${Q} }}`), 'ThanosRuler'),
  querying('query in a rule file of a ConfigMap', inFile({ [JOINS_LABEL]: 'true' }, `{{ ${Q} }}`)),
  querying(
    'info(), which joins series of all tenants',
    info('info(up)'),
    'Prometheus',
    /PrometheusRule tenant\/hostile/,
  ),
  {
    name: 'query in rules that travel with a ServiceMonitor',
    objects: [inFile({ [TRAVELS_LABEL]: 'hostile' }, `{{ ${Q} }}`), monitor({})],
    says: /tenant\/hostile/,
    lacks: /secrets_of_all/,
  },
  {
    name: 'texts with the word query',
    spec: enforced,
    objects: [annotated('{{ $labels.query }} query {{ "query" }} {{ $value | humanize }}')],
    has: /labels\.query/,
  },
  {
    name: 'another namespace in the label of an alert',
    spec: enforced,
    objects: [
      rule(
        { labels: { namespace: 'monitoring' }, expr: 'secrets{namespace="monitoring"} > 0' },
        { labels: { namespace: 'monitoring' } },
      ),
    ],
    has: /namespace: tenant/,
    lacks: /^ {6,}namespace: monitoring/m,
  },
];

const narrow = { ignoreNamespaceSelectors: true };
const discovering = (name: string, object: KubernetesObject, job: RegExp, kind: Row['kind'] = 'Prometheus'): Row => ({
  name,
  kind,
  spec: narrow,
  objects: [object],
  has: job,
  lacks: /kube-system/,
});
const sd = (fields: object) => scrapeConfig({ kubernetesSDConfigs: [fields] });
const away = { names: ['kube-system'] };
const OWN_SPACE = /namespaces:\s+names:\s+- tenant\b/;

export const DISCOVERIES: readonly Row[] = [
  ...['Pod', 'Service', 'Endpoints', 'EndpointSlice', 'Ingress'].map((role) =>
    discovering(`a ScrapeConfig that finds a ${role} elsewhere`, sd({ role, namespaces: away }), OWN_SPACE),
  ),
  discovering('a ScrapeConfig that names no namespace', sd({ role: 'Pod' }), OWN_SPACE),
  discovering(
    'a ScrapeConfig with its own namespace and another',
    sd({ role: 'Pod', namespaces: { ...away, ownNamespace: true } }),
    OWN_SPACE,
  ),
  discovering(
    "a ScrapeConfig with the Prometheus' own namespace",
    sd({ role: 'Pod', namespaces: { ownNamespace: true } }),
    OWN_SPACE,
  ),
  discovering(
    'a ScrapeConfig that filters by a field of another namespace',
    sd({ role: 'Pod', namespaces: away, selectors: [{ role: 'Pod', field: 'spec.nodeName=a' }] }),
    OWN_SPACE,
  ),
  discovering('a ScrapeConfig of an agent', sd({ role: 'Pod', namespaces: away }), OWN_SPACE, 'PrometheusAgent'),
  discovering(
    'a second discovery behind one that is sound',
    scrapeConfig({ kubernetesSDConfigs: [{ role: 'Pod' }, { role: 'Service', namespaces: away }] }),
    /(?:namespaces:\s+names:\s+- tenant\b[\s\S]*){2}/,
  ),
  discovering('a ServiceMonitor of any namespace', monitor({}, { namespaceSelector: { any: true } }), OWN_SPACE),
  discovering(
    'a ServiceMonitor with names',
    monitor({}, { namespaceSelector: { matchNames: ['kube-system'] } }),
    OWN_SPACE,
  ),
  discovering(
    'a PodMonitor with names',
    podMonitor({}, { namespaceSelector: { matchNames: ['kube-system'] } }),
    OWN_SPACE,
  ),
  discovering(
    'a PodMonitor of an agent, of any namespace',
    podMonitor({}, { namespaceSelector: { any: true } }),
    OWN_SPACE,
    'PrometheusAgent',
  ),
  discovering(
    'a Probe with the Ingresses of others',
    probe({ targets: { ingress: { namespaceSelector: { matchNames: ['kube-system'] }, selector: {} } } }),
    OWN_SPACE,
  ),
];

/** The relabeling that comes last. */
const LAST = /- target_label: namespace\n\s+replacement: tenant\n/;
const other = { targetLabel: 'namespace', replacement: 'kube-system', action: 'replace' };
const labelling = (
  name: string,
  object: KubernetesObject,
  lacks = /target_label: namespace\n\s+replacement: tenant[\s\S]{0,80}kube-system/,
): Row => ({
  name,
  spec: enforced,
  objects: [object],
  has: LAST,
  lacks,
});

export const LABELLING: readonly Row[] = [
  labelling('a relabeling to another namespace', monitor({ relabelings: [other], metricRelabelings: [other] })),
  labelling(
    'a relabeling of a PodMonitor that takes the label away',
    podMonitor({ metricRelabelings: [{ action: 'labeldrop', regex: 'namespace' }] }),
  ),
  labelling('labels of targets that are honoured', monitor({ honorLabels: true })),
  labelling(
    'a label of a Probe',
    probe({ targets: { staticConfig: { static: ['a'], labels: { namespace: 'kube-system' } } } }),
  ),
  labelling(
    'a label of a ScrapeConfig',
    scrapeConfig({ staticConfigs: [{ targets: ['a'], labels: { namespace: 'kube-system' } }] }),
  ),
  labelling(
    'a labelmap of a ScrapeConfig',
    scrapeConfig({ staticConfigs: [{ targets: ['a'] }], metricRelabelings: [{ action: 'labelmap', regex: 'x_(.*)' }] }),
  ),
];
