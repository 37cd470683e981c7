// A configuration of Prometheus in several Secrets: the first one has the file that the server is started with, each
// other one a file with further jobs. Their names, and where pods have them.
import { OWN } from '../core/meta.ts';
import { isRecord, recordsOf } from '../core/yaml.ts';

/**
 * Annotation of a Prometheus or PrometheusAgent: the number of Secrets for its configuration. Annotation of a
 * configuration Secret: the number of Secrets that have jobs now.
 */
export const CONFIGURATION_SECRETS = `${OWN}/configuration-secrets`;

/** The most configuration Secrets of one workload. */
export const MOST_SECRETS = 8;

/** Key of the jobs in their Secret. */
export const JOBS_KEY = 'jobs.yaml.gz';

/** The numbers of the files with further jobs, where there are so many configuration Secrets: from 1. */
export const jobsNumbers = (secrets: number): number[] =>
  Array.from({ length: Math.max(0, secrets - 1) }, (_, i) => i + 1);

/** Name of a Secret with further jobs. `prefix`: name of the first configuration Secret. */
export const jobsSecretName = (prefix: string, number: number): string => `${prefix}-jobs-${number}`;

export const jobsVolume = (number: number): string => `config-jobs-${number}`;

/** Where a reloader has its Secret. */
export const jobsDirectory = (number: number): string => `/etc/prometheus/config_jobs/${number}`;

/** The file that a reloader writes, and the server reads. */
export const jobsFile = (number: number): string => `/etc/prometheus/config_out/jobs-${number}.env.yaml`;

/** The Secrets with further jobs that a pod mounts. */
export function mountedJobs(podSpec: unknown): string[] {
  const volumes = isRecord(podSpec) ? recordsOf(podSpec['volumes']) : [];
  return volumes.flatMap(({ name, secret }) =>
    isRecord(secret) && /^config-jobs-[1-7]$/.test(String(name)) ? [String(secret['secretName'])] : [],
  );
}

/** The number in an annotation that the hooks wrote: 1 without one. */
export function writtenCount(annotations: Readonly<Record<string, string>> | undefined): number {
  const text = annotations?.[CONFIGURATION_SECRETS] ?? '';
  return /^[2-8]$/.test(text) ? Number(text) : 1;
}
