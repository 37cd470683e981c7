// Which AlertmanagerConfigs fit the base.
import type { AlertmanagerConfig } from '../../../api/alertmanagerconfig.ts';
import { describe, type Issue, issue } from '../../../core/issue.ts';
import type { Options } from '../../../core/options.ts';
import type { Section } from '../../../core/section.ts';
import { hasFault } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { receiverProblems } from '../schema/whole.ts';
import type { Rejected, Target } from './answer.ts';
import { type Base, emailIssues, fileIssues } from './base.ts';
import { inheritedProblems, type Owner, withPlainClients } from './inherited.ts';
import { isKept, type Part, placed } from './merge.ts';
import type { Selected } from './select.ts';

/** A part, and `namespace/name` of its AlertmanagerConfig. */
export type OwnedPart = Part & { readonly owner: string };

/** The parts to merge, the objects that are rejected, and what stops the whole configuration. */
export interface Chosen {
  readonly parts: readonly OwnedPart[];
  readonly rejected: readonly Rejected[];
  readonly fatal: readonly Issue[];
}

/**
 * A part beside the `global` of the base: without credentials that are not its own, and with what is wrong. The Go
 * operator lets every object inherit every secret.
 */
function fitted(
  own: Part | undefined,
  owner: Owner,
  { parity }: Options,
): { readonly part: Part | undefined; readonly needs: Issue[] } {
  const { global } = owner;
  if (parity || !own) return { part: own, needs: emailIssues({ global, receivers: own?.receivers ?? [] }) };
  const part = { ...own, receivers: withPlainClients(own.receivers, global) };
  const foreign = inheritedProblems(part.receivers, owner).map(([path, wrong]) =>
    issue('InvalidReceiver', path, wrong),
  );
  return { part, needs: [...fileIssues(receiverProblems({ global, receivers: part.receivers })), ...foreign] };
}

const owned = (part: Part, { metadata }: AlertmanagerConfig, kept: boolean, version: Version): OwnedPart => ({
  ...placed(part, metadata.namespace ?? '', kept, version),
  owner: `${metadata.namespace ?? ''}/${metadata.name}`,
});

/**
 * Of the objects that passed their check, those that fit the base. In parity one that does not is a reason to write
 * nothing; otherwise it is rejected, as a mistake in one namespace must not hold up the others.
 */
export function choose(selected: readonly Selected[], base: Base, { alertmanager, version, options }: Target): Chosen {
  const namespace = alertmanager.metadata.namespace ?? '';
  const strategy = alertmanager.spec.alertmanagerConfigMatcherStrategy?.type;
  const owner: Owner = {
    global: (base.config['global'] ?? {}) as Section,
    anyFile: alertmanager.spec.alertmanagerConfigFileSystemMode === 'AllowAll',
    fileWins: hasFault(version, 'global.file_wins'),
  };
  const parts: OwnedPart[] = [];
  const rejected: Rejected[] = [];
  const fatal: Issue[] = [];
  for (const { object, issues, late, part: own } of selected) {
    const { part, needs } = fitted(own, owner, options);
    const found = issues.length > 0 ? issues : [...late, ...needs];
    if (found.length > 0 || !part) rejected.push({ object, issues: found });
    else parts.push(owned(part, object, isKept(strategy, object.metadata.namespace ?? '', namespace), version));
    if (options.parity && issues.length === 0) {
      for (const one of found)
        fatal.push(
          issue(one.reason, '', describe('AlertmanagerConfig', object as { metadata: { name: string } }, one)),
        );
    }
  }
  return { parts, rejected, fatal };
}
