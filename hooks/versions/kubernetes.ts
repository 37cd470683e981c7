// The first release of Kubernetes with each feature that we use (kubernetes.io: release notes).
import { atLeast, type Version } from './version.ts';

const SINCE = {
  'pod.zone_label': '1.35.0',
} as const satisfies Record<string, string>;

/** Whether this Kubernetes has the feature. */
export const knowsKubernetes = (version: Version, key: keyof typeof SINCE): boolean => atLeast(version, SINCE[key]);
