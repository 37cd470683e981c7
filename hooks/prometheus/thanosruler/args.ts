// Command line of Thanos Ruler (thanos.io: components, rule), and the configuration files that it reads from Secrets.
import type { SecretKeySelector } from '../../api/shared/selectors.ts';
import type { ThanosRuler, ThanosRulerSpec } from '../../api/thanosruler.ts';
import { goDurationText } from '../../core/duration.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import { byText } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';
import { unquote } from '../../promql/literal.ts';
import { thanosKnows } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import { type Argument, arg } from '../../workload/args.ts';
import { isLabelName } from '../schema/types.ts';
import { grpcServerArgs } from '../server/thanossidecar.ts';

const when = (condition: unknown, ...args: Argument[]): Argument[] => (condition ? args : []);

const CONFIG = '/etc/thanos/config';
/** The external label that distinguishes replicas. */
export const RULER_REPLICA = 'thanos_ruler_replica';

/** A key of a Secret that is mounted as a file. */
export interface SecretFile {
  readonly volume: string;
  readonly secret: SecretKeySelector;
}

/** The generated remote-write configuration. */
export const remoteWriteSecret = (prefix: string): SecretKeySelector => ({
  name: `${prefix}-config`,
  key: 'remote-write.yaml',
});

/** Secrets that are mounted as single files, in the order of the arguments. A path in the spec replaces the Secret. */
export function secretFiles({ spec }: ThanosRuler, prefix: string): SecretFile[] {
  const file = (volume: string, secret: SecretKeySelector | undefined, path?: string) =>
    secret && !path ? [{ volume, secret }] : [];
  return [
    { volume: 'remote-write-config', secret: remoteWriteSecret(prefix) },
    ...file('query-config', spec.queryConfig),
    ...file('alertmanager-config', spec.alertmanagersConfig),
    ...file('objstorage-config', spec.objectStorageConfig, spec.objectStorageConfigFile),
    ...file('tracing-config', spec.tracingConfig, spec.tracingConfigFile),
    ...file('alertrelabel-config', spec.alertRelabelConfigs, spec.alertRelabelConfigFile),
  ];
}

/** Path of the file in the container. */
export const filePath = ({ volume, secret }: SecretFile): string => `${CONFIG}/${volume}/${secret.key}`;
/** Directory of the file in the container. */
export const fileDirectory = ({ volume }: SecretFile): string => `${CONFIG}/${volume}`;

function fileArg(name: string, volume: string, path: string | undefined, files: readonly SecretFile[]): Argument[] {
  if (path) return [arg(name, path)];
  const found = files.find((file) => file.volume === volume);
  return found ? [arg(name, filePath(found))] : [];
}

function timingArgs(spec: ThanosRulerSpec, version: Version): Argument[] {
  const grace = thanosKnows(version, 'rule.for_grace_period');
  return [
    arg('eval-interval', goDurationText(spec.evaluationInterval || '15s')),
    arg('tsdb.retention', spec.retention || '24h'),
    ...when(
      spec.ruleQueryOffset && thanosKnows(version, 'rule.query_offset'),
      arg('rule-query-offset', goDurationText(spec.ruleQueryOffset ?? '')),
    ),
    ...when(
      (spec.ruleConcurrentEval ?? 0) > 0 && thanosKnows(version, 'rule.rule_concurrent_evaluation'),
      arg('rule-concurrent-evaluation', String(spec.ruleConcurrentEval)),
    ),
    ...when(
      spec.ruleOutageTolerance && grace,
      arg('for-outage-tolerance', goDurationText(spec.ruleOutageTolerance ?? '')),
    ),
    ...when(spec.ruleGracePeriod && grace, arg('for-grace-period', goDurationText(spec.ruleGracePeriod ?? ''))),
    ...when(spec.resendDelay, arg('resend-delay', goDurationText(spec.resendDelay ?? ''))),
    ...when(
      spec.enableFeatures?.length && thanosKnows(version, 'rule.enable_feature'),
      arg('enable-feature', spec.enableFeatures?.join(',')),
    ),
  ];
}

