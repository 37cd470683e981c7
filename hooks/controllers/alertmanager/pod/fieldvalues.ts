// Fields of an Alertmanager that become arguments: what it would exit with (github.com/prometheus/alertmanager: app,
// cluster, featurecontrol).
import type { AlertmanagerSpec } from '../../../api/alertmanager.ts';
import { parseGoDuration } from '../../../core/duration.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { quoted } from '../../../core/message.ts';
import type { Options } from '../../../core/options.ts';
import { parseUrl } from '../../../core/url.ts';
import { featureSince, featuresOf, knows, mayKnowMore } from '../../../versions/alertmanager.ts';
import { atLeast, formatVersion, type Version } from '../../../versions/version.ts';
import { checkFields, type FieldRow, routePrefix, someText, type ValueCheck } from '../../../workload/fieldvalues.ts';
import { splitHostPort } from '../schema/types.ts';
import { isClustered } from './replicas.ts';

const goDuration: ValueCheck = (value) =>
  parseGoDuration(value) === undefined
    ? `${quoted(value)} is not a duration below 292 years, such as 30s or 1h30m`
    : undefined;

const positive: ValueCheck = (value) =>
  goDuration(value) ?? (parseGoDuration(value) === 0 ? `${quoted(value)} must be longer than 0` : undefined);

const externalUrl: ValueCheck = (value) => {
  const answer = parseUrl(value);
  if ('problem' in answer) return `the URL ${answer.problem}`;
  return ['http', 'https'].includes(answer.url.scheme) ? undefined : 'the URL must start with http:// or https://';
};

const peer: ValueCheck = (value) =>
  splitHostPort(value) ? undefined : `${quoted(value)} is not host:port, such as alertmanager.example.com:9094`;

const advertised: ValueCheck = (value) =>
  /^\d+$/.test(splitHostPort(value)?.port ?? '')
    ? undefined
    : `${quoted(value)} is not host:port, such as 10.0.0.1:9094`;

const MOST_LABEL_BYTES = 255;

const label: ValueCheck = (value) =>
  Buffer.byteLength(value) > MOST_LABEL_BYTES ? `${quoted(value)} is longer than ${MOST_LABEL_BYTES} bytes` : undefined;

const seconds = (count: number | undefined): string | undefined => (count === undefined ? undefined : `${count}s`);

function fields(spec: AlertmanagerSpec, version: Version): FieldRow[] {
  const interval = knows(version, 'options.positive') ? positive : goDuration;
  const ofCluster: FieldRow[] = [
    ['spec.clusterAdvertiseAddress', spec.clusterAdvertiseAddress, advertised],
    ['spec.clusterLabel', knows(version, '--cluster.label') ? spec.clusterLabel : undefined, label],
  ];
  const times = isClustered(spec) ? interval : goDuration;
  return [
    ['spec.additionalPeers', spec.additionalPeers, isClustered(spec) ? peer : someText],
    ['spec.minReadySeconds', seconds(spec.minReadySeconds), goDuration],
    ['spec.retention', spec.retention, interval],
    ['spec.web.timeout', seconds(spec.web?.timeout), goDuration],
    ['spec.externalUrl', spec.externalUrl, externalUrl],
    ['spec.routePrefix', spec.routePrefix, routePrefix],
    ['spec.clusterGossipInterval', spec.clusterGossipInterval, times],
    ['spec.clusterPushpullInterval', spec.clusterPushpullInterval, times],
    ['spec.clusterPeerTimeout', spec.clusterPeerTimeout, times],
    ...(isClustered(spec) ? ofCluster : []),
  ];
}

function featureProblem(feature: string, version: Version): string | undefined {
  const since = featureSince(feature);
  if (since === undefined)
    return mayKnowMore(version)
      ? undefined
      : `${quoted(feature)} is not a feature of Alertmanager: correct or remove it`;
  return atLeast(version, since)
    ? undefined
    : `${feature} needs Alertmanager ${since}, this is ${formatVersion(version)}`;
}

/** Features that this release exits with. */
function checkFeatures({ enableFeatures = [] }: AlertmanagerSpec, version: Version): Issue[] {
  if (!knows(version, '--enable-feature')) return [];
  const { features } = featuresOf(version, enableFeatures);
  const wrong = features.flatMap((feature) => featureProblem(feature, version) ?? []);
  const both = features.includes('classic-mode') && features.includes('utf8-strict-mode');
  const exclude = both ? ['classic-mode and utf8-strict-mode exclude each other; keep one'] : [];
  return [...wrong, ...exclude].map((message) => issue('InvalidArgument', 'spec.enableFeatures', message));
}

/** `InvalidArgument` issues; none in parity. */
export const checkAlertmanagerFields = (spec: AlertmanagerSpec, version: Version, options: Options): Issue[] => [
  ...checkFields(fields(spec, version), options),
  ...(options.parity ? [] : checkFeatures(spec, version)),
];
