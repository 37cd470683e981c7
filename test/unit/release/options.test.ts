// Every option of the hooks can be set by values, and a misspelt value is refused.
import t from 'tap';
import type { Row } from '../../../hooks/core/flags.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { choices, parseOptions, rows } from '../../../hooks/core/options.ts';
import { optionName, optionValues, SET_BY_OTHERS } from '../../../release/options.ts';
import { CHART, read } from '../../../release/paths.ts';
import { documentedValues } from '../../../release/values.ts';
import { NO_HELM, refusal, rendered } from '../../support/helm.ts';

const all = Object.entries(rows as Readonly<Record<string, Row>>);

interface Workload extends KubernetesObject {
  readonly spec: { readonly template: { readonly spec: { readonly containers: { readonly args: string[] }[] } } };
}
const argsOf = (objects: readonly KubernetesObject[], name: string): readonly string[] => {
  const found = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  return (found as Workload | undefined)?.spec.template.spec.containers[0]?.args ?? [];
};

/** Values that need others, or a form. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  'alertmanager-start-delay': '30s',
  'cluster-name': 'eu-1',
  'deny-namespaces': undefined,
  'feature-gates': { PrometheusAgentDaemonSet: true, PrometheusTopologySharding: false },
  'kubelet-service': 'my-kubelets/kubelet',
  'kubernetes-version': '1.31.0',
};

/** A value of an option that is not its default, and the option that it gives. */
function sample(name: string, row: Row): { readonly value: unknown; readonly option: unknown } {
  if (row.flag in SAMPLES) return { value: SAMPLES[row.flag], option: SAMPLES[row.flag] };
  const allowed = (choices as Readonly<Record<string, readonly string[]>>)[name];
  const other = allowed?.find((choice) => choice !== row.default);
  if (other) return { value: other, option: other };
  if (row.kind === 'flag') return { value: row.default !== 'true', option: row.default !== 'true' };
  // Helm reads it as a floating point number, which must not become 1.23456789e+08.
  if (row.kind === 'number') return { value: 123456789, option: 123456789 };
  if (row.kind === 'list') return { value: ['one', 'two'], option: ['one', 'two'] };
  if (row.kind === 'map') return { value: { a: 'b', c: 'd=e' }, option: { a: 'b', c: 'd=e' } };
  if (row.kind === 'selector') return { value: 'team=a,tier!=b', option: 'team=a,tier!=b' };
  return { value: 'text: "of" {{ mine }}', option: 'text: "of" {{ mine }}' };
}

t.test('each flag is a value under options, or another value sets it', async (t) => {
  const values = documentedValues(read(`${CHART}/values.yaml`)).map(({ path }) => path);
  for (const [, { flag }] of all) {
    const other = SET_BY_OTHERS[flag];
    if (other) t.ok(values.includes(other), `${flag}: ${other}`);
    else
      t.ok(
        optionValues.some(({ row }) => row.flag === flag),
        flag,
      );
  }
});

t.test('each option reaches the hooks and the webhooks as its value says', { skip: NO_HELM }, async (t) => {
  const samples = all
    .filter(([, { flag }]) => !(flag in SET_BY_OTHERS))
    .map(([name, row]) => ({ name, row, ...sample(name, row) }))
    .filter(({ value }) => value !== undefined);
  const options = Object.fromEntries(samples.map(({ row, value }) => [optionName(row.flag), value]));
  const objects = rendered({ options, admission: { enabled: true, options }, crds: { enabled: false } });
  for (const name of ['prometheus-metacontroller', 'prometheus-metacontroller-admission']) {
    const parsed = parseOptions(argsOf(objects, name)) as unknown as Readonly<Record<string, unknown>>;
    for (const { name: option, row, option: wanted } of samples) {
      const text = row.flag === 'feature-gates' ? parsed['gates'] : parsed[option];
      t.match(text, wanted, `${name} --${row.flag}`);
    }
  }
});

t.test('misspelt and wrong values are refused with their name', { skip: NO_HELM }, async (t) => {
  for (const [values, message] of [
    [{ options: { qeryTier: 'auto' } }, /at '\/options': additional properties 'qeryTier' not allowed/],
    [{ options: { queryTier: 'automatic' } }, /at '\/options\/queryTier': value must be one of 'none', 'remote-read'/],
    [{ options: { threads: '2' } }, /at '\/options\/threads': got string, want integer/],
    [{ options: { featureGates: { Agent: true } } }, /additional properties 'Agent' not allowed/],
    [{ options: { serve: 'all' } }, /additional properties 'serve' not allowed/],
    [{ metaController: { enabled: false } }, /additional properties 'metaController' not allowed/],
    [{ controllers: { assets: { pods: false } } }, /at '\/controllers\/assets': additional properties 'pods'/],
    [{ image: { digest: 'sha256:1' } }, /at '\/image\/digest'/],
    [{ resources: { limit: { memory: '1Gi' } } }, /at '\/resources': additional properties 'limit' not allowed/],
    [{ admission: { failurePolicy: 'ignore' } }, /at '\/admission\/failurePolicy': value must be one of/],
  ] as const)
    t.match(refusal(values), message, JSON.stringify(values));
});

t.test('values that exclude each other are refused in plain words', { skip: NO_HELM }, async (t) => {
  for (const [values, message] of [
    [{ admission: { conversion: true } }, 'admission.conversion needs admission.enabled'],
    [{ admission: { enabled: true, conversion: true }, crds: { enabled: false } }, 'needs crds.enabled'],
    [{ admission: { enabled: true, certificate: { existingSecret: 'mine' } } }, 'needs admission.certificate.ca'],
    [
      { admission: { enabled: true, certificate: { existingSecret: 'mine', certManager: { enabled: true } } } },
      'certManager.enabled and existingSecret exclude each other',
    ],
    [{ tls: { clientSecret: 'client' } }, 'tls.clientSecret needs tls.existingSecret'],
    [{ controllers: { federationExports: true } }, 'needs options.multiclusterServices and options.clusterName'],
    [{ options: { multiclusterServices: 'v1beta1' } }, 'options.multiclusterServices needs options.clusterName'],
    [{ options: { namespaces: ['a'], denyNamespaces: ['b'] } }, 'exclude each other'],
  ] as const)
    t.match(refusal(values), message, JSON.stringify(values));
});
