// Values that the CRDs allow, but that make Prometheus reject the whole configuration. One object would block the
// changes of all others. The Go operator does not check them, so parity does not either.
import type { RelabelConfig } from '../../api/shared/relabeling.ts';
import { parseByteSize } from '../../core/bytesize.ts';
import { parseDuration } from '../../core/duration.ts';
import { apart } from '../../core/isolation.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { checkRegex } from '../../core/regex.ts';
import type { Section } from '../../core/section.ts';
import { relabelRule } from '../../prometheus/schema/relabel.ts';
import { problemsOf } from '../../prometheus/schema/walk.ts';
import { since } from '../../versions/prometheus.ts';
import type { JobContext } from './context.ts';
import { checkRelabelings, isLabelName, relabelConfigs, sanitizeLabelName } from './relabel.ts';

type Texts = readonly string[] | undefined;

/** `InvalidDuration` issues of duration fields. Empty fields are valid. */
export const checkDurations = (fields: Readonly<Record<string, string | undefined>>, path: string): Issue[] =>
  Object.entries(fields).flatMap(([name, text]) =>
    text && parseDuration(text) === undefined
      ? [issue('InvalidDuration', `${path}.${name}`, `${quoted(text)} is not a duration, or above 292 years`)]
      : [],
  );

interface Refreshed {
  readonly refreshInterval?: string | undefined;
  readonly fetchTimeout?: string | undefined;
}

/**
 * `InvalidDuration` issues of a discovery. An interval of 0 makes Prometheus crash after loading, so it is rejected in
 * parity too.
 */
export function checkRefresh(
  { refreshInterval, fetchTimeout }: Refreshed,
  { options }: JobContext,
  path: string,
): Issue[] {
  if (refreshInterval && parseDuration(refreshInterval) === 0)
    return [
      issue(
        'InvalidDuration',
        `${path}.refreshInterval`,
        `${quoted(refreshInterval)} would crash Prometheus: it must be above 0`,
      ),
    ];
  return options.parity ? [] : checkDurations({ refreshInterval, fetchTimeout }, path);
}

/** An `InvalidConfiguration` issue for an invalid size, or one above 8 EiB. */
export function checkSize(size: string | undefined, path: string): Issue[] {
  if (!size || (parseByteSize(size, 'field') ?? Number.POSITIVE_INFINITY) < 2 ** 63) return [];
  return [issue('InvalidConfiguration', path, `${quoted(size)} is not a size: write it as 10MB, below 8EiB`)];
}

/** `InvalidLabelName` issues of labels to copy from the discovered object. */
export const checkCopied = (names: Texts, { version }: JobContext, path: string): Issue[] =>
  (names ?? []).flatMap((name, i) =>
    isLabelName(sanitizeLabelName(name), version)
      ? []
      : [
          issue(
            'InvalidLabelName',
            `${path}[${i}]`,
            `${quoted(name)} does not result in a label name: use ASCII letters, digits and _, or Prometheus ${since('label.utf8')}`,
          ),
        ],
  );

/** An `InvalidRegex` issue for the name of a port, which becomes a regular expression in relabeling. */
export function checkPort(port: string | number | undefined, path: string): Issue[] {
  const wrong = typeof port === 'string' && port ? checkRegex(`^(?s:${port})$`) : undefined;
  return wrong
    ? [
        issue(
          wrong.reason,
          path,
          `${quoted(port)} is not RE2, and port names become regular expressions: ${wrong.message}`,
        ),
      ]
    : [];
}

const camelCase = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The value of a rule at a path such as `source_labels[0]`. */
function valueAt(rule: Section, path: string): unknown {
  const [, key = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(path) ?? [];
  const value = rule[key];
  return index === undefined ? value : (value as readonly unknown[] | undefined)?.[Number(index)];
}

/**
 * `InvalidRelabeling` issues of rules that Prometheus would refuse, besides those of `checkRelabelings`. `scheme`: the
 * validation scheme of names.
 */
export const checkRules = (
  rules: readonly RelabelConfig[] | undefined,
  { version }: JobContext,
  scheme: string | undefined,
  path: string,
): Issue[] =>
  (rules ?? []).flatMap((rule, i) => {
    const refused = relabelConfigs([rule]).flatMap((written) =>
      apart(() => problemsOf(relabelRule, written, version, scheme)).map(([at, message]) =>
        issue('InvalidRelabeling', `${path}[${i}].${camelCase(at)}`, `${quoted(valueAt(written, at))} ${message}`),
      ),
    );
    return refused.length > 0 && apart(() => checkRelabelings([rule], version, path)).length > 0 ? [] : refused;
  });

interface EndpointFields {
  readonly port?: string | undefined;
  readonly targetPort?: string | number | undefined;
  readonly interval?: string | undefined;
  readonly scrapeTimeout?: string | undefined;
  readonly relabelings?: readonly RelabelConfig[] | undefined;
  readonly metricRelabelings?: readonly RelabelConfig[] | undefined;
  /** Of a ScrapeConfig; by default that of the Prometheus. */
  readonly nameValidationScheme?: string | undefined;
}

/** The issues of all these checks for an endpoint of a monitor; empty in parity. */
export function checkLoadable(endpoint: EndpointFields, context: JobContext, path: string): Issue[] {
  if (context.options.parity) return [];
  const { port, targetPort, interval, scrapeTimeout, relabelings, metricRelabelings } = endpoint;
  const scheme = endpoint.nameValidationScheme ?? context.spec.nameValidationScheme;
  return [
    ...checkDurations({ interval, scrapeTimeout }, path),
    ...checkPort(port, `${path}.port`),
    ...checkPort(targetPort, `${path}.targetPort`),
    ...checkRules(relabelings, context, scheme, `${path}.relabelings`),
    ...checkRules(metricRelabelings, context, scheme, `${path}.metricRelabelings`),
  ];
}

interface MonitorFields {
  readonly bodySizeLimit?: string | undefined;
  readonly targetLabels?: Texts;
  readonly podTargetLabels?: Texts;
}

/** The issues of all these checks for a monitor without its endpoints; empty in parity. */
export function checkLoadableMonitor(spec: MonitorFields, context: JobContext): Issue[] {
  if (context.options.parity) return [];
  return [
    ...checkSize(spec.bodySizeLimit, 'spec.bodySizeLimit'),
    ...checkCopied(spec.targetLabels, context, 'spec.targetLabels'),
    ...checkCopied(spec.podTargetLabels, context, 'spec.podTargetLabels'),
  ];
}
