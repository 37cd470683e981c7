// The rule files of users, key by key: what is valid is used, what is not leaves its last good copy in use.
import type { Lister } from '../core/inputs.ts';
import type { Issue } from '../core/issue.ts';
import { byText, type ConfigMap } from '../core/meta.ts';
import type { RuleFile } from './configmaps.ts';
import type { RuleContext } from './context.ts';
import { ruleKey } from './examine.ts';
import { type ExaminedFile, examineFile, examineText } from './examinefile.ts';
import type { RuleSource } from './sources.ts';

/** What happened to one key of a ConfigMap. */
export interface FileVerdict {
  readonly map: ConfigMap;
  readonly key: string;
  readonly issues: readonly Issue[];
  readonly note: string | undefined;
  /** An earlier copy is in use instead. */
  readonly isKept: boolean;
}

export interface UserFiles {
  readonly files: readonly RuleFile[];
  readonly verdicts: readonly FileVerdict[];
}

const IS_RULE_FILE = /\.(?:ya?ml|rules)$/;

/** The rule files as they were last written: key -> text. */
function writtenFiles(observed: Lister<ConfigMap>, prefix: string): ReadonlyMap<string, string> {
  const start = `${prefix}-rulefiles-`;
  const maps = observed.list().filter(({ metadata }) => metadata.name.startsWith(start));
  return new Map(maps.flatMap(({ data }) => Object.entries(data ?? {})));
}

const noteOf = (key: string, { note }: ExaminedFile): string | undefined =>
  IS_RULE_FILE.test(key) ? note : 'is not read: a rule file ends in .yaml, .yml or .rules';

/**
 * The files of all sources and a verdict for each key. A broken file is replaced by its copy among the children
 * `observed`, if that one still passes all checks: it may have been written for another Prometheus release or before a
 * label was enforced.
 */
export function userFiles(
  sources: readonly RuleSource[],
  observed: Lister<ConfigMap>,
  prefix: string,
  context: RuleContext,
): UserFiles {
  const files: RuleFile[] = [];
  const verdicts: FileVerdict[] = [];
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
      verdicts.push({
        map: source.map,
        key,
        issues: found.issues,
        note: noteOf(key, found),
        isKept: found.issues.length > 0 && text !== undefined,
      });
    }
  }
  return { files, verdicts };
}
