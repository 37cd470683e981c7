// Issues as the message of a rejection and as warnings. Each line has the path with indexes and the names along it.
import { type Issue, text } from '../../core/issue.ts';
import { boundedLines, quoted } from '../../core/message.ts';
import { row } from '../../core/row.ts';
import { isRecord } from '../../core/yaml.ts';

/** Limit of issues in a message. */
const SHOWN = 20;
/** Limit of a line in characters. */
const MAX_LINE = 1000;
/** Limit of a rejection in bytes. */
const MAX_REJECTION = 8192;
/** Limit of a warning in characters, as Kubernetes recommends. The API server can cut longer ones. */
const MAX_WARNING = 120;

/** Lists with named members: the fields with a name, and the word for it. */
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

/** `group "web", alert "Down"`: the names of list members along a path. */
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
  return `${cut(text(found), MAX_LINE)}${names ? ` (${cut(names, MAX_LINE)})` : ''}`;
}

const withRest = (lines: readonly string[], all: number): readonly string[] =>
  all > SHOWN ? [...lines, `and ${all - SHOWN} more`] : lines;

/**
 * The message of a rejection: the object, then a line for each of the first twenty issues, with the names along its
 * path. `spec`: the spec with the names.
 */
export function refusal(kind: string, name: string, issues: readonly Issue[], spec: unknown): string {
  const lines = issues.slice(0, SHOWN).map((found) => lineOf(found, spec));
  return boundedLines([`${kind} ${name} is not valid`, ...withRest(lines, issues.length)], MAX_REJECTION);
}

/**
 * The text as one line. A long one keeps its path and the last words that fit, because they say what is required.
 */
function short(line: string): string {
  const plain = line.toWellFormed().replace(/[\p{Cc}\s]+/gu, ' ');
  if ([...plain].length <= MAX_WARNING) return plain;
  const [place = '', ...rest] = plain.split(': ');
  const words = rest.join(': ').slice(-MAX_WARNING).split(' ');
  for (let i = 1; i < words.length && place.length < MAX_WARNING; i++) {
    const kept = `${place}: … ${words.slice(i).join(' ')}`;
    if ([...kept].length <= MAX_WARNING) return kept;
  }
  return cut(plain, MAX_WARNING);
}

/**
 * A warning for each of the first twenty issues: one line of at most 120 characters that are valid in an HTTP header.
 */
export const warnings = (issues: readonly Issue[]): readonly string[] =>
  withRest(
    issues.slice(0, SHOWN).map((found) => short(text(found))),
    issues.length,
  );
