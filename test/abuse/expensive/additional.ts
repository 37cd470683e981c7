// Additional configuration in Secrets that costs much to check.
import { secret } from '../../support/objects.ts';
import type { ExpensiveRow } from './row.ts';

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const row = (name: string, field: string, text: string, ends: ExpensiveRow['ends'] = 'stopped'): ExpensiveRow => ({
  name,
  objects: [secret('own', { list: text })],
  spec: { [field]: { name: 'own', key: 'list' } },
  ends,
});

const JOBS = 'additionalScrapeConfigs';

export const ADDITIONAL: readonly ExpensiveRow[] = [
  row(
    '3,000 expressions of additional jobs that are dear to compile',
    JOBS,
    `- job_name: a\n  relabel_configs:\n${many(3000, (i) => `  - {action: drop, regex: '${i}(a{100}){9}'}\n`)}`,
  ),
  row(
    '40,000 additional jobs of one name',
    JOBS,
    many(40_000, () => '- job_name: a\n'),
  ),
  row(
    '20,000 additional jobs',
    JOBS,
    many(20_000, (i) => `- job_name: j${i}\n`),
    'accepted',
  ),
  row('40,000 unknown keys', JOBS, `- job_name: a\n${many(40_000, (i) => `  k${i}: 1\n`)}`),
  row(
    '40,000 source labels',
    JOBS,
    `- job_name: a\n  relabel_configs: [{action: drop, source_labels: [${many(40_000, (i) => `l${i},`)}]}]\n`,
    'accepted',
  ),
  row(
    '30,000 scrape protocols',
    JOBS,
    `- job_name: a\n  scrape_protocols: [${many(30_000, () => 'PrometheusProto,')}]\n`,
  ),
  row(
    '30,000 selectors',
    JOBS,
    `- job_name: a\n  kubernetes_sd_configs: [{role: pod, selectors: [${many(30_000, () => '{role: pod},')}]}]\n`,
  ),
  row(
    'a selector of 200,000 characters',
    JOBS,
    `- job_name: a\n  kubernetes_sd_configs: [{role: pod, selectors: [{role: pod, label: '${'(,'.repeat(100_000)}'}]}]\n`,
  ),
  row('a duration of 200,000 digits', JOBS, `- job_name: a\n  scrape_interval: ${'9'.repeat(200_000)}s\n`),
  row(
    'a template of 200,000 references',
    JOBS,
    `- job_name: a\n  metric_name_validation_scheme: legacy\n  relabel_configs: [{target_label: '${'$1'.repeat(100_000)}-'}]\n`,
  ),
  row('an address of 200,000 brackets', JOBS, `- job_name: a\n  proxy_url: 'http://${'['.repeat(200_000)}'\n`),
  row(
    '20,000 Alertmanagers',
    'additionalAlertManagerConfigs',
    many(20_000, () => '- {}\n'),
    'accepted',
  ),
  row(
    '20,000 relabelings of alerts',
    'additionalAlertRelabelConfigs',
    many(20_000, (i) => `- {target_label: l${i}}\n`),
    'accepted',
  ),
];
