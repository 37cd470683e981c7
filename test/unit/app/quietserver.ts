// A server without a log, and the jobs in its answer.
import type { FastifyInstance } from 'fastify';
import { parseOptions } from '../../../hooks/core/options.ts';
import { prometheusConfig } from '../../support/config.ts';
import { secret } from '../../support/objects.ts';
import { type Answer, childOf } from '../../support/requests.ts';
import { server } from '../../support/server.ts';

export const open = (): FastifyInstance => server(parseOptions(['--log-level=silent'])).app;
export const jobs = (answer: Answer): string[] =>
  prometheusConfig(childOf(answer, 'Secret', 'prometheus-k8s')).scrape_configs.map((job) => job.job_name);

export const creds = secret('creds', {
  token: 'abc',
  map: 'a: b',
  broken: 'a: [',
  deep: '['.repeat(100_000),
  damaged: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
});
