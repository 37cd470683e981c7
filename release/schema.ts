// values.schema.json of the chart: types of the values, with the comments of values.yaml. A misspelt value is refused.
import { optionValues } from './options.ts';
import type { Value } from './values.ts';

type Schema = Readonly<Record<string, unknown>>;

const TEXT = { type: 'string' };
const SWITCH = { type: 'boolean' };
const COUNT = { type: 'integer', minimum: 0 };
/** A type of Kubernetes, which the API server checks. */
const OPEN = { type: 'object' };
const OPENS = { type: 'array', items: OPEN };
const TEXTS = { type: 'object', additionalProperties: TEXT };
const QUANTITIES = { type: 'object', additionalProperties: { type: ['string', 'number'] } };
const NUMBER_OR_PERCENTAGE = {
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: '^[0-9]+%$' },
  ],
};
const DIGEST = { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' };
const POLICY = { type: 'string', enum: ['Always', 'IfNotPresent', 'Never'] };

const group = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
});
const options = group(Object.fromEntries(optionValues.map(({ name, schema }) => [name, schema])));
const resources = group({ requests: QUANTITIES, limits: QUANTITIES, claims: OPENS });
const image = group({ registry: TEXT, repository: TEXT, tag: TEXT, digest: DIGEST, pullPolicy: POLICY });
const serviceAccount = group({ create: SWITCH, name: TEXT, annotations: TEXTS });
const podDisruptionBudget = group({ enabled: SWITCH, maxUnavailable: NUMBER_OR_PERCENTAGE });
const pods = { resources, podAnnotations: TEXTS, podLabels: TEXTS, affinity: OPEN };

const KINDS = ['servicemonitors', 'podmonitors', 'probes', 'scrapeconfigs', 'alertmanagerconfigs', 'prometheusrules'];
const CONTROLLERS = [
  ...['prometheus', 'prometheusagent', 'alertmanager', 'thanosruler', 'kubelet', 'pods'],
  ...['grafanaSidecar', 'grafanaOperator', 'federationExports'],
];
const switches = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, SWITCH]));

const admission = group({
  ...pods,
  enabled: SWITCH,
  replicas: COUNT,
  options,
  failurePolicy: { type: 'string', enum: ['Ignore', 'Fail'] },
  timeoutSeconds: { type: 'integer', minimum: 1, maximum: 30 },
  conversion: SWITCH,
  certificate: group({
    certManager: group({ enabled: SWITCH, issuerRef: group({ name: TEXT, kind: TEXT, group: TEXT }) }),
    existingSecret: TEXT,
    ca: TEXT,
  }),
  serviceAccount,
  podDisruptionBudget,
  networkPolicy: group({ enabled: SWITCH, from: OPENS }),
});

const metacontroller = group({
  ...pods,
  enabled: SWITCH,
  namespace: { type: 'string', minLength: 1 },
  image,
  replicas: COUNT,
  qps: { type: 'number', exclusiveMinimum: 0 },
  burst: { type: 'integer', minimum: 1 },
  extraArgs: { type: 'array', items: { type: 'string', pattern: '^--' } },
  serviceAccount: group({ create: SWITCH, name: { type: 'string', minLength: 1 }, annotations: TEXTS }),
});

const monitoring = group({
  labels: TEXTS,
  monitors: group({ enabled: SWITCH, interval: { type: 'string', pattern: '^([0-9]+(ms|[smhdwy]))*$' } }),
  rules: group({ enabled: SWITCH, runbooks: { type: 'string', minLength: 1 } }),
  operatorMetrics: group({ enabled: SWITCH, job: { type: 'string', minLength: 1 }, namespace: TEXT }),
  serviceAccount: TEXT,
  dashboards: group({ enabled: SWITCH, namespace: TEXT, labels: TEXTS, folder: TEXT, folderAnnotation: TEXT }),
});

const root = group({
  ...pods,
  image,
  imagePullSecrets: { type: 'array', items: group({ name: TEXT }) },
  fullnameOverride: TEXT,
  nameOverride: TEXT,
  commonLabels: TEXTS,
  options,
  replicas: COUNT,
  podSecurityContext: OPEN,
  securityContext: OPEN,
  nodeSelector: TEXTS,
  tolerations: OPENS,
  topologySpreadConstraints: OPENS,
  priorityClassName: TEXT,
  serviceAccount,
  podDisruptionBudget,
  networkPolicy: group({ enabled: SWITCH, extraIngress: OPENS }),
  metrics: group({ enabled: SWITCH, namespace: TEXT }),
  monitoring,
  token: group({ existingSecret: TEXT }),
  tls: group({ existingSecret: TEXT, clientSecret: TEXT }),
  crds: group({ enabled: SWITCH, annotations: TEXTS }),
  rbac: group({ create: SWITCH }),
  controllers: group({ ...switches(CONTROLLERS), assets: group(switches(KINDS)) }),
  admission,
  metacontroller,
  extraObjects: OPENS,
  global: OPEN,
});

/** The schema of a value with its comment, and so on for the values below it. Sorted as in values.yaml. */
function described(schema: Schema, path: string, values: readonly Value[]): Schema {
  const about = values.find((value) => value.path === path)?.about;
  const properties = schema['properties'] as Readonly<Record<string, Schema>> | undefined;
  const below = (name: string) => (path ? `${path}.${name}` : name);
  const position = (name: string) => {
    const found = values.findIndex((value) => value.path === below(name));
    return found === -1 ? Number.POSITIVE_INFINITY : found;
  };
  if (!properties) return { ...(about ? { description: about } : {}), ...schema };
  const sorted = Object.keys(properties).sort((a, b) => {
    const [first, second] = [position(a), position(b)];
    return first === second ? 0 : first - second;
  });
  const inner = sorted.map((name) => [name, described(properties[name] ?? {}, below(name), values)]);
  return { ...(about ? { description: about } : {}), ...schema, properties: Object.fromEntries(inner) };
}

/** The text of values.schema.json, with the comments of values.yaml. */
export const valuesSchema = (values: readonly Value[]): string =>
  `${JSON.stringify(
    { $schema: 'http://json-schema.org/draft-07/schema#', ...described(root, '', values) },
    undefined,
    2,
  )}\n`;
