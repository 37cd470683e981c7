// The manifests of monitoring agree with the Deployments, Services and network policies of the hooks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import type { LabelSelector } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { matches } from '../../hooks/core/selector.ts';
import { type Response, review } from '../support/admission.ts';
import { post } from '../support/requests.ts';
import { server } from '../support/server.ts';
import { root } from './documents.ts';

interface Port {
  readonly name?: string;
  readonly port?: number;
  readonly containerPort?: number;
  readonly targetPort?: string;
}
interface Spec {
  readonly selector?: LabelSelector;
  readonly podSelector?: LabelSelector;
  readonly endpoints?: readonly { readonly port: string; readonly honorLabels?: boolean }[];
  readonly ports?: readonly Port[];
  readonly ingress?: readonly { readonly ports: readonly Port[] }[];
  readonly template?: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly containers: readonly { readonly args: readonly string[]; readonly ports: readonly Port[] }[];
    };
  };
}
type Found = KubernetesObject & { readonly spec: Spec };

const load = (...folders: string[]): readonly Found[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, 'manifests', folder))
      .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
      .flatMap((file) => loadAll(readFileSync(join(root, 'manifests', folder, file), 'utf8')) as Found[]),
  );
const hooks = load('operator', 'admission');
const monitoring = load('monitoring', 'monitoring-kube-prometheus');
const of = (objects: readonly Found[], kind: string): readonly Found[] => objects.filter((one) => one.kind === kind);

t.test('the ServiceMonitor finds the port of the metrics at both Services', async (t) => {
  const [monitor, ...more] = of(monitoring, 'ServiceMonitor');
  t.equal(more.length, 0);
  t.strictSame(monitor?.spec.endpoints, [{ port: 'metrics', honorLabels: true }]);
  const services = of(hooks, 'Service');
  t.equal(services.length, 2);
  for (const { metadata, spec } of services) {
    t.equal(metadata.namespace, monitor?.metadata.namespace);
    t.ok(matches(monitor?.spec.selector, metadata.labels), metadata.name);
    t.match(
      spec.ports?.find(({ name }) => name === 'metrics'),
      { port: 8081, targetPort: 'metrics' },
    );
  }
});

t.test('Prometheus reaches the port that serves metrics alone, and no port of hooks that see Secrets', async (t) => {
  const [policy] = of(monitoring, 'NetworkPolicy');
  t.strictSame(
    policy?.spec.ingress?.flatMap(({ ports }) => ports.map(({ port }) => port)),
    [8081],
  );
  for (const { metadata, spec } of of(hooks, 'Deployment')) {
    t.ok(matches(policy?.spec.podSelector, spec.template?.metadata.labels), metadata.name);
    const [container] = spec.template?.spec.containers ?? [];
    const options = parseOptions(container?.args ?? []);
    const port = container?.ports.find(({ name }) => name === 'metrics')?.containerPort;
    t.equal(options.metricsAddress, `0.0.0.0:${port}`, metadata.name);
    t.not(options.listenAddress.split(':')[1], String(port), metadata.name);
  }
});

t.test('the rules are accepted by the admission webhook', async (t) => {
  const { app } = server(parseOptions(['--log-level=silent']));
  t.teardown(() => app.close());
  const rules = of(monitoring, 'PrometheusRule');
  t.equal(rules.length, 2);
  for (const rule of rules) {
    const { body } = await post(app, '/admission/prometheusrules', review(rule));
    const { allowed, warnings = [] } = body['response'] as Response;
    t.strictSame([allowed, warnings], [true, []], rule.metadata.name);
  }
});
