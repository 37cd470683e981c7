// The steps of an explanation: what was checked, what was found, and what to do. They are the JSON output too.

/**
 * `ok`: the link holds. `broken`: this is why the object has no effect; the chain ends here. `warning`: it works, or
 * can work, but not all of it. `unknown`: it cannot be decided from the objects and facts. `hint`: a possible cause
 * without proof.
 */
export type Status = 'ok' | 'broken' | 'warning' | 'unknown' | 'hint';

/** The links of the chains, in the order in which they are checked. */
export type Link =
  /** The object exists. */
  | 'object'
  /** A workload selects it. */
  | 'selection'
  /** The workload accepts it. */
  | 'acceptance'
  /** It adds something to the configuration. */
  | 'configuration'
  /** The generated Secret or ConfigMap has it. */
  | 'written'
  /** A pod of the workload runs. */
  | 'running'
  /** The server has loaded it. */
  | 'loaded'
  /** The namespaces, Services, Pods, Ingresses or addresses that it selects. */
  | 'discovery'
  /** The port of that name or number. */
  | 'port'
  /** Addresses behind the Services, and whether they are ready. */
  | 'endpoints'
  /** What NetworkPolicies admit. */
  | 'network'
  /** What the ServiceAccount of the Prometheus may list. */
  | 'permissions'
  /** What relabel rules keep. */
  | 'relabeling'
  /** Whether the server scrapes it. */
  | 'scrape'
  /** Whether the server evaluates the rules. */
  | 'evaluation'
  /** Which alerts reach the receivers. */
  | 'routing';

/** Something that was found. `expected` and `found` are texts of the objects; values of Secrets never appear. */
export interface Evidence {
  /** `Kind namespace/name`. */
  readonly object: string;
  /** The path of the field: `metadata.labels.release`. */
  readonly field?: string;
  /** Absent where the object does not have the field. */
  readonly found?: string;
  readonly expected?: string;
}

/** What to do. */
export interface Repair {
  readonly action: string;
  /** A command that does it; some have a placeholder in angle brackets. */
  readonly command?: string;
}

/** A link of the chain, checked. */
export interface Step {
  readonly link: Link;
  readonly status: Status;
  /** What is wrong, for programs: `LabelMissing`. Absent where nothing is. */
  readonly cause?: string;
  /** One sentence for people. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly repair: readonly Repair[];
  /** The workload that this step is about, `Kind namespace/name`. */
  readonly workload?: string;
}

/** What a finding has besides its link and message. */
interface Details {
  readonly evidence?: readonly Evidence[];
  readonly repair?: readonly Repair[];
}

export const ok = (link: Link, message: string, evidence: readonly Evidence[] = []): Step => ({
  link,
  status: 'ok',
  message,
  evidence,
  repair: [],
});

const finding =
  (status: Status) =>
  (link: Link, cause: string, message: string, { evidence = [], repair = [] }: Details = {}): Step => ({
    link,
    status,
    cause,
    message,
    evidence,
    repair,
  });

export const broken = finding('broken');
export const warning = finding('warning');
export const unknown = finding('unknown');
export const hint = finding('hint');

export const isBroken = ({ status }: Step): boolean => status === 'broken';

/** The first broken step. */
export const firstBroken = (steps: readonly Step[]): Step | undefined => steps.find(isBroken);

/** Runs checks one after another, up to the first that finds a broken link. */
export function chain(checks: Iterable<() => readonly Step[]>): Step[] {
  const steps: Step[] = [];
  for (const check of checks) {
    steps.push(...check());
    if (steps.some(isBroken)) break;
  }
  return steps;
}
