// Fields of a ThanosRuler that become arguments: what Thanos would exit with.
import type { ThanosRuler, ThanosRulerSpec } from '../../api/thanosruler.ts';
import { type Issue, issue } from '../../core/issue.ts';
import { quoted } from '../../core/message.ts';
import type { Options } from '../../core/options.ts';
import { parseUrl } from '../../core/url.ts';
import { type ThanosKey, thanosKnows } from '../../versions/thanos.ts';
import type { Version } from '../../versions/version.ts';
import {
  anyDuration,
  checkFields,
  duration,
  type FieldRow,
  routePrefix,
  someText,
  url,
  type ValueCheck,
} from '../../workload/fieldvalues.ts';
import { checkGrpcServer } from '../server/fieldvalues.ts';

/** An address of a query API. Without a scheme it is HTTP (github.com/thanos-io/thanos, pkg/clientconfig). */
const queryEndpoint: ValueCheck = (value) => {
  const answer = parseUrl(value.includes('://') ? value : `http://${value}`);
  if ('problem' in answer) return `${quoted(value)} is no address: the URL ${answer.problem}`;
  return ['http', 'https'].includes(answer.url.scheme) ? undefined : `${quoted(value)} is neither http nor https`;
};

/** The message does not repeat the URL, which may have a password. */
const alertmanagerUrl: ValueCheck = (value) => {
  const answer = parseUrl(value);
  if ('problem' in answer) return `the URL ${answer.problem}`;
  return answer.url.scheme && answer.url.host ? undefined : 'the URL needs a scheme and a host, such as http://a:9093';
};

/** The value where the release has the flag. */
const since = (version: Version, key: ThanosKey, value: string | undefined): string | undefined =>
  thanosKnows(version, key) ? value : undefined;

const fields = (spec: ThanosRulerSpec, version: Version): FieldRow[] => [
  ['spec.evaluationInterval', spec.evaluationInterval, anyDuration],
  ['spec.retention', spec.retention, duration],
  ['spec.ruleQueryOffset', since(version, 'rule.query_offset', spec.ruleQueryOffset), anyDuration],
  ['spec.ruleOutageTolerance', since(version, 'rule.for_grace_period', spec.ruleOutageTolerance), anyDuration],
  ['spec.ruleGracePeriod', since(version, 'rule.for_grace_period', spec.ruleGracePeriod), anyDuration],
  ['spec.resendDelay', spec.resendDelay, anyDuration],
  ['spec.alertDropLabels', spec.alertDropLabels, someText],
  ['spec.queryEndpoints', spec.queryConfig ? undefined : spec.queryEndpoints, queryEndpoint],
  ['spec.alertmanagersUrl', spec.alertmanagersConfig ? undefined : spec.alertmanagersUrl, alertmanagerUrl],
  ['spec.alertQueryUrl', spec.alertQueryUrl, url],
  ['spec.routePrefix', spec.routePrefix, routePrefix],
];

/** Thanos refuses an address that is there twice. */
function checkRepeated({ queryConfig, queryEndpoints = [] }: ThanosRulerSpec): Issue[] {
  const at = queryEndpoints.findIndex((address, i) => queryEndpoints.indexOf(address) < i);
  return at < 0 || queryConfig
    ? []
    : [issue('InvalidArgument', `spec.queryEndpoints[${at}]`, 'is the same as an earlier one: remove it')];
}

/** `InvalidArgument` and `InvalidTLS` issues; none in parity. */
export const checkRulerFields = ({ spec }: ThanosRuler, version: Version, options: Options): Issue[] => [
  ...checkFields(fields(spec, version), options),
  ...(options.parity ? [] : checkRepeated(spec)),
  ...checkGrpcServer(spec.grpcServerTlsConfig, 'spec.grpcServerTlsConfig', options),
];
