// Relabeling rules that several kinds of scrape objects share.
import type { Section } from '../../core/section.ts';
import { sanitizeLabelName } from './relabel.ts';

/** A rule that is the same for all jobs, so that it is checked once. */
export function constant(rule: Section): Section {
  for (const value of Object.values(rule)) if (typeof value === 'object') Object.freeze(value);
  return Object.freeze(rule);
}

/** Saves the name of the job, which later rules overwrite. */
export const rememberJob = constant({ source_labels: ['job'], target_label: '__tmp_prometheus_job_name' });

/** Drops completed pods. */
export const dropEnded = constant({
  action: 'drop',
  source_labels: ['__meta_kubernetes_pod_phase'],
  regex: '(Failed|Succeeded)',
});

/** Copies a meta label. */
export const copy = (source: string, target: string): Section => ({ source_labels: [source], target_label: target });

/** Copies non-empty labels of the discovered object. */
export const copyLabels = (names: readonly string[] | undefined, object: 'service' | 'pod'): Section[] =>
  (names ?? []).map((name) => ({
    source_labels: [`__meta_kubernetes_${object}_label_${sanitizeLabelName(name)}`],
    target_label: sanitizeLabelName(name),
    regex: '(.+)',
    replacement: '${1}',
  }));

/** Sets the job from a label of the discovered object. */
export const jobFromLabel = (name: string | undefined, object: 'service' | 'pod'): Section[] =>
  name
    ? [
        {
          source_labels: [`__meta_kubernetes_${object}_label_${sanitizeLabelName(name)}`],
          target_label: 'job',
          regex: '(.+)',
          replacement: '${1}',
        },
      ]
    : [];

/** Sets a label to a fixed value; empty without one. */
export const setLabel = (target: string, value: string | undefined): Section[] =>
  value ? [{ target_label: target, replacement: value }] : [];

/** Keeps targets whose label matches. A port number is written as a number. */
export const keep = (label: string, regex: string | number): Section => ({
  action: 'keep',
  source_labels: [label],
  regex,
});
