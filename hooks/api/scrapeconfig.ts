// The ScrapeConfig kind (v1alpha1): a scrape job with any service discovery of Prometheus.

import { type Static, Type } from '@sinclair/typebox';
import { AzureSDConfig, EC2SDConfig, GCESDConfig, LightSailSDConfig, OpenStackSDConfig } from './discovery/clouds.ts';
import { DockerSDConfig, DockerSwarmSDConfig, KubernetesSDConfig } from './discovery/containers.ts';
import {
  DigitalOceanSDConfig,
  HetznerSDConfig,
  IonosSDConfig,
  LinodeSDConfig,
  OVHCloudSDConfig,
  ScalewaySDConfig,
} from './discovery/hosting.ts';
import {
  ConsulSDConfig,
  EurekaSDConfig,
  KumaSDConfig,
  NomadSDConfig,
  PuppetDBSDConfig,
} from './discovery/registries.ts';
import { DNSSDConfig, FileSDConfig, HTTPSDConfig, StaticConfig } from './discovery/targets.ts';
import { BasicAuth, SafeAuthorization } from './shared/auth.ts';
import { NameEscapingScheme, NameValidationScheme, Scheme, ScrapeProtocol } from './shared/enums.ts';
import { objectFields } from './shared/meta.ts';
import { OAuth2 } from './shared/oauth2.ts';
import { proxyConfig } from './shared/proxy.ts';
import { RelabelConfig } from './shared/relabeling.ts';
import { ByteSize, Duration, NonEmptyString } from './shared/scalars.ts';
import { atomicMap, optional, required, setList } from './shared/schema.ts';
import { scrapeFields } from './shared/scrape.ts';
import { prometheusSince } from './shared/since.ts';
import { ConfigResourceStatus } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';

