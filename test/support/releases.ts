// Releases of Prometheus and Alertmanager.
import { parseVersion, type Version } from '../../hooks/versions/version.ts';

export const version = (text: string): Version =>
  parseVersion(text) ?? { major: 0, minor: 0, patch: 0, pre: [], build: '' };
export const [v2, v3] = [version('2.55.0'), version('3.13.2')];
