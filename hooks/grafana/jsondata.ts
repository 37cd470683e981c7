// Settings of a data source that its owner can choose. Grafana applies them with its own identity and that of its
// users. So only settings about queries and display are allowed. Other settings could send tokens, cookies or alerts of
// Grafana users to the server of the owner.
import { type Issue, issue } from '../core/issue.ts';
import { parseJson } from '../core/json.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { pollutionPath } from '../core/prototypepollution.ts';
import type { Section } from '../core/section.ts';
import { isRecord } from '../core/yaml.ts';
import { annotation, JSON_DATA } from './labels.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

const LINK_FIELDS: readonly string[] = ['name', 'datasourceUid', 'url', 'urlDisplayLabel'];

/** Whether the value is a valid link of an exemplar, to a data source or to a web page. */
const isLink = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(([key, member]) => LINK_FIELDS.includes(key) && isText(member)) &&
  (value['url'] === undefined || /^https?:\/\//i.test(String(value['url'])));

/**
 * Allowed fields of `jsonData` and their checks (grafana.com: data sources, Prometheus, Alertmanager, provisioning).
 */
const ALLOWED: Readonly<Record<string, (value: unknown) => boolean>> = {
  alertmanagerUid: isText,
  cacheLevel: isText,
  codeModeMetricNamesSuggestionLimit: isNumber,
  customQueryParameters: isText,
  defaultEditor: isText,
  disableMetricsLookup: isFlag,
  disableRecordingRules: isFlag,
  exemplarTraceIdDestinations: (value) => Array.isArray(value) && value.every(isLink),
  httpMethod: (value) => value === 'GET' || value === 'POST',
  implementation: isText,
  incrementalQuerying: isFlag,
  incrementalQueryOverlapWindow: isText,
  manageAlerts: isFlag,
  maxSamplesProcessedErrorThreshold: isNumber,
  maxSamplesProcessedWarningThreshold: isNumber,
  prometheusType: isText,
  prometheusVersion: isText,
  queryTimeout: isText,
  seriesEndpoint: isFlag,
  seriesLimit: isNumber,
  timeInterval: isText,
  timeout: isNumber,
  tlsSkipVerify: isFlag,
};

export interface OwnJsonData {
  readonly jsonData: Section;
  readonly issues: readonly Issue[];
}

const left = (message: string): Issue => issue('InvalidConfiguration', annotation(JSON_DATA), message);

function recordIn(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return isRecord(value) && !pollutionPath(value, '') ? value : undefined;
}

/** The allowed fields of the annotation for `jsonData`. `InvalidConfiguration` issues for other fields. */
export function ownJsonData({ metadata }: KubernetesObject): OwnJsonData {
  const text = metadata.annotations?.[JSON_DATA];
  if (!text) return { jsonData: {}, issues: [] };
  const given = recordIn(text);
  if (!given) return { jsonData: {}, issues: [left('is not a JSON object; it is ignored')] };
  const isAllowed = ([key, value]: readonly [string, unknown]): boolean =>
    Object.hasOwn(ALLOWED, key) && ALLOWED[key]?.(value) === true;
  const refused = Object.entries(given)
    .filter((entry) => !isAllowed(entry))
    .map(([key]) => quoted(key));
  const names =
    refused.length > 5 ? `${refused.slice(0, 5).join(', ')} and ${refused.length - 5} more` : refused.join(', ');
  const message = `ignores ${names}: allowed are ${Object.keys(ALLOWED).join(', ')}, each with a value of its type`;
  return {
    jsonData: Object.fromEntries(Object.entries(given).filter(isAllowed)),
    issues: refused.length > 0 ? [left(message)] : [],
  };
}
