// What was read of servers, besides the objects. Every part is optional: what is absent is unknown.

/** A target in the answer of GET /api/v1/targets (prometheus.io: HTTP API, targets). */
export interface ActiveTarget {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly discoveredLabels?: Readonly<Record<string, string>>;
}

/** `data` of GET /api/v1/targets. */
export interface TargetsAnswer {
  readonly activeTargets?: readonly ActiveTarget[];
  /** The number of dropped targets of each job. */
  readonly droppedTargetCounts?: Readonly<Record<string, number>>;
}

/** A rule in the answer of GET /api/v1/rules. */
export interface LoadedRule {
  readonly name: string;
  readonly health?: string;
  readonly lastError?: string;
}

/** A group in the answer of GET /api/v1/rules. `file` ends with the name of its rule file. */
export interface LoadedGroup {
  readonly name: string;
  readonly file: string;
  readonly rules?: readonly LoadedRule[];
}

/** What one Prometheus, PrometheusAgent, Alertmanager or ThanosRuler reports. */
export interface ServerFacts {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Why the server could not be read. */
  readonly unreachable?: string;
  /** The configuration in use: `yaml` of /api/v1/status/config, `config.original` of Alertmanager's /api/v2/status. */
  readonly config?: string;
  /** Whether the last reload succeeded: the metric `prometheus_config_last_reload_successful`. */
  readonly reloadSucceeded?: boolean;
  readonly targets?: TargetsAnswer;
  /** `data.groups` of /api/v1/rules. */
  readonly ruleGroups?: readonly LoadedGroup[];
}

/** Facts beside the objects. */
export interface Facts {
  /**
   * Kinds of which all objects are given, as when they were listed from a cluster. Without it, a kind counts as known
   * where objects of it are given.
   */
  readonly complete?: readonly string[];
  readonly servers?: readonly ServerFacts[];
}
