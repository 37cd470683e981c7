// The Alertmanager release that first understood each command line flag. The fields of its configuration file have their
// releases in `controllers/alertmanager/schema`.
import { atLeast, parseVersion, type Version } from './version.ts';

export const DEFAULT_ALERTMANAGER = 'v0.33.1';

/** Command line flags, and files that a flag names. */
const SINCE = {
  '--cluster.label': '0.26.0',
  '--cluster.peer-name': '0.30.0',
  '--cluster.tls-config': '0.24.0',
  '--dispatch.start-delay': '0.30.0',
  '--enable-feature': '0.27.0',
  '--log.format': '0.16.0',
  '--silences': '0.28.0',
  '--web.config.file': '0.22.0',
  '--web.get-concurrency': '0.17.0',
  '--web.timeout': '0.17.0',
} as const satisfies Record<string, string>;

const OLDEST = '0.15.0';
/** The tables hold the fields of all releases before this one. */
const NOT_YET_KNOWN = '0.35.0-0';
/** Nobody knows yet what the first stable release will change. */
const TOO_NEW = '1.0.0';

/**
 * The version that runs, the default where none is given; `undefined` for a text that is no version or one that cannot
 * be run.
 */
export function alertmanagerVersion(text: string | undefined): Version | undefined {
  const version = parseVersion(text || DEFAULT_ALERTMANAGER);
  return version && atLeast(version, OLDEST) && !atLeast(version, TOO_NEW) ? version : undefined;
}

/** Whether the release is newer than our tables: its configuration file may have fields that they lack. */
export const mayKnowMore = (version: Version): boolean => atLeast(version, NOT_YET_KNOWN);

export type AlertmanagerKey = keyof typeof SINCE;

/** Whether this Alertmanager understands the key. */
export const knows = (version: Version, key: AlertmanagerKey): boolean => atLeast(version, SINCE[key]);