export const ScrapeConfigSpec = Type.Object(
  {
    ...scrapeFields,
    ...proxyConfig,
    authorization: optional(SafeAuthorization, 'Authorization header; excludes basicAuth and oauth2.'),
    azureSDConfigs: optional(Type.Array(AzureSDConfig), 'Virtual machines of Azure.'),
    basicAuth: optional(BasicAuth, 'Basic authentication; excludes authorization and oauth2.'),
    bodySizeLimit: optional(
      ByteSize,
      `Largest response, uncompressed; a scrape that exceeds it fails. ${prometheusSince('scrape.body_size_limit')}.`,
    ),
    consulSDConfigs: optional(Type.Array(ConsulSDConfig), 'Services of a Consul catalog.'),
    digitalOceanSDConfigs: optional(
      Type.Array(DigitalOceanSDConfig),
      `Droplets of DigitalOcean. ${prometheusSince('sd.digitalocean')}.`,
    ),
    dnsSDConfigs: optional(Type.Array(DNSSDConfig), 'DNS records.'),
    dockerSDConfigs: optional(Type.Array(DockerSDConfig), 'Containers of a Docker daemon.'),
    dockerSwarmSDConfigs: optional(
      Type.Array(DockerSwarmSDConfig),
      `Services, tasks or nodes of a Docker Swarm. ${prometheusSince('sd.dockerswarm')}.`,
    ),
    ec2SDConfigs: optional(Type.Array(EC2SDConfig), 'EC2 instances of AWS.'),
    enableCompression: optional(
      Type.Boolean(),
      `Whether compressed responses are requested; true if unset. ${prometheusSince('scrape.enable_compression')}.`,
    ),
    enableHTTP2: optional(Type.Boolean(), `Whether HTTP/2 may be used. ${prometheusSince('http.enable_http2')}.`),
    eurekaSDConfigs: optional(Type.Array(EurekaSDConfig), 'Instances of a Eureka registry.'),
    fileSDConfigs: optional(Type.Array(FileSDConfig), 'Target files in the Prometheus container.'),
    gceSDConfigs: optional(Type.Array(GCESDConfig), 'Instances of Google Compute Engine.'),
    hetznerSDConfigs: optional(Type.Array(HetznerSDConfig), 'Servers of Hetzner.'),
    honorLabels: optional(
      Type.Boolean(),
      'True keeps labels of the target that collide with those of discovery, instead of renaming them.',
    ),
    honorTimestamps: optional(
      Type.Boolean(),
      `Whether timestamps of the target are kept. ${prometheusSince('scrape.honor_timestamps')}.`,
    ),
    httpSDConfigs: optional(
      Type.Array(HTTPSDConfig),
      `Target lists from HTTP endpoints. ${prometheusSince('sd.http')}.`,
    ),
    ionosSDConfigs: optional(Type.Array(IonosSDConfig), `Servers of IONOS Cloud. ${prometheusSince('sd.ionos')}.`),
    jobName: optional(NonEmptyString, 'Value of the job label; unset, the name of the generated job.'),
    kubernetesSDConfigs: optional(Type.Array(KubernetesSDConfig), 'Objects of a Kubernetes cluster.'),
    kumaSDConfigs: optional(Type.Array(KumaSDConfig), 'Data plane proxies of a Kuma control plane.'),
    lightSailSDConfigs: optional(
      Type.Array(LightSailSDConfig),
      `Lightsail instances of AWS. ${prometheusSince('sd.lightsail')}.`,
    ),
    linodeSDConfigs: optional(Type.Array(LinodeSDConfig), `Instances of Linode. ${prometheusSince('sd.linode')}.`),
    metricRelabelings: optional(
      Type.Array(RelabelConfig, { minItems: 1 }),
      'Relabeling of the samples before they are stored.',
    ),
    metricsPath: optional(NonEmptyString, 'Path that is scraped; /metrics if unset.'),
    nameEscapingScheme: optional(
      NameEscapingScheme,
      'Escaping to request for names with characters outside the legacy set. ' +
        `${prometheusSince('scrape.metric_name_escaping_scheme')}.`,
    ),
    nameValidationScheme: optional(
      NameValidationScheme,
      'Names accepted in samples and labels: UTF8 or Legacy. ' +
        `${prometheusSince('scrape.metric_name_validation_scheme')}.`,
    ),
    nomadSDConfigs: optional(Type.Array(NomadSDConfig), 'Services of Nomad.'),
    oauth2: optional(
      OAuth2,
      `OAuth 2 client credentials; excludes authorization and basicAuth. ${prometheusSince('http.oauth2')}.`,
    ),
    openstackSDConfigs: optional(
      Type.Array(OpenStackSDConfig),
      'Instances, hypervisors or load balancers of OpenStack.',
    ),
    ovhcloudSDConfigs: optional(
      Type.Array(OVHCloudSDConfig),
      `Servers of OVHcloud. ${prometheusSince('sd.ovhcloud')}.`,
    ),
    params: optional(Type.Record(Type.String(), Type.Array(Type.String()), atomicMap), 'Parameters of the request.'),
    puppetDBSDConfigs: optional(
      Type.Array(PuppetDBSDConfig),
      `Resources of a PuppetDB. ${prometheusSince('sd.puppetdb')}.`,
    ),
    relabelings: optional(Type.Array(RelabelConfig, { minItems: 1 }), 'Relabeling of the targets.'),
    scalewaySDConfigs: optional(
      Type.Array(ScalewaySDConfig),
      `Servers of Scaleway. ${prometheusSince('sd.scaleway')}.`,
    ),
    scheme: optional(Scheme, 'http (if unset) or https.'),
    scrapeInterval: optional(Duration, 'Time between scrapes; that of the Prometheus if unset.'),
    scrapeProtocols: optional(
      setList(ScrapeProtocol, { minItems: 1 }),
      `Exposition formats to request, in order of preference. ${prometheusSince('scrape.scrape_protocols')}.`,
    ),
    scrapeTimeout: optional(
      Duration,
      'How long a scrape may take; not above the interval. That of the Prometheus if unset.',
    ),
    staticConfigs: optional(Type.Array(StaticConfig), 'Targets listed here.'),
    tlsConfig: optional(SafeTLSConfig, 'TLS towards the targets.'),
    trackTimestampsStaleness: optional(
      Type.Boolean(),
      'Whether a series with its own timestamps becomes stale when it disappears. ' +
        `${prometheusSince('scrape.track_timestamps_staleness')}.`,
    ),
  },
  {
    'x-kubernetes-validations': [
      {
        rule: '[has(self.basicAuth), has(self.authorization), has(self.oauth2)].filter(x, x).size() <= 1',
        message: 'at most one of basicAuth, authorization, or oauth2 can be configured',
      },
    ],
  },
);
export type ScrapeConfigSpec = Static<typeof ScrapeConfigSpec>;

export const ScrapeConfig = Type.Object({
  ...objectFields,
  spec: required(ScrapeConfigSpec, 'Where targets come from, and how they are scraped.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type ScrapeConfig = Static<typeof ScrapeConfig>;
