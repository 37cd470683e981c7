// Issues as a refusal and as warnings. Users write names and see indexes in paths, so each line says both.
import { type Issue, text } from '../../core/issue.ts';
import { boundedLines, quoted } from '../../core/message.ts';
import { row } from '../../core/row.ts';
import { isRecord } from '../../core/yaml.ts';

const SHOWN = 20;
/** An Issue may repeat a value of any length. */
const LONGEST_LINE = 1000;
/** Bytes of a whole refusal. */
const LONGEST_REFUSAL = 8192;
/** What Kubernetes recommends; the API server cuts longer ones off when there are many. */
const LONGEST_WARNING = 120;

/** Lists whose members have names, with the fields to look in and how to call what is there. */
const NAMED: Readonly<Record<string, readonly (readonly [field: string, what: string])[]>> = {
  groups: [['name', 'group']],
  rules: [
    ['alert', 'alert'],
    ['record', 'record'],
  ],
  receivers: [['name', 'receiver']],
  muteTimeIntervals: [['name', 'interval']],
  timeIntervals: [['name', 'interval']],
};

const member = (of: unknown, list: string, index: string): unknown => {
  const all = isRecord(of) ? row(of, list) : undefined;
  return Array.isArray(all) ? all[Number(index)] : undefined;
};

/** `group "web", alert "Down"`: the names of the lists' members that a path goes through, as far as they have any. */
function namesAlong(path: string, spec: unknown): string {
  const names: string[] = [];
  let at = spec;
  for (const [, list = '', index] of path.replace(/^spec\./, '').matchAll(/([^.[\]]+)(?:\[(\d+)\])?/g)) {
    if (index === undefined) continue;
    at = member(at, list, index);
    if (!isRecord(at)) break;
    for (const [field, what] of row(NAMED, list) ?? [])
      if (typeof at[field] === 'string' && at[field] !== '') names.push(`${what} ${quoted(at[field])}`);
  }
  return names.join(', ');
}

const cut = (line: string, longest: number): string => {
  const characters = [...line];
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
};

function lineOf(found: Issue, spec: unknown): string {
  const names = namesAlong(found.path, spec);
  return `${cut(text(found), LONGEST_LINE)}${names ? ` (${cut(names, LONGEST_LINE)})` : ''}`;
}

const withRest = (lines: readonly string[], all: number): readonly string[] =>
  all > SHOWN ? [...lines, `and ${all - SHOWN} more`] : lines;

/**
 * What a refused user reads: the object, then a line for each Issue with the names along its path; the first twenty.
 * `spec`: where the names are.
 */
export function refusal(kind: string, name: string, issues: readonly Issue[], spec: unknown): string {
  const lines = issues.slice(0, SHOWN).map((found) => lineOf(found, spec));
  return boundedLines([`${kind} ${name} is not valid`, ...withRest(lines, issues.length)], LONGEST_REFUSAL);
}

/**
 * One line. Of a long one its place stays, and as many words from its end as there is room for: they say what is
 * needed.
 */
function short(line: string): string {
  const plain = line.toWellFormed().replace(/[\p{Cc}\s]+/gu, ' ');
  if ([...plain].length <= LONGEST_WARNING) return plain;
  const [place = '', ...rest] = plain.split(': ');
  const words = rest.join(': ').slice(-LONGEST_WARNING).split(' ');
  for (let i = 1; i < words.length && place.length < LONGEST_WARNING; i++) {
    const kept = `${place}: … ${words.slice(i).join(' ')}`;
    if ([...kept].length <= LONGEST_WARNING) return kept;
  }
  return cut(plain, LONGEST_WARNING);
}

/**
 * A warning for each Issue, the first twenty: one line of at most 120 characters, without what a header cannot hold.
 */
export const warnings = (issues: readonly Issue[]): readonly string[] =>
  withRest(
    issues.slice(0, SHOWN).map((found) => short(text(found))),
    issues.length,
  );
