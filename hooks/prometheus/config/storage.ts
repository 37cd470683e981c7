// The `storage` section: exemplars and the time series database.
import type { PrometheusSpec } from '../../api/prometheus.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { nonEmpty, type Section, section } from '../../core/section.ts';
import type { CommonSpec } from '../../scrape/job/context.ts';
import { quantityNumber } from '../../scrape/job/limits.ts';
import { knows } from '../../versions/prometheus.ts';
import type { Version } from '../../versions/version.ts';

const emptyToNone = (part: Section): Section | undefined => (Object.keys(part).length > 0 ? part : undefined);

/**
 * `InvalidConfiguration` issues: a threshold outside 0 to 1; chunk encoding Xor together with the feature `st-storage`,
 * which needs Xor2.
 */
export function checkStorage(spec: CommonSpec): Issue[] {
  const issues: Issue[] = [];
  const threshold = spec.tsdb?.staleSeriesCompactionThreshold;
  if (threshold !== undefined && !(quantityNumber(threshold) >= 0 && quantityNumber(threshold) <= 1)) {
    issues.push(
      issue(
        'InvalidConfiguration',
        'spec.tsdb.staleSeriesCompactionThreshold',
        `${quoted(threshold)} is not between 0 and 1`,
      ),
    );
  }
  if (spec.tsdb?.chunkEncoding?.floats === 'Xor' && spec.enableFeatures?.includes('st-storage')) {
    issues.push(
      issue(
        'InvalidConfiguration',
        'spec.tsdb.chunkEncoding.floats',
        'Xor excludes the feature st-storage, which needs Xor2',
      ),
    );
  }
  return issues;
}

/** An `InvalidConfiguration` issue for a percentage outside 0 to 100. */
export function checkRetention({ retentionPercentage: percentage }: PrometheusSpec): Issue[] {
  if (percentage === undefined) return [];
  const number = quantityNumber(percentage);
  return number >= 0 && number <= 100
    ? []
    : [issue('InvalidConfiguration', 'spec.retentionPercentage', `${quoted(percentage)} is not between 0 and 100`)];
}

const percentageOf = (spec: PrometheusSpec, version: Version): number | undefined =>
  knows(version, 'storage.tsdb.retention.percentage') && spec.retentionPercentage !== undefined
    ? quantityNumber(spec.retentionPercentage)
    : undefined;

/** Whether this release limits the stored data by size, in bytes or in percent. Then it needs no limit by time. */
export const limitsSize = (spec: PrometheusSpec, version: Version): boolean =>
  Boolean(spec.retentionSize) || Boolean(percentageOf(spec, version));

/** Retention in the configuration file, by time (24 hours by default) and by size. */
function retention(spec: PrometheusSpec, version: Version): Section | undefined {
  if (!knows(version, 'storage.tsdb.retention')) return undefined;
  return section({
    time: nonEmpty(spec.retention) ?? (limitsSize(spec, version) ? undefined : '24h'),
    size: nonEmpty(spec.retentionSize),
    percentage: percentageOf(spec, version),
  });
}

/** `stale_series_compaction_threshold` and `chunk_encoding`, for servers and agents. */
export const sharedTsdb = ({ tsdb }: CommonSpec, version: Version): Section =>
  section({
    stale_series_compaction_threshold:
      knows(version, 'storage.tsdb.stale_series_compaction_threshold') &&
      tsdb?.staleSeriesCompactionThreshold !== undefined
        ? quantityNumber(tsdb.staleSeriesCompactionThreshold)
        : undefined,
    chunk_encoding:
      knows(version, 'storage.tsdb.chunk_encoding') && tsdb?.chunkEncoding?.floats
        ? { floats: tsdb.chunkEncoding.floats.toLowerCase() }
        : undefined,
  });

/**
 * The section of a server, `undefined` where it would be empty. Prometheus rejects an empty out-of-order window; only
 * parity writes it.
 */
export function storage(spec: PrometheusSpec, version: Version, parity: boolean): Section | undefined {
  if (!knows(version, 'storage')) return undefined;
  const window = spec.tsdb?.outOfOrderTimeWindow;
  const tsdb = section({
    out_of_order_time_window: knows(version, 'storage.tsdb.out_of_order_time_window')
      ? parity
        ? window
        : nonEmpty(window)
      : undefined,
    ...sharedTsdb(spec, version),
    retention: retention(spec, version),
  });
  const { maxSize } = spec.exemplars ?? {};
  return emptyToNone(
    section({ exemplars: maxSize === undefined ? undefined : { max_exemplars: maxSize }, tsdb: emptyToNone(tsdb) }),
  );
}
