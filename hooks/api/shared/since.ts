// Releases in descriptions of fields, from the version tables.

import { type AlertmanagerKey, since as alertmanagerRelease } from '../../versions/alertmanager.ts';
import { type Key, since as prometheusRelease, type UntilKey, until } from '../../versions/prometheus.ts';
import { type ThanosKey, thanosSince as thanosRelease } from '../../versions/thanos.ts';

/** `2.26.0` as `2.26`, `3.0.0-rc.0` as `3.0`, `2.54.1` as it is. */
const short = (release: string): string => (release.split('-')[0] ?? '').replace(/^(\d+\.\d+)\.0$/, '$1');

/** `Prometheus >= 2.26`: the releases with the key. */
export const prometheusSince = (key: Key): string => `Prometheus >= ${short(prometheusRelease(key))}`;

/** `Prometheus < 2.39`: the releases that still have the key. */
export const prometheusUntil = (key: UntilKey): string => `Prometheus < ${short(until(key))}`;

/** `Alertmanager >= 0.28`: the releases with the key. */
export const alertmanagerSince = (key: AlertmanagerKey): string => `Alertmanager >= ${short(alertmanagerRelease(key))}`;

/** `Thanos >= 0.31`: the releases with the key. */
export const thanosSince = (key: ThanosKey): string => `Thanos >= ${short(thanosRelease(key))}`;
