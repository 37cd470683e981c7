// Parses what Prometheus and Thanos Ruler report of their last reload (prometheus.io: HTTP API, status; metrics of
// `thanos rule`).
import { isRecord } from '../../core/yaml.ts';
import type { Outcome } from '../io/outcome.ts';
import type { Reload } from '../io/reload.ts';

/** The reload in the body of `/api/v1/status/runtimeinfo` of Prometheus. */
export function readPrometheusReload(body: string): Outcome<Reload> {
  try {
    const { data } = JSON.parse(body) as { data?: unknown };
    const loaded = isRecord(data) ? Date.parse(String(data['lastConfigTime'])) : Number.NaN;
    if (isRecord(data) && !Number.isNaN(loaded))
      return { is: 'ok', value: { loaded, succeeded: data['reloadConfigSuccess'] !== false } };
  } catch {
    // Not JSON: handled below.
  }
  return { is: 'bad', reason: 'no time of the last configuration' };
}

/** The section `rule_files` in the JSON text of a configuration. */
const RULE_FILES = /(?:\\n|")rule_files:\\n((?:- (?:(?!\\n).)*\\n)*)/;
const RULE_FOLDER = /\/([^/\\"]+)\/[^/\\"]*\\n/g;

/** The folders that `rule_files` names, one for each ConfigMap, in the body of `/api/v1/status/config` of Prometheus. */
export const readRuleMaps = (body: string): readonly string[] => [
  ...new Set([...(RULE_FILES.exec(body)?.[1] ?? '').matchAll(RULE_FOLDER)].map(([, name = '']) => name)),
];

const RULER_RELOAD = /^thanos_rule_config_last_reload_(successful|success_timestamp_seconds)(?:\{[^}\n]*\})? (\S+)/gm;

/** The reload in the metrics of Thanos Ruler. */
export function readRulerReload(body: string): Outcome<Reload> {
  const found = new Map([...body.matchAll(RULER_RELOAD)].map(([, name, value]) => [name, Number(value)]));
  const [succeeded, seconds] = [found.get('successful'), found.get('success_timestamp_seconds')];
  return succeeded === undefined || seconds === undefined
    ? { is: 'bad', reason: 'no thanos_rule_config_last_reload_successful' }
    : { is: 'ok', value: { loaded: seconds * 1000, succeeded: succeeded === 1 } };
}
