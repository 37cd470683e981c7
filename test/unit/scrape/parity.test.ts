// Corners where parity follows the Go operator to the letter, and where we differ without it.
import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { imageReference } from '../../../hooks/workload/image.ts';
import { prometheusConfig } from '../../support/config.ts';
import { prometheus, secret, serviceMonitor } from '../../support/objects.ts';

const CREDENTIALS = secret('creds', { user: 'bob', password: 'pw' });
const childOf = (objects: readonly KubernetesObject[], parity: boolean, name: string) =>
  render(objects, { parity }).parents[0]?.children.find(({ metadata }) => metadata.name === name);
const statusOf = (objects: readonly KubernetesObject[], parity: boolean) =>
  (
    render(objects, { parity }).parents[0]?.status['conditions'] as { type: string; status: string }[] | undefined
  )?.find(({ type }) => type === 'Reconciled')?.status;

t.test('every mistake of a monitor is reported at once, in parity only the first', async (t) => {
  const endpoint = { port: 'web', authorization: {}, relabelings: [{ action: 'hashmod', targetLabel: 'x' }] };
  const messages = (parity: boolean) => {
    const [found] = render([prometheus(), serviceMonitor({ endpoints: [endpoint] })], { parity }).objects;
    return (found?.bindings as { conditions: { message: string }[] }[] | undefined)?.[0]?.conditions[0]?.message.split(
      '\n',
    ).length;
  };
  t.equal(messages(false), 2);
  t.equal(messages(true), 1);
});

t.test('a certificate whose key is a file is handed out, but not in parity', async (t) => {
  const objects = [
    prometheus(),
    CREDENTIALS,
    serviceMonitor({
      endpoints: [{ port: 'web', tlsConfig: { cert: { secret: { name: 'creds', key: 'user' } }, keyFile: '/k' } }],
    }),
  ];
  const files = (parity: boolean) =>
    Object.keys((childOf(objects, parity, 'prometheus-k8s-tls-assets-0')?.['data'] as object | undefined) ?? {});
  t.strictSame(files(false), ['0_monitoring_creds_user']);
  t.strictSame(files(true), []);
});

t.test('a proxy of the API server that contradicts itself stops the sync, but not in parity', async (t) => {
  const objects = [
    prometheus({ apiserverConfig: { host: 'https://k', proxyUrl: 'http://p:1', proxyFromEnvironment: true } }),
  ];
  t.equal(statusOf(objects, false), 'False');
  t.equal(statusOf(objects, true), 'True');
});

t.test('an empty authorization block of a monitor is ignored', async (t) => {
  const probe: KubernetesObject = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Probe',
    metadata: { name: 'p', namespace: 'monitoring' },
    spec: { authorization: {}, prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['a'] } } },
  };
  const config = prometheusConfig(childOf([prometheus({ probeSelector: {} }), probe], false, 'prometheus-k8s'));
  t.notOk('authorization' in (config.scrape_configs[0] ?? {}));
});

t.test('a short base image is spelled out when a tag is put behind it', async (t) => {
  t.equal(imageReference({ baseImage: 'prom', tag: 'v1' }, 'unused', 'v3'), 'docker.io/library/prom:v1');
  t.equal(imageReference({ baseImage: 'team/prom', tag: 'v1' }, 'unused', 'v3'), 'docker.io/team/prom:v1');
  t.equal(imageReference({ baseImage: 'quay.io/team/prom', tag: 'v1' }, 'unused', 'v3'), 'quay.io/team/prom:v1');
  t.equal(imageReference({ baseImage: 'prom' }, 'unused', 'v3'), 'prom:v3');
});

t.test('the namespaces of a Kubernetes discovery have a list of names, also an empty one', async (t) => {
  const found = {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { name: 'own', namespace: 'monitoring' },
    spec: { kubernetesSDConfigs: [{ role: 'Pod', namespaces: { ownNamespace: true } }] },
  };
  for (const parity of [true, false]) {
    const config = prometheusConfig(
      childOf([prometheus({ scrapeConfigSelector: {} }), found], parity, 'prometheus-k8s'),
    );
    t.match(config.scrape_configs, [
      { kubernetes_sd_configs: [{ role: 'pod', namespaces: { names: [], own_namespace: true } }] },
    ]);
  }
});
