// The changes of rule files: groups, and the rules in them.
import type { Section } from '../../core/section.ts';
import { isRecord, parseYaml, recordsOf } from '../../core/yaml.ts';
import { byName, type Change, compareByName } from './change.ts';
import { fieldChanges } from './values.ts';

/** `alert Down`, `record job:up:sum`. */
const ruleName = (rule: Section): string =>
  rule['alert'] === undefined ? `record ${rule['record']}` : `alert ${rule['alert']}`;

/** The groups of a file, by `FILE group NAME`. */
function groupsOf(files: ReadonlyMap<string, string>): Map<string, Section> {
  const groups = [...files].flatMap(([file, text]) => {
    const read = parseYaml(text, file);
    const value = 'value' in read && isRecord(read.value) ? read.value : {};
    return recordsOf(value['groups']).map((group) => ({ file, group }));
  });
  const named = byName(groups, ({ file, group }) => `${file} group ${group['name']}`);
  return new Map([...named].map(([name, { group }]) => [name, group]));
}

/** The rules of a group that are in both files, in those of one of them none. */
const rulesOf = (groups: ReadonlyMap<string, Section>, others: ReadonlyMap<string, Section>): Map<string, Section> =>
  new Map(
    [...groups]
      .filter(([name]) => others.has(name))
      .flatMap(([name, group]) =>
        [...byName(recordsOf(group['rules']), ruleName)].map(([rule, value]) => [`${name} ${rule}`, value] as const),
      ),
  );

const withoutRules = ({ rules: _rules, ...group }: Section): Section => group;

/** The changes between the rule files of a workload, by their names. */
export function ruleChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Change[] {
  const [old, now] = [groupsOf(before), groupsOf(after)];
  return [
    ...compareByName('rule group', old, now, (one, other) => fieldChanges(withoutRules(one), withoutRules(other))),
    ...compareByName('rule', rulesOf(old, now), rulesOf(now, old), (one, other) => fieldChanges(one, other)),
  ];
}
