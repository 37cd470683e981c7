// The chart of the demo stack. It is written by hand, but for its versions.
import { read, version } from './paths.ts';

/** The chart, from the root. */
export const DEMO = 'charts/prometheus-metacontroller-demo';

/** The text of its Chart.yaml, with the versions of package.json. */
export const demoChart = (): string =>
  read(`${DEMO}/Chart.yaml`)
    .replace(/^version: .*$/m, `version: ${version}`)
    .replace(/^appVersion: .*$/m, `appVersion: ${version}`);
