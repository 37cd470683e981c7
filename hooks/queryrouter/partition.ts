// The label that differs by shard. Each shard sends it as an external label. Thanos Query in distributed mode needs it:
// without it, results of two shards with equal labels count as one. Users do not see it: the router adds it to
// queries and removes it from answers.

/** Name of the label. */
export const PARTITION_LABEL = 'prometheus_shard';

/** The label of series that rules recorded. They are at the ruler, which counts as a shard. */
export const RULES_PARTITION = 'rules';
