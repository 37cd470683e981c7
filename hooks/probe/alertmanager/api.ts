// Parses the responses of Alertmanager: `/api/v2/status`, `/api/v2/alerts` (openapi.yaml of Alertmanager's api/v2) and
// `/metrics`.
import { isRecord } from '../../core/yaml.ts';
import type { Outcome } from '../io/outcome.ts';
import { unknown } from '../io/unreachable.ts';
import type { PeerAlerts, PeerMetrics, PeerStatus } from './mesh.ts';

const bad = (reason: string): Outcome<never> => ({ is: 'bad', reason });

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const isClusterStatus = (value: unknown): value is PeerStatus['cluster'] =>
  value === 'ready' || value === 'settling' || value === 'disabled';

/** The addresses of peers; `undefined` if one has none. */
function addresses(peers: unknown): string[] | undefined {
  if (peers === undefined || peers === null) return [];
  if (!Array.isArray(peers)) return undefined;
  const found = peers.map((peer: unknown) => (isRecord(peer) ? peer['address'] : undefined));
  return found.every((address) => typeof address === 'string') ? found : undefined;
}

export function readStatus(body: string): Outcome<PeerStatus> {
  const status = json(body);
  if (!isRecord(status) || !isRecord(status['cluster'])) return bad('not the status of an Alertmanager');
  const cluster = status['cluster']['status'];
  if (!isClusterStatus(cluster)) return bad('an unknown cluster status');
  const peers = addresses(status['cluster']['peers']);
  if (!peers) return bad('peers without addresses');
  const started = Date.parse(String(status['uptime']));
  return Number.isNaN(started) ? bad('no start time') : { is: 'ok', value: { cluster, peers, started } };
}

/** Limit of alerts, because each needs memory. */
const MAX_ALERTS = 200_000;

export function readAlerts(body: string): Outcome<PeerAlerts> {
  const alerts = json(body);
  if (!Array.isArray(alerts)) return bad('not a list of alerts');
  if (alerts.length > MAX_ALERTS) return unknown(`more than ${MAX_ALERTS} alerts`);
  const found = new Map<string, number>();
  for (const alert of alerts as unknown[]) {
    const fingerprint = isRecord(alert) ? alert['fingerprint'] : undefined;
    const start = isRecord(alert) ? Date.parse(String(alert['startsAt'])) : Number.NaN;
    if (typeof fingerprint !== 'string' || Number.isNaN(start)) return bad('an alert without fingerprint or start');
    found.set(fingerprint, start);
  }
  return { is: 'ok', value: found };
}

const RECEIVED = /^alertmanager_cluster_messages_received_total\{([^}\n]*)\} (\S+)/gm;
const LOADED = /^alertmanager_config_last_reload_successful(\{[^}\n]*\})? (\S+)/gm;

/** The value of the first sample with the text in its labels. */
const sample = (body: string, pattern: RegExp, label: RegExp): number | undefined => {
  const [, , value] = [...body.matchAll(pattern)].find(([, labels = '']) => label.test(labels)) ?? [];
  return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
};

/** Parses `/metrics`. Without clustering, the counter of messages is missing, and `fullStates` is 0. */
export function readMetrics(body: string): Outcome<PeerMetrics> {
  const loaded = sample(body, LOADED, /^/);
  if (loaded === undefined) return bad('no alertmanager_config_last_reload_successful');
  return {
    is: 'ok',
    value: { fullStates: sample(body, RECEIVED, /\bmsg_type="full_state"/) ?? 0, configLoaded: loaded === 1 },
  };
}
