// A setup that is broken in one way, and what an explanation has to name first.

import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import type { Facts } from '../../../../hooks/explain/facts.ts';
import type { Link } from '../../../../hooks/explain/step.ts';
import type { Subject } from '../../../../hooks/explain/subject.ts';

export interface Setup {
  readonly title: string;
  readonly objects: readonly KubernetesObject[];
  readonly facts?: Facts;
  readonly subject: Subject;
}

export interface BrokenSetup extends Setup {
  readonly link: Link;
  readonly cause: string;
  /** The message of the step contains each of them. */
  readonly words: readonly string[];
  /** The status of the step that names the cause; `broken` without it. */
  readonly status?: 'hint' | 'warning';
}

const subject = (kind: string, name = 'web', namespace = 'apps'): Subject => ({ kind, name, namespace });

export const MONITOR = subject('ServiceMonitor');
export const PODS = subject('PodMonitor');
export const PROBE = subject('Probe');
export const SCRAPE = subject('ScrapeConfig');
export const RULE = subject('PrometheusRule');
export const ROUTE = subject('AlertmanagerConfig');
export const PROMETHEUS = subject('Prometheus', 'k8s', 'monitoring');
export const ALERTMANAGER = subject('Alertmanager', 'main', 'monitoring');
