// The kubelet Service: one address for each Node, kept where a ServiceMonitor finds it.
import t from 'tap';
import { customizeKubelet, syncKubelet } from '../../../../hooks/controllers/kubelet/sync.ts';
import type { DecoratorRequest } from '../../../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { parseOptions } from '../../../../hooks/core/options.ts';

const options = (...flags: string[]) => parseOptions(['--kubelet-service=kube-system/kubelet', ...flags]);
const namespace = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, uid: name },
});

interface NodeFields {
  readonly internal?: string;
  readonly external?: string;
  readonly ready?: string;
}
const node = (name: string, { internal, external, ready = 'True' }: NodeFields): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `uid-${name}` },
  status: {
    addresses: [
      { type: 'Hostname', address: name },
      ...(external ? [{ type: 'ExternalIP', address: external }] : []),
      ...(internal ? [{ type: 'InternalIP', address: internal }] : []),
    ],
    conditions: [{ type: 'Ready', status: ready }],
  },
});
const request = (
  nodes: readonly KubernetesObject[],
  attachments: DecoratorRequest['attachments'] = {},
  object = namespace('kube-system'),
): DecoratorRequest => ({
  object,
  attachments,
  related: { 'Node.v1': Object.fromEntries(nodes.map((item) => [item.metadata.name, item])) },
  finalizing: false,
});
const now = new Date(0);
type Subsets = { subsets?: { addresses: { ip: string; nodeName: string }[]; ports: { name: string }[] }[] };
const addresses = (found: KubernetesObject | undefined) =>
  (found as Subsets | undefined)?.subsets?.[0]?.addresses.map(({ ip, nodeName }) => `${nodeName}=${ip}`);
const nodes = [node('b', { internal: '10.0.0.2' }), node('a', { internal: '10.0.0.1', external: '1.2.3.4' })];

t.test('only the Namespace of the Service selects Nodes and gets attachments', async (t) => {
  t.strictSame(customizeKubelet({ parent: namespace('kube-system') }, options()), {
    relatedResources: [{ apiVersion: 'v1', resource: 'nodes' }],
  });
  t.strictSame(customizeKubelet({ parent: namespace('default') }, options()), { relatedResources: [] });
  t.strictSame(customizeKubelet({ parent: namespace('kube-system') }, parseOptions([])), { relatedResources: [] });
  t.strictSame(syncKubelet(request(nodes, {}, namespace('default')), {}, now, options()).attachments, []);
});

t.test('a headless Service and Endpoints with every Node, by name', async (t) => {
  const [service, endpoints, ...more] = syncKubelet(request(nodes), {}, now, options()).attachments;
  t.match(service, {
    kind: 'Service',
    metadata: { name: 'kubelet', namespace: 'kube-system', labels: { 'k8s-app': 'kubelet' } },
    spec: { clusterIP: 'None' },
  });
  t.equal(endpoints?.kind, 'Endpoints');
  t.strictSame(addresses(endpoints), ['a=10.0.0.1', 'b=10.0.0.2']);
  t.strictSame(more, []);
});

t.test('the external address comes first where that is wanted, and the read-only port can be left out', async (t) => {
  const [, endpoints] = syncKubelet(
    request(nodes),
    {},
    now,
    options('--kubelet-node-address-priority=external', '--kubelet-http-metrics=false'),
  ).attachments;
  t.strictSame(addresses(endpoints), ['a=1.2.3.4', 'b=10.0.0.2']);
  t.strictSame(
    (endpoints as unknown as Subsets).subsets?.[0]?.ports.map(({ name }) => name),
    ['https-metrics', 'cadvisor'],
  );
});

t.test('of two Nodes with one address, the one that is alive has it', async (t) => {
  const replaced = [node('new', { internal: '10.0.0.9' }), node('gone', { internal: '10.0.0.9', ready: 'Unknown' })];
  t.strictSame(addresses(syncKubelet(request(replaced), {}, now, options()).attachments[1]), ['new=10.0.0.9']);
  t.strictSame(addresses(syncKubelet(request([...replaced].reverse()), {}, now, options()).attachments[1]), [
    'new=10.0.0.9',
  ]);
});

t.test('a Node without an address is left out, and no Nodes at all leave Endpoints without subsets', async (t) => {
  const [, endpoints] = syncKubelet(request([node('bare', {})]), {}, now, options()).attachments;
  t.notOk('subsets' in (endpoints ?? {}));
});

t.test('slices keep the families apart, and Endpoints beside them are not mirrored', async (t) => {
  const both = [...nodes, node('six', { internal: 'fd00::1' })];
  const [, endpoints, four, six] = syncKubelet(request(both), {}, now, options('--kubelet-endpointslice')).attachments;
  t.equal(endpoints?.metadata.labels?.['endpointslice.kubernetes.io/skip-mirror'], 'true');
  t.match(four, {
    kind: 'EndpointSlice',
    metadata: { name: 'kubelet-ipv4-0', labels: { 'kubernetes.io/service-name': 'kubelet' } },
    addressType: 'IPv4',
  });
  t.match(six, {
    metadata: { name: 'kubelet-ipv6-0' },
    addressType: 'IPv6',
    endpoints: [{ addresses: ['fd00::1'], nodeName: 'six' }],
  });
});

t.test('one Node more rewrites one slice', async (t) => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    node(`n${String(i).padStart(4, '0')}`, { internal: `10.1.${Math.floor(i / 250)}.${i % 250}` }),
  );
  const flags = options('--kubelet-endpointslice', '--kubelet-endpoints=false');
  const first = syncKubelet(request(many), {}, now, flags).attachments.slice(1);
  t.equal(first.length, 2);
  const observed = {
    'EndpointSlice.discovery.k8s.io/v1': Object.fromEntries(
      first.map((item) => [`kube-system/${item.metadata.name}`, item]),
    ),
  };
  const second = syncKubelet(
    request([node('a-new-one', { internal: '10.9.9.9' }), ...many], observed),
    {},
    now,
    flags,
  ).attachments.slice(1);
  t.strictSame(second[0], first[0]);
  t.notSame(second[1], first[1]);
  t.strictSame(syncKubelet(request(many, observed), {}, now, flags).attachments.slice(1), first);
});
