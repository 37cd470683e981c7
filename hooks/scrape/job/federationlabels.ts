// Who gives series to whom: one label on a member, one on a consumer, and nothing else.
import type { Prometheus } from '../../api/prometheus.ts';
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';

/** On a Prometheus, a ScrapeConfig or a ServiceImport: the set of members that it is in. */
export const FEDERATE = `${OWN}/federate`;
/** On a Prometheus: the set whose members it takes series from. */
export const FEDERATION_OF = `${OWN}/federation-of`;
/** On a consumer: which series it takes, one selector a line. */
export const FEDERATION_MATCH = `${OWN}/federation-match`;

type Labelled = Pick<KubernetesObject, 'metadata'>;

/** The set that an object is in; '' for none. */
export const gives = ({ metadata }: Labelled): string => metadata.labels?.[FEDERATE] ?? '';

/** The set that an object takes from; '' for none. */
export const takes = ({ metadata }: Labelled): string => metadata.labels?.[FEDERATION_OF] ?? '';

export const isMember = (object: Labelled, options: Options): boolean => !options.parity && gives(object) !== '';
export const isConsumer = (object: Labelled, options: Options): boolean => !options.parity && takes(object) !== '';

/**
 * Whether a consumer may take from a namespace: always from its own. Whoever may create a Prometheus can label it and
 * then write any series into the consumer, since federation honours labels; so other namespaces have to be allowed for
 * the whole installation.
 */
export const isAllowed = (consumer: string, member: string, options: Options): boolean =>
  consumer === member || options.federationAcrossNamespaces;

/**
 * The spec of a Prometheus with `--cluster-name` as its external label `cluster`, where it is a member and sets none:
 * so its series are told apart from those of other clusters.
 */
export const withClusterLabel = (parent: Prometheus, options: Options): Prometheus['spec'] =>
  isMember(parent, options) && options.clusterName
    ? { ...parent.spec, externalLabels: { cluster: options.clusterName, ...parent.spec.externalLabels } }
    : parent.spec;

/** Where a label stands, as the path of an Issue. */
export const labelPath = (label: string): string => `metadata.labels["${label}"]`;

/** Whether a ScrapeConfig is for consumers: then no `scrapeConfigSelector` takes it. */
export const isForConsumers = (object: KubernetesObject, options: Options): boolean =>
  object.kind === 'ScrapeConfig' && isMember(object, options);
