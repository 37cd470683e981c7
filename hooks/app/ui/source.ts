// Where the page gets its objects: files, a cluster, or a program that has its own.
import type { KubernetesObject } from '../../core/meta.ts';
import type { Facts } from '../../explain/facts.ts';

/** What was read at one time. */
export interface Snapshot {
  readonly objects: readonly KubernetesObject[];
  readonly facts: Facts;
  /** What could not be read, and other remarks for the page. */
  readonly notes: readonly string[];
}

/** A button of the page. */
export interface Action {
  readonly name: string;
  /** The text of the button. */
  readonly label: string;
  readonly run: () => Promise<void>;
}

export interface Source {
  /** What the page shows, for its head: `files deploy/`. */
  readonly title: string;
  /** Reads everything. `undefined`: nothing has changed since the last time. */
  readonly read: () => Promise<Snapshot | undefined>;
  /** Seconds between two readings while somebody looks at the page. */
  readonly seconds: number;
  readonly actions?: readonly Action[];
}
