// The configuration file that users write themselves: read strictly, checked as Alertmanager's own loader would.
import { isUtf8 } from 'node:buffer';
import { type Issue, issue } from '../../../core/issue.ts';
import type { Options } from '../../../core/options.ts';
import type { Section } from '../../../core/section.ts';
import { mayKnowMore } from '../../../versions/alertmanager.ts';
import type { Version } from '../../../versions/version.ts';
import { configTable } from '../schema/sections.ts';
import { type Context, knownRules, type Table } from '../schema/table.ts';
import { readSection } from '../schema/walk.ts';
import { wholeFileProblems } from '../schema/whole.ts';
import { parseFile } from '../schema/yaml.ts';

/** `unknown`: fields that no table has, and that were kept. */
export type FileAnswer =
  | { readonly config: Section; readonly unknown: readonly string[] }
  | { readonly issues: readonly Issue[] };

/** Where the problems of a file are: `alertmanager.yaml receivers[0].name`. */
export const FILE = 'alertmanager.yaml';

/** The fields of a table and of all that is in it. */
function namesIn(table: Table, into: Set<string>, seen: Set<Table>): Set<string> {
  if (seen.has(table)) return into;
  seen.add(table);
  for (const [key, type] of table.rows) {
    into.add(key);
    const inner = type.table?.();
    if (inner) namesIn(inner, into, seen);
  }
  return into;
}

/** All names of fields, which a message may repeat. */
const NAMES: ReadonlySet<string> = namesIn(configTable, new Set(), new Set());

/**
 * The configuration in a Secret, for a release. Fields that only a release newer than our tables can know are passed on
 * to such a release. Issues: those of `readConfig`, and `InvalidYaml` for bytes that are not UTF-8.
 */
export function readRaw(content: Buffer, version: Version, { parity }: Options): FileAnswer {
  if (!parity && !isUtf8(content))
    return { issues: [issue('InvalidYaml', FILE, 'is not UTF-8 text: encode it as UTF-8')] };
  const unknown = mayKnowMore(version) && !parity ? 'keep' : 'refuse';
  return readConfig(content.toString('utf8'), { unknown, parity, knows: knownRules(version, parity) });
}

/**
 * The configuration in the text, in the form and order in which it is written again.
 * `unknown`: fields that no table has are issues, or are kept. Issues: `InvalidYaml`, `InvalidConfiguration`; none
 * repeats a word of the text.
 */
export function readConfig(text: string, options: Pick<Context, 'unknown' | 'parity' | 'knows'>): FileAnswer {
  const parsed = parseFile(text, FILE);
  if ('issue' in parsed) return { issues: [parsed.issue] };
  const issues: Issue[] = [];
  const complain = (path: string, message: string): undefined => {
    issues.push(issue('InvalidConfiguration', path ? `${FILE} ${path}` : FILE, message));
  };
  if (parsed.node === null) return { issues: [issue('InvalidConfiguration', FILE, 'is empty')] };
  const unknown: string[] = [];
  const kept = (path: string) => void unknown.push(path);
  const config = readSection(configTable, parsed.node, '', { complain, kept, names: NAMES, ...options });
  if (issues.length === 0 && config) for (const [path, message] of wholeFileProblems(config)) complain(path, message);
  return issues.length > 0 || !config ? { issues } : { config, unknown };
}
