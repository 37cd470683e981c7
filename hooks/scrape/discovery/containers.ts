// Discovery of container daemons: Docker, Docker Swarm.
import type { DockerSDConfig, DockerSwarmSDConfig } from '../../api/discovery/containers.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import { parseUrl } from '../../core/url.ts';
import { type Resolved, resolveInOrder } from '../../references/assets.ts';
import type { SecretResolver } from '../../references/resolver.ts';
import { knows } from '../../versions/prometheus.ts';
import type { JobContext, Subject } from '../job/context.ts';
import { client, filters, resolveClient } from './client.ts';
import { checkSince } from './registries.ts';

function checkHost(host: string, path: string): Issue[] {
  const parsed = parseUrl(host);
  return 'problem' in parsed ? [issue('InvalidURL', path, `the address ${parsed.problem}`)] : [];
}

export const resolveDocker = (
  sd: DockerSDConfig,
  resolver: SecretResolver,
  context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [
    () => checkSince(sd.matchFirstNetwork, 'sd.docker.match_first_network', context, `${path}.matchFirstNetwork`),
    () => checkHost(sd.host, `${path}.host`),
    () => resolveClient(sd, resolver, path),
  ]);

export const docker = (sd: DockerSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    filters: filters(sd.filters),
    host: sd.host,
    port: sd.port,
    host_networking_host: nonEmpty(sd.hostNetworkingHost),
    match_first_network: knows(context.version, 'sd.docker.match_first_network') ? sd.matchFirstNetwork : undefined,
    refresh_interval: nonEmpty(sd.refreshInterval),
  });

export const resolveDockerSwarm = (
  sd: DockerSwarmSDConfig,
  resolver: SecretResolver,
  _context: JobContext,
  path: string,
): Resolved =>
  resolveInOrder(resolver.parity, [() => checkHost(sd.host, `${path}.host`), () => resolveClient(sd, resolver, path)]);

export const dockerSwarm = (sd: DockerSwarmSDConfig, subject: Subject, context: JobContext): Section =>
  section({
    ...client(sd, subject, context),
    host: sd.host,
    role: sd.role.toLowerCase(),
    port: sd.port,
    filters: filters(sd.filters),
    refresh_interval: nonEmpty(sd.refreshInterval),
  });
