// Labels and annotations of the Grafana decorators. A label on a Namespace declares a Grafana and the form of its data
// sources. Annotations there select the data sources. Labels and annotations of a Prometheus or an Alertmanager
// configure its data source.
import type { LabelSelector } from '../core/hook.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { type KubernetesObject, OWN } from '../core/meta.ts';
import { isLabelSelector, parseLabelSelector } from '../core/selectortext.ts';

/**
 * On the Namespace of a Grafana: `sidecar`, `operator` or `none`. On a Prometheus or an Alertmanager: `false` for no
 * data source.
 */
export const GRAFANA = `${OWN}/grafana`;
/** On the Namespace: a label selector on objects to show; all if unset. */
export const SELECTOR = `${OWN}/grafana-selector`;
/** On the Namespace: namespaces of objects to show, separated by commas; all if unset. */
export const NAMESPACES = `${OWN}/grafana-namespaces`;
/** On the Namespace, for grafana-operator: a label selector on Grafana objects. */
export const INSTANCES = `${OWN}/grafana-instances`;

/** On a Prometheus: `true` makes it the default data source of its organization. */
export const DEFAULT = `${OWN}/grafana-default`;
/** Organization by number or name. */
export const ORG = `${OWN}/grafana-org`;
/**
 * Annotation: name of a Secret in the same namespace with credentials for Grafana. Label on that Secret (any value): a
 * Grafana can get it.
 */
export const CREDENTIALS = `${OWN}/grafana-credentials`;
/** Namespaces of the Grafanas that can get the credentials, separated by commas. */
export const CREDENTIALS_FOR = `${OWN}/grafana-credentials-for`;
/** A JSON object with further `jsonData`. */
export const JSON_DATA = `${OWN}/grafana-json-data`;

/** Annotations of attachments: their object, its issues, and the state in Grafana. */
export const DATASOURCE_OF = `${OWN}/datasource-of`;
export const ISSUES = `${OWN}/issues`;
export const STATE = `${OWN}/datasource-state`;

export type Form = 'sidecar' | 'operator';

/** A Grafana, from the labels and annotations of its Namespace. */
export interface Grafana {
  readonly namespace: string;
  readonly form: Form | undefined;
  readonly selector: LabelSelector;
  /** All namespaces if empty. */
  readonly namespaces: readonly string[];
  readonly instances: LabelSelector;
  /** `InvalidSelector` issues. With any, nothing is changed. */
  readonly issues: readonly Issue[];
}

/** The label of Grafana objects in the examples of grafana-operator. */
const USUAL_INSTANCES = 'dashboards=grafana';

/** The path of an annotation for an Issue. */
export const annotation = (name: string): string => `metadata.annotations[${name}]`;

const checkSelectorText = (name: string, text: string): Issue[] =>
  isLabelSelector(text)
    ? []
    : [issue('InvalidSelector', annotation(name), `${quoted(text)} is not a label selector; write a=b,c in (d,e)`)];

/** The Grafana of a Namespace. `InvalidSelector` issues for invalid selectors. */
export function readGrafana({ metadata }: KubernetesObject): Grafana {
  const of = (name: string): string => metadata.annotations?.[name] ?? '';
  const form = metadata.labels?.[GRAFANA];
  const instances = of(INSTANCES) || USUAL_INSTANCES;
  return {
    namespace: metadata.name,
    form: form === 'sidecar' || form === 'operator' ? form : undefined,
    selector: parseLabelSelector(of(SELECTOR)),
    namespaces: of(NAMESPACES)
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
    instances: parseLabelSelector(instances),
    issues: [...checkSelectorText(SELECTOR, of(SELECTOR)), ...checkSelectorText(INSTANCES, instances)],
  };
}
