// What all integrations of receivers share: the Alertmanager they are for, and checks in their order.

import type { Receiver } from '../../../api/alertmanagerconfig.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { mergeMaps } from '../../../references/assets.ts';
import type { SecretResolver } from '../../../references/resolver.ts';
import { atLeast, formatVersion, type Version } from '../../../versions/version.ts';
import type { Release } from '../schema/table.ts';

/** TLS files: file name -> content. */
export type Files = ReadonlyMap<string, string>;
export const NO_FILES: Files = new Map();

/** A value with the TLS files that it names; or what is wrong with it, and the files that were read up to there. */
export type Resolution<T> = { readonly files: Files } & ({ readonly value: T } | { readonly issues: readonly Issue[] });

/** The AlertmanagerConfig under examination, and the Alertmanager it is for. */
export interface ReceiverContext {
  readonly namespace: string;
  readonly version: Version;
  readonly resolver: SecretResolver;
  /** Only what the Go operator writes. */
  readonly parity: boolean;
}

/** The fields of a receiver that list entries of an integration. */
export type IntegrationField = Exclude<keyof Receiver, 'name'>;

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

/** The values of items, up to the first that anything is wrong with. */
export function resolveEach<T, V>(
  items: readonly T[],
  resolve: (item: T, index: number) => Resolution<V>,
): Resolution<readonly V[]> {
  const values: V[] = [];
  const files: Files[] = [];
  for (const [i, item] of items.entries()) {
    const found = resolve(item, i);
    files.push(found.files);
    if ('issues' in found) return { issues: found.issues, files: mergeMaps(files) };
    values.push(found.value);
  }
  return { value: values, files: mergeMaps(files) };
}

/** A `VersionTooOld` issue where a field is given that this Alertmanager does not know. */
export function requires(given: unknown, since: Release | undefined, path: string, version: Version): Issue[] {
  if (given === undefined || since === undefined || atLeast(version, since)) return [];
  return [issue('VersionTooOld', path, `needs Alertmanager ${since} or newer, this is ${formatVersion(version)}`)];
}
