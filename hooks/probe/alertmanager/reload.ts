// Parses what Alertmanager reports of its last reload, in its metrics.
import type { Outcome } from '../io/outcome.ts';
import type { Reload } from '../io/reload.ts';

const METRIC =
  /^alertmanager_config_(hash|last_reload_successful|last_reload_success_timestamp_seconds)(?:\{[^}\n]*\})? (\S+)/gm;

/** The reload and the revision (`alertmanagerRevision`) of the configuration. */
export function readAlertmanagerReload(body: string): Outcome<Reload & { readonly revision: string }> {
  const found = new Map([...body.matchAll(METRIC)].map(([, name, value]) => [name, Number(value)]));
  const [hash, succeeded] = [found.get('hash'), found.get('last_reload_successful')];
  const seconds = found.get('last_reload_success_timestamp_seconds');
  return hash === undefined || succeeded === undefined || seconds === undefined
    ? { is: 'bad', reason: 'no alertmanager_config_hash' }
    : { is: 'ok', value: { revision: hash.toString(16), loaded: seconds * 1000, succeeded: succeeded === 1 } };
}
