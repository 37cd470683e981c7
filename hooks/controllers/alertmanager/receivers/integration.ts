// What one integration of a receiver consists of, and what its checks and emitters are told.

import type { Receiver } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import type { Section } from '../../../core/section.ts';
import type { Material } from '../../../references/resolver.ts';
import type { TemplateReader } from '../../../versions/templates.ts';
import { atLeast, formatVersion, type Version } from '../../../versions/version.ts';
import type { IntegrationKey } from '../schema/integrations.ts';
import type { Release } from '../schema/table.ts';

/** The AlertmanagerConfig under examination, and the Alertmanager it is for. */
export interface ReceiverContext {
  readonly namespace: string;
  readonly version: Version;
  readonly material: Material;
  /** Only what the Go operator writes. */
  readonly parity: boolean;
}

type Configs = Omit<Receiver, 'name'>;
export type IntegrationField = keyof Configs;

export interface Integration<Config> {
  /** Key in a receiver of the configuration file. */
  readonly key: IntegrationKey;
  /** The release that first has the integration, where that is not older than any that runs. */
  readonly since?: IntegrationKey;
  /**
   * What is wrong with the fields, whatever the release and without reading references. `reader`: whose template
   * functions count.
   */
  readonly check: (config: Config, path: string, reader: TemplateReader) => Issue[];
  /** Whether the release can do it, and loading of what is referred to. */
  readonly load: (config: Config, path: string, context: ReceiverContext) => Issue[];
  /** The entry for the configuration file; reads only what `load` loaded. */
  readonly emit: (config: Config, context: ReceiverContext) => Section;
}

/** The integrations by their field in AlertmanagerConfig. */
export type Integrations = {
  readonly [Field in IntegrationField]: Integration<NonNullable<Configs[Field]>[number]>;
};

/**
 * Runs steps up to the first that finds something: later steps may rely on it, and only one thing is said about one
 * mistake.
 */
export const firstIssues = (...steps: readonly (() => Issue[])[]): Issue[] => firstIssuesIn(steps, (step) => step());

/** What is wrong with the first item that anything is wrong with; the rest is not looked at. */
export function firstIssuesIn<T>(items: readonly T[], check: (item: T, index: number) => Issue[]): Issue[] {
  for (const [i, item] of items.entries()) {
    const found = check(item, i);
    if (found.length > 0) return found;
  }
  return [];
}

/** A `VersionTooOld` issue where a field is given that this Alertmanager does not know. */
export function requires(given: unknown, since: Release | undefined, path: string, version: Version): Issue[] {
  if (given === undefined || since === undefined || atLeast(version, since)) return [];
  return [issue('VersionTooOld', path, `needs Alertmanager ${since} or newer, this is ${formatVersion(version)}`)];
}
