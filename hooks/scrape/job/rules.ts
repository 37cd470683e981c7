// Relabeling rules that several kinds of scrape object begin or go on with.
import type { Section } from '../../core/section.ts';
import { sanitizeLabelName } from './relabel.ts';

/** Remembers the job's name, which later rules overwrite. */
export const rememberJob: Section = { source_labels: ['job'], target_label: '__tmp_prometheus_job_name' };

/** Drops pods that have ended. */
export const dropEnded: Section = {
  action: 'drop',
  source_labels: ['__meta_kubernetes_pod_phase'],
  regex: '(Failed|Succeeded)',
};

/** Copies a label of discovery. */
export const copy = (source: string, target: string): Section => ({ source_labels: [source], target_label: target });

/** Copies labels of the discovered object, where they are not empty. */
export const copyLabels = (names: readonly string[] | undefined, object: 'service' | 'pod'): Section[] =>
  (names ?? []).map((name) => ({
    source_labels: [`__meta_kubernetes_${object}_label_${sanitizeLabelName(name)}`],
    target_label: sanitizeLabelName(name),
    regex: '(.+)',
    replacement: '${1}',
  }));

/** Takes the job's name from a label of the discovered object. */
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

/** Sets a label to a fixed text, where there is one. */
export const setLabel = (target: string, value: string | undefined): Section[] =>
  value ? [{ target_label: target, replacement: value }] : [];

/** Keeps targets whose label matches; a port number stays a number. */
export const keep = (label: string, regex: string | number): Section => ({
  action: 'keep',
  source_labels: [label],
  regex,
});