/**
 * A label value in quotes. Thanos reads it as a Go string (cmd/thanos/config.go, parseFlagLabels). A value that is one
 * between quotes stays as it is, as the Go operator writes it; others are escaped. Parity escapes none.
 */
function labelValue(value: string, { parity }: Options): string {
  const text = `"${value}"`;
  return parity || unquote(text) !== undefined ? text : JSON.stringify(value);
}

/** An `InvalidLabelName` issue for each label whose name Thanos refuses; none in parity. */
export function checkRulerLabels({ labels = {} }: ThanosRulerSpec, version: Version, { parity }: Options): Issue[] {
  const utf8 = thanosKnows(version, 'rules.utf8');
  const wrong = Object.keys(labels).filter((name) => !isLabelName(name, utf8) || name.includes('='));
  return parity
    ? []
    : wrong.map((name) =>
        issue(
          'InvalidLabelName',
          'spec.labels',
          `${quoted(name)} is not a label name: use ASCII letters, digits and _, or Thanos 0.38 without =`,
        ),
      );
}

/** External labels. Alerts are sent without the replica label: Alertmanager deduplicates only equal alerts. */
function labelArgs(spec: ThanosRulerSpec, options: Options): Argument[] {
  const labels = Object.entries(spec.labels ?? {}).sort(([a], [b]) => byText(a, b));
  return [
    arg('label', `${RULER_REPLICA}="$(POD_NAME)"`),
    ...labels.map(([name, value]) => arg('label', `${name}=${labelValue(value, options)}`)),
    arg('alert.label-drop', RULER_REPLICA),
    ...(spec.alertDropLabels ?? []).map((name) => arg('alert.label-drop', name)),
  ];
}

/** The generated arguments, without `http.config`, which follows the user's arguments. */
export function rulerArgs(ruler: ThanosRuler, prefix: string, version: Version, options: Options): Argument[] {
  const { spec } = ruler;
  const files = secretFiles(ruler, prefix);
  const list = (name: string, values: readonly string[] | undefined) => (values ?? []).map((value) => arg(name, value));
  return [
    arg('data-dir', '/thanos/data'),
    ...timingArgs(spec, version),
    ...labelArgs(spec, options),
    ...when(spec.listenLocal, arg('http-address', 'localhost:10902')),
    ...when(spec.logLevel && spec.logLevel !== 'info', arg('log.level', spec.logLevel)),
    ...when(spec.logFormat, arg('log.format', spec.logFormat)),
    arg('rule-file', '/etc/thanos/rules/*/*.yaml'),
    ...when(spec.remoteWrite?.length, ...fileArg('remote-write.config-file', 'remote-write-config', undefined, files)),
    ...(spec.queryConfig
      ? fileArg('query.config-file', 'query-config', undefined, files)
      : list('query', spec.queryEndpoints)),
    ...(spec.alertmanagersConfig
      ? fileArg('alertmanagers.config-file', 'alertmanager-config', undefined, files)
      : list('alertmanagers.url', spec.alertmanagersUrl)),
    ...fileArg('objstore.config-file', 'objstorage-config', spec.objectStorageConfigFile, files),
    ...fileArg('tracing.config-file', 'tracing-config', spec.tracingConfigFile, files),
    ...fileArg('alert.relabel-config-file', 'alertrelabel-config', spec.alertRelabelConfigFile, files),
    ...grpcServerArgs(spec.grpcServerTlsConfig, version),
    ...when(spec.externalPrefix, arg('web.external-prefix', spec.externalPrefix)),
    ...when(spec.routePrefix, arg('web.route-prefix', spec.routePrefix)),
    ...when(spec.alertQueryUrl, arg('alert.query-url', spec.alertQueryUrl)),
  ];
}
