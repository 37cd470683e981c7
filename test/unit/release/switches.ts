// The switches of the chart, as factors of a matrix, and names of objects that belong to the user.
import type { Factor } from './pairs.ts';

type Values = Readonly<Record<string, unknown>>;

const certificate = (more: Values) => ({ admission: { enabled: true, ...more } });

export const SWITCHES: readonly Factor<Values>[] = [
  {
    name: 'admission',
    choices: {
      off: {},
      chart: certificate({}),
      certManager: certificate({ certificate: { certManager: { enabled: true } } }),
      issuer: certificate({
        certificate: { certManager: { enabled: true, issuerRef: { kind: 'ClusterIssuer', name: 'of-user' } } },
      }),
      secret: certificate({ certificate: { existingSecret: 'tls-of-user', ca: '-----BEGIN CERTIFICATE-----' } }),
      conversion: certificate({ conversion: true, options: { threads: 2 } }),
    },
  },
  {
    name: 'metacontroller',
    choices: {
      on: {},
      off: { metacontroller: { enabled: false, namespace: 'theirs' } },
      more: { metacontroller: { replicas: 2, extraArgs: ['--workers=10'], podAnnotations: { a: 'b' } } },
      account: { metacontroller: { serviceAccount: { create: false, name: 'account-of-user' } } },
    },
  },
  { name: 'networkPolicy', choices: { on: {}, off: { networkPolicy: { enabled: false } } } },
  {
    name: 'metrics',
    choices: {
      on: {},
      open: { metrics: { namespace: 'monitoring' } },
      off: { metrics: { enabled: false } },
      monitored: {
        metrics: { namespace: 'monitoring' },
        monitoring: { monitors: { enabled: true, interval: '30s' }, rules: { enabled: true }, labels: { team: 'b' } },
      },
      kube: {
        metrics: { namespace: 'monitoring' },
        monitoring: {
          ...Object.fromEntries(
            ['monitors', 'rules', 'operatorMetrics', 'dashboards'].map((part) => [part, { enabled: true }]),
          ),
          serviceAccount: 'account-of-user',
        },
      },
    },
  },
  { name: 'budget', choices: { on: {}, off: { podDisruptionBudget: { enabled: false } } } },
  { name: 'token', choices: { chart: {}, user: { token: { existingSecret: 'token-of-user' } } } },
  {
    name: 'tls',
    choices: {
      off: {},
      server: { tls: { existingSecret: 'hooks-of-user' } },
      both: { tls: { existingSecret: 'hooks-of-user', clientSecret: 'client-of-user' } },
    },
  },
  {
    name: 'account',
    choices: {
      own: { serviceAccount: { annotations: { a: 'b' } } },
      user: { serviceAccount: { create: false, name: 'account-of-user' } },
    },
  },
  {
    name: 'kubelet',
    choices: {
      on: {},
      elsewhere: { options: { kubeletService: 'kubelets/kubelet' } },
      empty: { options: { kubeletService: '' } },
      off: { controllers: { kubelet: false } },
    },
  },
  {
    name: 'pods',
    choices: { on: {}, off: { controllers: { pods: false } }, option: { options: { propagation: false } } },
  },
  {
    name: 'others',
    choices: {
      off: {},
      all: {
        controllers: { grafanaOperator: true, federationExports: true },
        options: { bundleNamespace: 'hooks', clusterName: 'eu-1', multiclusterServices: 'v1alpha1' },
      },
      few: {
        controllers: {
          ...Object.fromEntries(['prometheusagent', 'thanosruler', 'grafanaSidecar'].map((name) => [name, false])),
          assets: { probes: false, scrapeconfigs: false },
        },
      },
    },
  },
  { name: 'rbac', choices: { on: {}, off: { rbac: { create: false } } } },
  {
    name: 'image',
    choices: {
      plain: {},
      digest: { image: { registry: 'registry.example.com/team', digest: `sha256:${'0'.repeat(64)}` } },
      secret: { image: { registry: 'registry.example.com', tag: '1.2' }, imagePullSecrets: [{ name: 'pull-of-user' }] },
    },
  },
  {
    name: 'place',
    choices: {
      anywhere: {},
      some: {
        nodeSelector: { zone: 'a' },
        tolerations: [{ key: 'a', operator: 'Exists' }],
        priorityClassName: 'system-cluster-critical',
        affinity: { podAntiAffinity: {} },
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
        podAnnotations: { a: 'b' },
        podLabels: { team: 'a' },
        commonLabels: { team: 'a' },
        replicas: 1,
      },
    },
  },
  {
    name: 'names',
    choices: {
      default: {},
      full: { fullnameOverride: 'hooks' },
      long: { fullnameOverride: 'a'.repeat(80) },
    },
  },
  { name: 'strategy', choices: { server: {}, dynamic: { options: { applyStrategy: 'dynamic-apply' } } } },
  {
    name: 'more',
    choices: {
      none: {},
      object: {
        extraObjects: [
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '{{ .Release.Name }}-extra' }, data: { a: '1' } },
        ],
      },
    },
  },
];

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merged(one: Record<string, unknown>, other: Values): Record<string, unknown> {
  for (const [key, value] of Object.entries(other)) {
    const found = one[key];
    one[key] = isGroup(found) && isGroup(value) ? merged(found, value) : structuredClone(value);
  }
  return one;
}

/** Values of a case. The definitions are left out where nothing depends on them: they take the longest. */
export function valuesOf(chosen: Readonly<Record<string, string>>): Values {
  const values = merged({}, { crds: { enabled: chosen['admission'] === 'conversion' } });
  for (const { name, choices } of SWITCHES) merged(values, choices[chosen[name] ?? ''] ?? {});
  return values;
}
