// The release of Kubernetes that first had what we rely on (kubernetes.io: release notes).
import { atLeast, type Version } from './version.ts';

const SINCE = {
  'pod.zone_label': '1.35.0',
} as const satisfies Record<string, string>;

/** Whether this Kubernetes has it. */
export const knowsKubernetes = (version: Version, key: keyof typeof SINCE): boolean => atLeast(version, SINCE[key]);
