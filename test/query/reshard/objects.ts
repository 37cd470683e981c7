// The Prometheus that is resharded: 60 targets, 20 alerts, some of which fire all the time, and rules that record.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { namespace, prometheus, prometheusRule, secret } from '../../support/objects.ts';

export const TARGETS = 60;
/**
 * Seconds between two scrapes. Prometheus writes stale markers a tenth of it after the next scrape elsewhere is due: at
 * one second a busy machine is later.
 */
export const INTERVAL = 2;
/** Seconds after which an alert that still fires is sent again. */
export const RESEND = 5;
/**
 * Alerts of severity `steady`: 18 targets of level 7 and more, 12 of 8 and more, and six without a target, of which
 * three are true of a part of the targets too.
 */
export const STEADY = 36;
export const STEADY_OF_PARTS = 33;

export const parent = (
  shards: number,
  whenScaled: 'Retain' | 'Delete',
  annotations: Record<string, string> = {},
): KubernetesObject =>
  prometheus(
    {
      shards,
      version: 'v3.13.2',
      scrapeInterval: `${INTERVAL}s`,
      evaluationInterval: '1s',
      ruleSelector: {},
      rules: { alert: { resendDelay: `${RESEND}s` } },
      shardRetentionPolicy: { whenScaled },
      additionalScrapeConfigs: { name: 'additional', key: 'jobs.yaml' },
      additionalAlertManagerConfigs: { name: 'additional', key: 'alertmanagers.yaml' },
    },
    { uid: 'k8s', annotations },
  );

const steady = (alert: string, expr: string): object => ({ alert, expr, for: '5s', labels: { severity: 'steady' } });
const never = (alert: string, expr: string): object => ({ alert, expr, labels: { severity: 'never' } });

/** Rules that are as right of a part of the targets as of all. */
const OF_PARTS: readonly object[] = [
  steady('Watchdog', 'vector(1)'),
  steady('Absent', 'absent(up{job="nobody"})'),
  steady('High', 'app_level >= 7'),
  steady('HighLater', 'avg_over_time(app_level[10s]) >= 8'),
  steady('Level', 'max by (job) (app_level) == 9'),
  never('Down', 'up{job="app"} == 0'),
  never('Missing', 'app_level unless on (instance) up'),
  never('Slow', 'rate(app_scrapes_total[20s]) < 0.25'),
  never('Gap', 'count_over_time(up{job="app"}[8s]) < 2'),
  never('Lost', 'app_level offset 10s unless app_level'),
];

const group = (rules: readonly object[]): KubernetesObject =>
  prometheusRule([{ name: 'app', rules }], { uid: 'rules' });

const rules = (addresses: readonly string[]): KubernetesObject => {
  const one = (i: number): string => `up{job="app",instance="${addresses[i]}"}`;
  const alerts = [
    ...OF_PARTS,
    steady('Whole', `count(up{job="app"}) == ${TARGETS}`),
    steady('Scraped', `sum(rate(app_scrapes_total[20s])) > ${TARGETS / 4}`),
    steady('Recorded', `app:up:count == ${TARGETS}`),
    never('Few', `count(up{job="app"}) < ${TARGETS}`),
    never('FewRecorded', `app:up:count < ${TARGETS}`),
    ...[0, 13, 27, 41, 59].map((i) => never(`NoTarget${i}`, `absent(${one(i)})`)),
  ];
  const records = [
    { record: 'app:up:count', expr: 'count(up{job="app"})' },
    { record: 'app:scrapes:rate', expr: 'sum(rate(app_scrapes_total[20s]))' },
  ];
  return group([...records, ...alerts]);
};

/**
 * What the Prometheus refers to. YAML that is JSON too. `ofParts`: only rules that are right in each of several shards
 * too.
 */
export const related = (
  addresses: readonly string[],
  alertmanager: string,
  ofParts = false,
): readonly KubernetesObject[] => [
  namespace('monitoring'),
  ofParts ? group(OF_PARTS) : rules(addresses),
  secret('additional', {
    'jobs.yaml': JSON.stringify([{ job_name: 'app', static_configs: [{ targets: addresses }] }]),
    'alertmanagers.yaml': JSON.stringify([{ static_configs: [{ targets: [alertmanager] }] }]),
  }),
];
