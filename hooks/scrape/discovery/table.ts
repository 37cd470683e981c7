// All service discoveries of a ScrapeConfig: the field, the key of the configuration, the first release, what checks
// it and resolves its references, and the renderer.
import type { ScrapeConfigSpec } from '../../api/scrapeconfig.ts';
import type { Section } from '../../core/section.ts';
import type { Result } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import type { Key } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import { resolveClient } from './client.ts';
import { azure, ec2, gce, lightSail, openStack, resolveAws, resolveAzure, resolveOpenStack } from './clouds.ts';
import { docker, dockerSwarm, resolveDocker, resolveDockerSwarm } from './containers.ts';
import {
  digitalOcean,
  hetzner,
  ionos,
  linode,
  ovhCloud,
  resolveHetzner,
  resolveOvhCloud,
  resolveScaleway,
  scaleway,
} from './hosting.ts';
import { kubernetes, resolveKubernetes } from './kubernetes.ts';
import {
  consul,
  eureka,
  kuma,
  nomad,
  puppetDb,
  resolveConsul,
  resolveEureka,
  resolveKuma,
  resolveNomad,
  resolvePuppetDb,
} from './registries.ts';
import { checkDns, checkStatic, dns, files, http, resolveHttp, staticTargets } from './targets.ts';

type Resolve = (sd: never, resolver: SecretResolver, context: JobContext, path: string) => Result;
type Emit = (sd: never, subject: Subject, context: JobContext) => Section;

export interface Discovery {
  readonly field: Extract<keyof ScrapeConfigSpec, `${string}Configs`>;
  readonly key: string;
  readonly since?: Key;
  readonly resolve: Resolve;
  readonly emit: Emit;
}

const none: Resolve = () => [];
const onlyClient: Resolve = (sd, resolver, _context, path) => resolveClient(sd, resolver, path);

/** In the order of the configuration. */
export const DISCOVERIES: readonly Discovery[] = [
  { field: 'staticConfigs', key: 'static_configs', resolve: checkStatic, emit: staticTargets },
  { field: 'fileSDConfigs', key: 'file_sd_configs', resolve: none, emit: files },
  { field: 'httpSDConfigs', key: 'http_sd_configs', since: 'sd.http', resolve: resolveHttp, emit: http },
  { field: 'kubernetesSDConfigs', key: 'kubernetes_sd_configs', resolve: resolveKubernetes, emit: kubernetes },
  { field: 'consulSDConfigs', key: 'consul_sd_configs', resolve: resolveConsul, emit: consul },
  { field: 'dnsSDConfigs', key: 'dns_sd_configs', resolve: checkDns, emit: dns },
  { field: 'ec2SDConfigs', key: 'ec2_sd_configs', resolve: resolveAws, emit: ec2 },
  { field: 'azureSDConfigs', key: 'azure_sd_configs', resolve: resolveAzure, emit: azure },
  { field: 'gceSDConfigs', key: 'gce_sd_configs', resolve: none, emit: gce },
  { field: 'openstackSDConfigs', key: 'openstack_sd_configs', resolve: resolveOpenStack, emit: openStack },
  {
    field: 'digitalOceanSDConfigs',
    key: 'digitalocean_sd_configs',
    since: 'sd.digitalocean',
    resolve: onlyClient,
    emit: digitalOcean,
  },
  { field: 'kumaSDConfigs', key: 'kuma_sd_configs', resolve: resolveKuma, emit: kuma },
  { field: 'eurekaSDConfigs', key: 'eureka_sd_configs', resolve: resolveEureka, emit: eureka },
  { field: 'dockerSDConfigs', key: 'docker_sd_configs', resolve: resolveDocker, emit: docker },
  { field: 'linodeSDConfigs', key: 'linode_sd_configs', since: 'sd.linode', resolve: onlyClient, emit: linode },
  { field: 'hetznerSDConfigs', key: 'hetzner_sd_configs', resolve: resolveHetzner, emit: hetzner },
  { field: 'nomadSDConfigs', key: 'nomad_sd_configs', resolve: resolveNomad, emit: nomad },
  {
    field: 'dockerSwarmSDConfigs',
    key: 'dockerswarm_sd_configs',
    since: 'sd.dockerswarm',
    resolve: resolveDockerSwarm,
    emit: dockerSwarm,
  },
  {
    field: 'puppetDBSDConfigs',
    key: 'puppetdb_sd_configs',
    since: 'sd.puppetdb',
    resolve: resolvePuppetDb,
    emit: puppetDb,
  },
  {
    field: 'lightSailSDConfigs',
    key: 'lightsail_sd_configs',
    since: 'sd.lightsail',
    resolve: resolveAws,
    emit: lightSail,
  },
  {
    field: 'ovhcloudSDConfigs',
    key: 'ovhcloud_sd_configs',
    since: 'sd.ovhcloud',
    resolve: resolveOvhCloud,
    emit: ovhCloud,
  },
  {
    field: 'scalewaySDConfigs',
    key: 'scaleway_sd_configs',
    since: 'sd.scaleway',
    resolve: resolveScaleway,
    emit: scaleway,
  },
  { field: 'ionosSDConfigs', key: 'ionos_sd_configs', since: 'sd.ionos', resolve: onlyClient, emit: ionos },
];
