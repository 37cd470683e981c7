// The configuration of an Alertmanager, or the reason why there is none.
import type { Alertmanager } from '../../../api/alertmanager.ts';
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import type { Issue } from '../../../core/issue.ts';
import type { Options } from '../../../core/options.ts';
import type { Version } from '../../../versions/version.ts';
import type { Source } from './source.ts';

/** The Alertmanager that a configuration is for. */
export interface Target {
  readonly alertmanager: Alertmanager;
  readonly version: Version;
  readonly options: Options;
}

export interface Rejected {
  readonly object: AlertmanagerConfig;
  readonly issues: readonly Issue[];
}

/** The selected objects, in every answer. */
export interface Common {
  readonly rejected: readonly Rejected[];
  /** How many AlertmanagerConfigs are merged in. */
  readonly accepted: number;
  /** Namespace and name of those whose references are not read yet. */
  readonly unread: readonly string[];
  /** The keys of credentials that end in white space, also those of the base. */
  readonly padded: readonly string[];
}

/** Which AlertmanagerConfig a part of a merged configuration comes from, as `namespace/name`. */
export interface Owners {
  /** Of the first routes below the root. */
  readonly routes: readonly string[];
  /** Of the last inhibition rules. */
  readonly inhibitRules: readonly string[];
}

/** A configuration to write, with the files it refers to. */
export interface Ready extends Common {
  readonly kind: 'ready';
  readonly content: Buffer;
  readonly extra: Source['extra'];
  readonly files: ReadonlyMap<string, string>;
  /** What the base is, as the generated Secret notes it. */
  readonly origin: string;
  /** Fields that the schema does not have. They are passed on unchanged. */
  readonly unknown: readonly string[];
  readonly owners: Owners;
}

/**
 * No configuration to write: there is none (`missing`), it is wrong (`invalid`), or something it refers to is not read
 * yet (`unread`).
 */
export interface NotReady extends Common {
  readonly kind: 'missing' | 'invalid' | 'unread';
  readonly message: string;
}

export type ConfigAnswer = Ready | NotReady;
