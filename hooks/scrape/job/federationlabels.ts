// Labels of federation: one on a member, one on a consumer.
import type { Prometheus } from '../../api/prometheus.ts';
import { type KubernetesObject, OWN } from '../../core/meta.ts';
import type { Options } from '../../core/options.ts';

/** Label of a Prometheus, a ScrapeConfig or a ServiceImport: the set of members that it is in. */
export const FEDERATE = `${OWN}/federate`;
/** Label of a Prometheus: the set of members that it federates. */
export const FEDERATION_OF = `${OWN}/federation-of`;
/** Annotation of a consumer: the series to federate, one selector per line. */
export const FEDERATION_MATCH = `${OWN}/federation-match`;

type Labelled = Pick<KubernetesObject, 'metadata'>;

/** The set that an object is a member of, or ''. */
export const gives = ({ metadata }: Labelled): string => metadata.labels?.[FEDERATE] ?? '';

/** The set that an object federates, or ''. */
export const takes = ({ metadata }: Labelled): string => metadata.labels?.[FEDERATION_OF] ?? '';

export const isMember = (object: Labelled, options: Options): boolean => !options.parity && gives(object) !== '';
export const isConsumer = (object: Labelled, options: Options): boolean => !options.parity && takes(object) !== '';

/**
 * Whether a consumer can federate members of a namespace. Its own namespace is always allowed. Other namespaces need
 * `--federation-across-namespaces`, because everyone who can label a Prometheus there can write any series into the
 * consumer (`honor_labels`).
 */
export const isAllowed = (consumer: string, member: string, options: Options): boolean =>
  consumer === member || options.federationAcrossNamespaces;

/**
 * The spec of a member with `--cluster-name` as its external label `cluster`, unless it sets one. The label separates
 * its series from those of other clusters.
 */
export const withClusterLabel = (parent: Prometheus, options: Options): Prometheus['spec'] =>
  isMember(parent, options) && options.clusterName
    ? { ...parent.spec, externalLabels: { cluster: options.clusterName, ...parent.spec.externalLabels } }
    : parent.spec;

/** The path of a label for an Issue. */
export const labelPath = (label: string): string => `metadata.labels["${label}"]`;

/** Whether a ScrapeConfig is for consumers. No `scrapeConfigSelector` selects such a ScrapeConfig. */
export const isForConsumers = (object: KubernetesObject, options: Options): boolean =>
  object.kind === 'ScrapeConfig' && isMember(object, options);
