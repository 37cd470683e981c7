// Placeholders for Secrets and ConfigMaps that objects refer to.
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { placeholders } from '../../../hooks/references/placeholders.ts';

const object = (kind: string, spec: Record<string, unknown>): KubernetesObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind,
  metadata: { name: 'x', namespace: 'a' },
  spec,
});
const KINDS = new Set(['Prometheus', 'ServiceMonitor']);
const text = (secret: KubernetesObject | undefined, key: string): string =>
  Buffer.from(((secret?.['data'] ?? {}) as Record<string, string>)[key] ?? 'none', 'base64').toString('utf8');

t.test('each missing object is made once, with all keys that are referred to', async (t) => {
  const endpoints = [
    { bearerTokenSecret: { name: 's', key: 'token' } },
    { tlsConfig: { ca: { configMap: { name: 's', key: 'ca' } }, keySecret: { name: 's', key: 'tls' } } },
  ];
  const made = placeholders([object('ServiceMonitor', { endpoints })], KINDS);
  t.strictSame(
    made.map(({ kind, metadata, data }) => [kind, metadata.namespace, metadata.name, Object.keys(data as object)]),
    [
      ['ConfigMap', 'a', 's', ['ca']],
      ['Secret', 'a', 's', ['tls', 'token']],
    ],
  );
  t.match(text(made[1], 'token'), /^https:/, 'a URL is a valid token, and a valid URL');
  t.equal(text(made[1], 'tls'), '', 'certificates are not checked');
});

t.test('additional configuration is an empty list', async (t) => {
  const spec = { additionalScrapeConfigs: { name: 's', key: 'jobs' } };
  t.equal(text(placeholders([object('Prometheus', spec)], KINDS)[0], 'jobs'), '[]');
});

t.test('an object that exists is not replaced, and other kinds get nothing', async (t) => {
  const spec = { additionalScrapeConfigs: { name: 's', key: 'jobs' } };
  const existing: KubernetesObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'a' } };
  t.strictSame(placeholders([object('Prometheus', spec), existing], KINDS), []);
  t.strictSame(placeholders([object('Other', spec)], KINDS), []);
});
