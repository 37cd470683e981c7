// Rule files of users. A valid file is used; for an invalid one its last valid copy stays in use.
import type { Lister } from '../core/inputs.ts';
import type { Issue } from '../core/issue.ts';
import { byText, type ConfigMap } from '../core/meta.ts';
import type { RuleFile } from './configmaps.ts';
import type { RuleContext } from './context.ts';
import { ruleKey } from './examine.ts';
import { type ExaminedFile, examineFile, examineText } from './examinefile.ts';
import type { RuleSource } from './sources.ts';

/** The check of one key of a ConfigMap. */
export interface FileResult {
  readonly map: ConfigMap;
  readonly key: string;
  readonly issues: readonly Issue[];
  readonly note: string | undefined;
  /** Whether an earlier copy is in use instead. */
  readonly isKept: boolean;
}

/** The files in use, and the checks of all keys. */
export interface UserFiles {
  readonly files: readonly RuleFile[];
  readonly results: readonly FileResult[];
}

const IS_RULE_FILE = /\.(?:ya?ml|rules)$/;

/** The existing rule files: key -> text. */
function writtenFiles(observed: Lister<ConfigMap>, prefix: string): ReadonlyMap<string, string> {
  const start = `${prefix}-rulefiles-`;
  const maps = observed.list().filter(({ metadata }) => metadata.name.startsWith(start));
  return new Map(maps.flatMap(({ data }) => Object.entries(data ?? {})));
}

const fileNote = (key: string, { note }: ExaminedFile): string | undefined =>
  IS_RULE_FILE.test(key) ? note : 'is not read: a rule file ends in .yaml, .yml or .rules';

/**
 * Checks the files of all sources. An invalid file is replaced by its copy in the children `observed`, if that passes
 * all checks: it may be for another release of Prometheus, or older than an enforced label.
 */
export function userFiles(
  sources: readonly RuleSource[],
  observed: Lister<ConfigMap>,
  prefix: string,
  context: RuleContext,
): UserFiles {
  const files: RuleFile[] = [];
  const results: FileResult[] = [];
  let written: ReadonlyMap<string, string> | undefined;
  for (const source of sources) {
    const { namespace = '', name, uid = '' } = source.map.metadata;
    for (const key of Object.keys({ ...source.map.data, ...source.map.binaryData }).sort(byText)) {
      const isRead = IS_RULE_FILE.test(key);
      const found: ExaminedFile = isRead
        ? examineFile(source, key, context)
        : { issues: [], text: undefined, note: undefined };
      const target = ruleKey(namespace, name, uid, key);
      let { text } = found;
      if (found.issues.length > 0) {
        written ??= writtenFiles(observed, prefix);
        const before = written.get(target);
        text = before === undefined ? undefined : examineText(before, source.by, context).text;
      }
      if (text !== undefined) files.push({ key: target, text });
      results.push({
        map: source.map,
        key,
        issues: found.issues,
        note: fileNote(key, found),
        isKept: found.issues.length > 0 && text !== undefined,
      });
    }
  }
  return { files, results };
}
