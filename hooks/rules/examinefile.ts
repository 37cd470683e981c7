// One key of a user's ConfigMap from text to rule file. The result is cached.

import { sha256 } from '../core/digest.ts';
import { alone } from '../core/isolation.ts';
import { type Issue, issue } from '../core/issue.ts';
import { issueBytes, memo, textBytes } from '../core/memo.ts';
import type { Enforced } from '../promql/enforce.ts';
import type { RuleContext } from './context.ts';
import { fingerprint, writeRules } from './examine.ts';
import { checkNarrow } from './narrow.ts';
import { placed } from './place.ts';
import { readRuleFile } from './read.ts';
import { MONITOR_LABEL, type RuleSource } from './sources.ts';

/** A checked rule file of a user. */
export interface ExaminedFile {
  /** Why the file is not in use, with paths as text. */
  readonly issues: readonly Issue[];
  /** The rule file for Prometheus; `undefined` without one. */
  readonly text: string | undefined;
  /** A note about a file that is in use. */
  readonly note: string | undefined;
}

const examined = memo<ExaminedFile>(({ issues, text, note }) => issueBytes(issues) + textBytes(text, note));
const rejected = (issues: readonly Issue[]): ExaminedFile => ({ issues, text: undefined, note: undefined });

/** Checks the text of a rule file and enforces the labels `by`. */
export function examineText(text: string, by: readonly Enforced[], context: RuleContext): ExaminedFile {
  const { spec, issues, ignored } = readRuleFile(text);
  if (issues.length > 0) return rejected(placed(spec, issues));
  const note = ignored > 0 ? 'only the first YAML document is read: move the others to files of their own' : undefined;
  if (!spec.groups?.length) return { issues: [], text: undefined, note };
  const monitor = by.find(({ label }) => label === MONITOR_LABEL);
  const narrowIssues = monitor ? checkNarrow(spec, monitor, context) : [];
  if (narrowIssues.length > 0) return rejected(placed(spec, narrowIssues));
  const written = writeRules(spec, by, context);
  return 'text' in written ? { issues: [], text: written.text, note } : rejected(placed(spec, written.issues));
}

/** Checks one key of a source. */
export function examineFile({ map, by, without }: RuleSource, key: string, context: RuleContext): ExaminedFile {
  if (without)
    return rejected([
      issue(
        'InvalidRule',
        '',
        `these rules are for the targets of ServiceMonitor ${without}, which is rejected: correct it first`,
      ),
    ]);
  const text = map.data?.[key];
  if (text === undefined) return rejected([issue('InvalidRule', '', 'is binary data: save it as UTF-8 text')]);
  const { namespace, name } = map.metadata;
  const labels = by.map(({ label, value }) => `${label}=${value}`).join();
  return examined.get(`${namespace}/${name}/${key}/${fingerprint(labels, context)}`, sha256(text), () =>
    alone(
      map,
      () => examineText(text, by, context),
      (found) => rejected([found]),
    ),
  );
}
