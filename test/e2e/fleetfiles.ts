// The configuration files of many Prometheus as a watch reports them.
import { gunzipSync } from 'node:zlib';
import type { Secret } from '../../hooks/core/meta.ts';
import { until } from '../support/until.ts';
import type { Client } from './client.ts';

/** Seconds for one step. */
const LIMIT = 900;
/** Milliseconds without an event, after which the files are read: reading takes time from what is measured. */
const REST_MS = 1500;
/** The file of a shard's Secret, and those of further Secrets of one configuration. */
const KEYS = ['prometheus.yaml.gz', 'jobs.yaml.gz'];

interface File {
  /** Base64. */
  readonly file: string;
  readonly time: number;
}

export interface Files {
  /** By namespace and name of the Secret. */
  readonly latest: ReadonlyMap<string, File>;
  /** Forgets which files are old. */
  mark(): void;
  /** Milliseconds (of `performance.now`) of the last event when `count` Secrets of new content pass. */
  untilNew(what: string, count: number, passes: (texts: readonly string[]) => boolean): Promise<number>;
  /** How many Secrets have new content. */
  changed(): number;
  stop(): void;
}

const unzipped = (file: string): string => gunzipSync(Buffer.from(file, 'base64')).toString();

/** Watches the configuration Secrets of the namespaces whose name `isOurs` accepts. */
export async function watchFiles(client: Client, isOurs: (namespace: string) => boolean): Promise<Files> {
  const { metadata } = await client.send<{ metadata: { resourceVersion: string } }>('GET', '/api/v1/secrets?limit=1');
  const latest = new Map<string, File>();
  let before: ReadonlyMap<string, File> = new Map();
  const { done, abort } = client.follow(
    `/api/v1/secrets?watch=1&resourceVersion=${metadata.resourceVersion}`,
    ({ object }) => {
      const { metadata, data } = object as Secret;
      const file = KEYS.flatMap((key) => data?.[key] ?? [])[0];
      const { namespace = '', name } = metadata;
      const isServer = name === `prometheus-${namespace}` || name.startsWith(`prometheus-${namespace}-jobs-`);
      if (file && isServer && isOurs(namespace)) latest.set(`${namespace}/${name}`, { file, time: performance.now() });
    },
  );
  done.catch(() => {});
  const fresh = () => [...latest].filter(([key, { file }]) => file !== before.get(key)?.file).map(([, one]) => one);
  return {
    latest,
    mark: () => {
      before = new Map(latest);
    },
    untilNew: (what, count, passes) => {
      let looked = 0;
      return until(
        what,
        () => {
          const files = fresh();
          const last = Math.max(0, ...files.map(({ time }) => time));
          if (files.length < count) throw new Error(`${files.length} of ${count} are written`);
          if (last === looked || performance.now() - last < REST_MS) return undefined;
          looked = last;
          return passes(files.map(({ file }) => unzipped(file))) ? last : undefined;
        },
        LIMIT,
      );
    },
    changed: () => fresh().length,
    stop: abort,
  };
}
