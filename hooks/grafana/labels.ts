// How users speak to the Grafana decorators: a label on the Namespace of a Grafana says where it is and how it takes
// data sources, annotations there say which ones; labels and annotations on a Prometheus or an Alertmanager say what is
// special about its data source.
import type { LabelSelector } from '../core/hook.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { type KubernetesObject, OWN } from '../core/meta.ts';
import { isLabelSelector, parseLabelSelector } from '../core/selectortext.ts';

/**
 * On the Namespace of a Grafana: `sidecar`, `operator` or `none`. On a Prometheus or an Alertmanager: `false` leaves it
 * out.
 */
export const GRAFANA = `${OWN}/grafana`;
/** On the Namespace: a label selector on the objects that this Grafana shows; all of them where it is not set. */
export const SELECTOR = `${OWN}/grafana-selector`;
/** On the Namespace: the namespaces whose objects this Grafana shows, with commas; all of them where it is not set. */
export const NAMESPACES = `${OWN}/grafana-namespaces`;
/** On the Namespace, for grafana-operator: a label selector on Grafana objects. */
export const INSTANCES = `${OWN}/grafana-instances`;

/** `true` makes a Prometheus the default data source of its organization. */
export const DEFAULT = `${OWN}/grafana-default`;
/** Organization by number or name. */
export const ORG = `${OWN}/grafana-org`;
/**
 * Name of a Secret in the same namespace with what Grafana needs to get in. As a label on that Secret (any value): it
 * may be handed to a Grafana.
 */
export const CREDENTIALS = `${OWN}/grafana-credentials`;
/** Namespaces of the Grafanas that may have the credentials, with commas. */
export const CREDENTIALS_FOR = `${OWN}/grafana-credentials-for`;
/** A JSON object with more `jsonData`. */
export const JSON_DATA = `${OWN}/grafana-json-data`;

/** On what the decorators make: which object it is for, what is wrong with it, and what it has put into Grafana. */
export const DATASOURCE_OF = `${OWN}/datasource-of`;
export const ISSUES = `${OWN}/issues`;
export const STATE = `${OWN}/datasource-state`;

export type Form = 'sidecar' | 'operator';

/** A Grafana, as the Namespace it runs in says. */
export interface Grafana {
  readonly namespace: string;
  readonly form: Form | undefined;
  readonly selector: LabelSelector;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly instances: LabelSelector;
  /** `InvalidSelector`: then nothing is changed. */
  readonly issues: readonly Issue[];
}

/** What the examples of grafana-operator have on their Grafana objects. */
const USUAL_INSTANCES = 'dashboards=grafana';

/** Path of an annotation, for an Issue. */
export const annotation = (name: string): string => `metadata.annotations[${name}]`;

const checkSelectorText = (name: string, text: string): Issue[] =>
  isLabelSelector(text)
    ? []
    : [issue('InvalidSelector', annotation(name), `${quoted(text)} is not a label selector; write a=b,c in (d,e)`)];

/** What a Namespace says about the Grafana in it. A selector that cannot be read is an `InvalidSelector` issue. */
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
