// The revision of a generated configuration. A pattern in the file of Prometheus names it, so that a server reports in
// `/api/v1/status/config` which revision it runs. The pattern matches no file.
import { hash } from 'node:crypto';
import { OWN } from './meta.ts';

/** Annotation of a configuration Secret: the revision of its file. */
export const REVISION = `${OWN}/revision`;

const PATTERN = /\/etc\/prometheus\/revision\/([0-9a-f]{16})\*/;

/** Annotation of a pod: a digest of the versions of what it mounts, and when it was written. */
export const MOUNTED = `${OWN}/mounted`;

/** The revision of a content: 16 hexadecimal digits. */
export const revisionOf = (content: string | Buffer): string => hash('sha256', content, 'hex').slice(0, 16);

/** The section `scrape_config_files` with such files (prometheus.io: configuration; Prometheus 2.43). */
export const filesSection = (files: readonly string[]): string =>
  `scrape_config_files:\n${files.map((file) => `- ${file}\n`).join('')}`;

/** A pattern that names a revision, in the section `scrape_config_files`. */
const revisionPattern = (revision: string): string => `/etc/prometheus/revision/${revision}*.yaml`;

/** The section that names a revision and nothing else. */
export const revisionSection = (revision: string): string => filesSection([revisionPattern(revision)]);

/** The last line of a section with other files: it names a revision. */
export const revisionLine = (revision: string): string => `- ${revisionPattern(revision)}\n`;

/** The revision that a configuration names; '' where it names none. */
export const revisionIn = (configuration: string): string => PATTERN.exec(configuration)?.[1] ?? '';

/**
 * The revision of an Alertmanager's configuration: its metric `alertmanager_config_hash`, the first 48 bits of the MD5
 * of the file, little-endian, in hexadecimal digits.
 */
export const alertmanagerRevision = (file: string | Buffer): string =>
  Buffer.from(hash('md5', file, 'hex').slice(0, 12), 'hex')
    .readUIntLE(0, 6)
    .toString(16);
