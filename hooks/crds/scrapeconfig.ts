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
import { ConsulSDConfig, EurekaSDConfig, KumaSDConfig, NomadSDConfig, PuppetDBSDConfig } from './discovery/registries.ts';
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
import { ConfigResourceStatus } from './shared/status.ts';
import { SafeTLSConfig } from './shared/tls.ts';

export const ScrapeConfigSpec = Type.Object(
  {
    ...scrapeFields,
    ...proxyConfig,
    authorization: optional(SafeAuthorization),
    azureSDConfigs: optional(Type.Array(AzureSDConfig)),
    basicAuth: optional(BasicAuth),
    bodySizeLimit: optional(ByteSize),
    consulSDConfigs: optional(Type.Array(ConsulSDConfig)),
    digitalOceanSDConfigs: optional(Type.Array(DigitalOceanSDConfig)),
    dnsSDConfigs: optional(Type.Array(DNSSDConfig)),
    dockerSDConfigs: optional(Type.Array(DockerSDConfig)),
    dockerSwarmSDConfigs: optional(Type.Array(DockerSwarmSDConfig)),
    ec2SDConfigs: optional(Type.Array(EC2SDConfig)),
    enableCompression: optional(Type.Boolean()),
    enableHTTP2: optional(Type.Boolean()),
    eurekaSDConfigs: optional(Type.Array(EurekaSDConfig)),
    fileSDConfigs: optional(Type.Array(FileSDConfig)),
    gceSDConfigs: optional(Type.Array(GCESDConfig)),
    hetznerSDConfigs: optional(Type.Array(HetznerSDConfig)),
    honorLabels: optional(Type.Boolean()),
    honorTimestamps: optional(Type.Boolean()),
    httpSDConfigs: optional(Type.Array(HTTPSDConfig)),
    ionosSDConfigs: optional(Type.Array(IonosSDConfig)),
    jobName: optional(NonEmptyString),
    kubernetesSDConfigs: optional(Type.Array(KubernetesSDConfig)),
    kumaSDConfigs: optional(Type.Array(KumaSDConfig)),
    lightSailSDConfigs: optional(Type.Array(LightSailSDConfig)),
    linodeSDConfigs: optional(Type.Array(LinodeSDConfig)),
    metricRelabelings: optional(Type.Array(RelabelConfig, { minItems: 1 })),
    metricsPath: optional(NonEmptyString),
    nameEscapingScheme: optional(NameEscapingScheme),
    nameValidationScheme: optional(NameValidationScheme),
    nomadSDConfigs: optional(Type.Array(NomadSDConfig)),
    oauth2: optional(OAuth2),
    openstackSDConfigs: optional(Type.Array(OpenStackSDConfig)),
    ovhcloudSDConfigs: optional(Type.Array(OVHCloudSDConfig)),
    params: optional(Type.Record(Type.String(), Type.Array(Type.String()), atomicMap)),
    puppetDBSDConfigs: optional(Type.Array(PuppetDBSDConfig)),
    relabelings: optional(Type.Array(RelabelConfig, { minItems: 1 })),
    scalewaySDConfigs: optional(Type.Array(ScalewaySDConfig)),
    scheme: optional(Scheme),
    scrapeInterval: optional(Duration),
    scrapeProtocols: optional(setList(ScrapeProtocol, { minItems: 1 })),
    scrapeTimeout: optional(Duration),
    staticConfigs: optional(Type.Array(StaticConfig)),
    tlsConfig: optional(SafeTLSConfig),
    trackTimestampsStaleness: optional(Type.Boolean()),
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
  spec: required(ScrapeConfigSpec, 'Desired state.'),
  status: optional(ConfigResourceStatus, 'Observed state; written by the operator.'),
});
export type ScrapeConfig = Static<typeof ScrapeConfig>;
