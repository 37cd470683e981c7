// All service discoveries of a ScrapeConfig: the field, the key of the configuration, the first release, the check and
// the renderer.
import type { ScrapeConfigSpec } from '../../api/scrapeconfig.ts';
import type { Issue } from '../../core/issue.ts';
import type { Section } from '../../core/section.ts';
import type { Key } from '../../versions/prometheus.ts';
import type { ScrapeContext, Subject } from '../job/context.ts';
import {
  azure,
  checkAzure,
  checkEc2,
  checkLightSail,
  checkOpenStack,
  ec2,
  gce,
  lightSail,
  openStack,
} from './clouds.ts';
import { checkDocker, checkDockerSwarm, docker, dockerSwarm } from './containers.ts';
import {
  checkDigitalOcean,
  checkHetzner,
  checkIonos,
  checkLinode,
  checkOvhCloud,
  checkScaleway,
  digitalOcean,
  hetzner,
  ionos,
  linode,
  ovhCloud,
  scaleway,
} from './hosting.ts';
import { checkKubernetes, kubernetes } from './kubernetes.ts';
import {
  checkConsul,
  checkEureka,
  checkKuma,
  checkNomad,
  checkPuppetDb,
  consul,
  eureka,
  kuma,
  nomad,
  puppetDb,
} from './registries.ts';
import { checkDns, checkHttp, checkStatic, dns, files, http, staticTargets } from './targets.ts';

type Check = (sd: never, subject: Subject, context: ScrapeContext, path: string) => Issue[];
type Emit = (sd: never, subject: Subject, context: ScrapeContext) => Section;

export interface Discovery {
  readonly field: Extract<keyof ScrapeConfigSpec, `${string}Configs`>;
  readonly key: string;
  readonly since?: Key;
  readonly check: Check;
  readonly emit: Emit;
}

const none: Check = () => [];

/** In the order of the configuration. */
export const DISCOVERIES: readonly Discovery[] = [
  { field: 'staticConfigs', key: 'static_configs', check: checkStatic, emit: staticTargets },
  { field: 'fileSDConfigs', key: 'file_sd_configs', check: none, emit: files },
  { field: 'httpSDConfigs', key: 'http_sd_configs', since: 'sd.http', check: checkHttp, emit: http },
  { field: 'kubernetesSDConfigs', key: 'kubernetes_sd_configs', check: checkKubernetes, emit: kubernetes },
  { field: 'consulSDConfigs', key: 'consul_sd_configs', check: checkConsul, emit: consul },
  { field: 'dnsSDConfigs', key: 'dns_sd_configs', check: checkDns, emit: dns },
  { field: 'ec2SDConfigs', key: 'ec2_sd_configs', check: checkEc2, emit: ec2 },
  { field: 'azureSDConfigs', key: 'azure_sd_configs', check: checkAzure, emit: azure },
  { field: 'gceSDConfigs', key: 'gce_sd_configs', check: none, emit: gce },
  { field: 'openstackSDConfigs', key: 'openstack_sd_configs', check: checkOpenStack, emit: openStack },
  {
    field: 'digitalOceanSDConfigs',
    key: 'digitalocean_sd_configs',
    since: 'sd.digitalocean',
    check: checkDigitalOcean,
    emit: digitalOcean,
  },
  { field: 'kumaSDConfigs', key: 'kuma_sd_configs', check: checkKuma, emit: kuma },
  { field: 'eurekaSDConfigs', key: 'eureka_sd_configs', check: checkEureka, emit: eureka },
  { field: 'dockerSDConfigs', key: 'docker_sd_configs', check: checkDocker, emit: docker },
  { field: 'linodeSDConfigs', key: 'linode_sd_configs', since: 'sd.linode', check: checkLinode, emit: linode },
  { field: 'hetznerSDConfigs', key: 'hetzner_sd_configs', check: checkHetzner, emit: hetzner },
  { field: 'nomadSDConfigs', key: 'nomad_sd_configs', check: checkNomad, emit: nomad },
  {
    field: 'dockerSwarmSDConfigs',
    key: 'dockerswarm_sd_configs',
    since: 'sd.dockerswarm',
    check: checkDockerSwarm,
    emit: dockerSwarm,
  },
  {
    field: 'puppetDBSDConfigs',
    key: 'puppetdb_sd_configs',
    since: 'sd.puppetdb',
    check: checkPuppetDb,
    emit: puppetDb,
  },
  {
    field: 'lightSailSDConfigs',
    key: 'lightsail_sd_configs',
    since: 'sd.lightsail',
    check: checkLightSail,
    emit: lightSail,
  },
  {
    field: 'ovhcloudSDConfigs',
    key: 'ovhcloud_sd_configs',
    since: 'sd.ovhcloud',
    check: checkOvhCloud,
    emit: ovhCloud,
  },
  {
    field: 'scalewaySDConfigs',
    key: 'scaleway_sd_configs',
    since: 'sd.scaleway',
    check: checkScaleway,
    emit: scaleway,
  },
  { field: 'ionosSDConfigs', key: 'ionos_sd_configs', since: 'sd.ionos', check: checkIonos, emit: ionos },
];
