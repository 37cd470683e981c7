// Files of the Prometheus container that a tenant names: with arbitraryFSAccessThroughSMs.deny no object may.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { monitor, podMonitor, probe, type Row, scrapeConfig } from './row.ts';

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';
const deny = { arbitraryFSAccessThroughSMs: { deny: true } };

const denied = (name: string, object: KubernetesObject, field: string, kind?: Row['kind']): Row => ({
  name,
  ...(kind ? { kind } : {}),
  spec: deny,
  objects: [object],
  says: new RegExp(`${object.kind} tenant/hostile spec\\.\\S*${field.replaceAll('[', '\\[')}: files are not allowed`),
  lacks: /serviceaccount\/token|tenant\/hostile/,
});
const tls = (field: string) => ({ tlsConfig: { [field]: TOKEN } });
const http = (more: object) => scrapeConfig({ httpSDConfigs: [{ url: 'http://a.b', ...more }] });

export const FILES: readonly Row[] = [
  denied('a CA of a PodMonitor', podMonitor(tls('caFile')), 'tlsConfig.caFile'),
  denied('a CA of a Probe', probe(tls('caFile')), 'tlsConfig.caFile'),
  denied(
    'a certificate of a ServiceMonitor',
    monitor({ tlsConfig: { certFile: TOKEN, keyFile: TOKEN } }),
    'tlsConfig.certFile',
  ),
  denied('a token of a ServiceMonitor', monitor({ bearerTokenFile: TOKEN }), 'bearerTokenFile'),
  denied(
    'a token of the second endpoint',
    monitor({}, { endpoints: [{ port: 'web' }, { port: 'b', bearerTokenFile: TOKEN }] }),
    'endpoints[1].bearerTokenFile',
  ),
  denied('a private key of a PodMonitor', podMonitor(tls('keyFile')), 'tlsConfig.keyFile'),
  denied(
    'a token of an agent, in a ServiceMonitor',
    monitor({ bearerTokenFile: TOKEN }),
    'bearerTokenFile',
    'PrometheusAgent',
  ),
  denied('a CA of an agent, in a PodMonitor', podMonitor(tls('caFile')), 'tlsConfig.caFile', 'PrometheusAgent'),
  denied(
    'a certificate of a ScrapeConfig',
    scrapeConfig({ staticConfigs: [{ targets: ['a'] }], ...tls('certFile') }),
    'tlsConfig.certFile',
  ),
  denied(
    'targets in files',
    scrapeConfig({ fileSDConfigs: [{ files: ['/etc/prometheus/config_out/a.json'] }] }),
    'fileSDConfigs',
  ),
  denied('a CA of a discovery over HTTP', http(tls('caFile')), 'tlsConfig.caFile'),
  denied(
    'credentials of a discovery over HTTP',
    http({ authorization: { credentialsFile: TOKEN } }),
    'authorization.credentialsFile',
  ),
  denied(
    'a CA of OAuth in a ServiceMonitor',
    monitor({ oauth2: { tokenUrl: 'https://a.b', clientId: {}, clientSecret: { key: 'a' }, ...tls('caFile') } }),
    'oauth2.tlsConfig.caFile',
  ),
  denied('a CA of Consul', scrapeConfig({ consulSDConfigs: [{ server: 'a', ...tls('caFile') }] }), 'tlsConfig.caFile'),
  denied(
    'a key of Kubernetes',
    scrapeConfig({ kubernetesSDConfigs: [{ role: 'Pod', apiServer: 'https://a.b', ...tls('keyFile') }] }),
    'tlsConfig.keyFile',
  ),
  denied(
    'a CA of Docker, in an agent',
    scrapeConfig({ dockerSDConfigs: [{ host: 'http://a.b', ...tls('caFile') }] }),
    'tlsConfig.caFile',
    'PrometheusAgent',
  ),
  denied(
    'a file beside a class of the owner',
    { ...podMonitor(tls('caFile')), spec: { ...(podMonitor(tls('caFile'))['spec'] as object), scrapeClass: 'own' } },
    'tlsConfig.caFile',
  ),
  {
    name: 'keys of maps that look like files, which are none',
    spec: deny,
    objects: [monitor({ params: { aFile: ['x'] } }, { selector: { matchLabels: { caFile: 'x' } } })],
    has: /serviceMonitor\/tenant\/hostile\/0/,
  },
  {
    name: 'an empty name of a file, which is none',
    spec: deny,
    objects: [podMonitor({ tlsConfig: { caFile: '' } })],
    has: /podMonitor\/tenant\/hostile\/0/,
  },
  {
    name: "files of the owner's own class",
    spec: { ...deny, scrapeClasses: [{ name: 'own', default: true, tlsConfig: { caFile: '/etc/own/ca' } }] },
    objects: [probe({})],
    has: /ca_file: \/etc\/own\/ca/,
  },
];
