// Reads a rule file as Prometheus does: strict fields, scalars as Go's yaml.v3 decodes them (prometheus.io:
// recording_rules).
import { CORE_SCHEMA, eventsToAst, mergeTag, type Node, parseEvents, SCALAR_STYLE } from 'js-yaml';
import type { PrometheusRuleSpec } from '../api/prometheusrule.ts';
import { parseDuration } from '../core/duration.ts';
import { type Issue, issue } from '../core/issue.ts';
import { goNumber, yamlIssue } from '../core/yaml.ts';
import { invalidDuration } from './check.ts';
import { RULE_DURATIONS } from './fields.ts';

/** A parsed rule file. */
export interface ReadFile {
  readonly spec: PrometheusRuleSpec;
  readonly issues: readonly Issue[];
  /** Number of YAML documents after the first one, which Prometheus ignores. */
  readonly ignored: number;
}

type Decode = (node: Node, path: string, file: File) => unknown;
type Fields = Readonly<Record<string, Decode>>;
interface File {
  /** The node of each alias. */
  readonly targets: ReadonlyMap<Node, Node>;
  readonly issues: Issue[];
  /** Number of decoded nodes, with aliases expanded. */
  size: number;
  /** Characters of their scalars. */
  characters: number;
  /** Depth of nested merges. */
  merging: number;
  /** Anchored nodes that are being expanded. */
  readonly open: Set<Node>;
}

const SCHEMA = CORE_SCHEMA.withTags(mergeTag);
const NULL = 'tag:yaml.org,2002:null';
/** Maximum nodes and members of a file, with aliases and merges expanded. */
const MAX_NODES = 200_000;
const MAX_CHARACTERS = 4_000_000;
/** Maximum depth of merges. */
const MAX_MERGES = 100;
/** Maximum issues of one file. */
const MAX_ISSUES = 100;
/** Line breaks of YAML 1.1, which Go's parser uses. */
const GO_BREAK = /[\u0085\u2028\u2029]/;
/** A line that is neither empty nor a comment. */
const CONTENT = /^[^\S\r\n]*[^\s#]/m;
const SEPARATOR = /^(?:---|\.\.\.)(?=\s|$)/gm;
const KNOWN_TAGS: Readonly<Record<string, RegExp>> = {
  '!!null': /^(?:~|null|Null|NULL|)$/,
  '!!bool': /^(?:true|True|TRUE|false|False|FALSE)$/,
  '!!int': /^[-+]?[0-9][0-9a-zA-Z_]*$/,
  '!!float': /^[-+]?[0-9.][0-9.eE+_-]*$/,
};

const wrong = (file: File, path: string, message: string): undefined => {
  if (file.issues.length < MAX_ISSUES) file.issues.push(issue('InvalidRule', path, message));
  return undefined;
};

/** Counts a node. False beyond the maximum; the first time it adds an issue. */
function addNode(file: File, path: string): boolean {
  if (++file.size === MAX_NODES + 1) wrong(file, path, 'the file is too large with its aliases expanded');
  return file.size <= MAX_NODES;
}

/** Counts the text of a scalar. False beyond the maximum. */
function addCharacters(file: File, text: string, path: string): boolean {
  file.characters += text.length;
  if (file.characters <= MAX_CHARACTERS) return true;
  file.size = Math.max(file.size, MAX_NODES);
  return addNode(file, path);
}

/** Calls `use` with the node, or with the node of an alias. */
function follow(node: Node, path: string, file: File, use: (found: Node) => unknown): unknown {
  if (!addNode(file, path)) return undefined;
  if (node.kind !== 'alias') return use(node);
  const found = file.targets.get(node);
  if (!found) return wrong(file, path, `the anchor ${node.anchor} is not defined above`);
  if (file.open.has(found)) return wrong(file, path, `the anchor ${node.anchor} contains itself`);
  file.open.add(found);
  const value = use(found);
  file.open.delete(found);
  return value;
}

const isNull = (node: Node): boolean =>
  node.kind === 'scalar' && (node.tag === NULL || (node.tagged && node.tag === '!!null'));

/** A decoder that treats null as absent. */
const optional =
  (decode: Decode): Decode =>
  (node, path, file) =>
    follow(node, path, file, (found) => (isNull(found) ? undefined : decode(found, path, file)));

const asText = optional((node, path, file) => {
  if (node.kind !== 'scalar')
    return wrong(file, path, `must be text, not a ${node.kind === 'mapping' ? 'mapping' : 'list'}`);
  if (node.style === SCALAR_STYLE.PLAIN && GO_BREAK.test(node.value))
    return wrong(
      file,
      path,
      'has a line break of YAML 1.1 (U+0085, U+2028 or U+2029): ' +
        'remove it, or write it as an escape in double quotes',
    );
  if (!addCharacters(file, node.value, path)) return undefined;
  const known = node.tagged ? KNOWN_TAGS[node.tag] : undefined;
  if (known && !known.test(node.value)) return wrong(file, path, `is not a valid ${node.tag}`);
  return node.tagged && node.tag === '!!binary' ? Buffer.from(node.value, 'base64').toString() : node.value;
});

const asInteger = optional((node, path, file) => {
  const isText = node.kind === 'scalar' && (node.style !== SCALAR_STYLE.PLAIN || (node.tagged && node.tag === '!!str'));
  const value = node.kind === 'scalar' && !isText ? goNumber(node.value) : undefined;
  if (value === undefined || !(Math.trunc(value) < 2 ** 63))
    return wrong(file, path, 'must be a whole number, without quotes');
  return Math.trunc(value);
});

const asDuration = optional((node, path, file) => {
  const text = asText(node, path, file);
  if (typeof text !== 'string' || parseDuration(text) !== undefined) return text;
  file.issues.push(invalidDuration(text, path));
  return undefined;
});

const asList = (item: Decode): Decode =>
  optional((node, path, file) => {
    if (node.kind !== 'sequence') return wrong(file, path, 'must be a list: begin each item with "- "');
    return node.items.map((member, i) => item(member, `${path}[${i}]`, file) ?? {});
  });

type Pair = readonly [key: string, value: Node];

/** Whether the key is a merge key (`<<`). */
const isMerge = (key: Node): boolean =>
  key.kind === 'scalar' &&
  key.value === '<<' &&
  key.style === SCALAR_STYLE.PLAIN &&
  (!key.tagged || key.tag === '!!merge');

/** The members of a mapping, then merged ones (`<<`) whose names are new. */
function mappingMembers(node: Node, path: string, file: File): Pair[] {
  if (node.kind !== 'mapping') {
    wrong(file, path, 'must be a mapping: lines of "name: value"');
    return [];
  }
  const own: Pair[] = [];
  const merged: Node[] = [];
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    if (!addNode(file, path)) break;
    if (isMerge(key)) {
      merged.push(value);
      continue;
    }
    const name = asText(key, path, file);
    const text = typeof name === 'string' ? name : '';
    if (key.kind === 'scalar' && seen.has(key.value)) wrong(file, path, `"${text}" is written twice: remove one`);
    if (key.kind === 'scalar') seen.add(key.value);
    own.push([text, value]);
  }
  if (merged.length > 0) addMerged(own, merged, path, file);
  return own;
}

/** Adds merged members; the first of each name is used. */
function addMerged(own: Pair[], merged: readonly Node[], path: string, file: File): void {
  if (++file.merging > MAX_MERGES)
    wrong(file, path, `<< is nested more than ${MAX_MERGES} times: write the fields instead`);
  else {
    const known = new Set(own.map(([name]) => name));
    for (const value of merged)
      for (const pair of mergedMembers(value, path, file)) {
        if (!known.has(pair[0])) own.push(pair);
        known.add(pair[0]);
      }
  }
  file.merging--;
}

function mergedMembers(node: Node, path: string, file: File): Pair[] {
  let found: Pair[] = [];
  follow(node, path, file, (target) => {
    if (target.kind === 'mapping') found = mappingMembers(target, path, file);
    else if (target.kind === 'sequence' && target.items.length > 0 && ++file.merging <= MAX_MERGES) {
      found = target.items.flatMap((item) => mergedMembers(item, path, file));
      file.merging--;
    } else wrong(file, path, '<< merges mappings only');
    return undefined;
  });
  return found;
}

const asFields = (fields: Fields): Decode =>
  optional((node, path, file) => {
    const out: Record<string, unknown> = {};
    for (const [name, value] of mappingMembers(node, path, file)) {
      const at = path ? `${path}.${name}` : name;
      const decode = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!decode) wrong(file, at, `is not a field here; the fields are ${Object.keys(fields).join(', ')}`);
      else if (out[name] === undefined) out[name] = decode(value, at, file);
    }
    return out;
  });

const asTexts = optional((node, path, file) => {
  return Object.fromEntries(
    mappingMembers(node, path, file).map(([name, value]) => [name, asText(value, `${path}.${name}`, file) ?? '']),
  );
});

const RULE: Fields = {
  alert: asText,
  record: asText,
  expr: asText,
  ...Object.fromEntries(RULE_DURATIONS.map(({ key }) => [key, asDuration])),
  labels: asTexts,
  annotations: asTexts,
};
const GROUP: Fields = {
  name: asText,
  interval: asDuration,
  query_offset: asDuration,
  limit: asInteger,
  labels: asTexts,
  rules: asList(asFields(RULE)),
};
const FILE = asFields({ groups: asList(asFields(GROUP)) });

/** The node of each alias: the last anchor of its name before it. */
function aliasTargets(node: Node, anchors = new Map<string, Node>(), targets = new Map<Node, Node>()): Map<Node, Node> {
  if (node.kind === 'alias') {
    const target = anchors.get(node.anchor);
    if (target) targets.set(node, target);
    return targets;
  }
  if (node.anchor) anchors.set(node.anchor, node);
  const members =
    node.kind === 'mapping'
      ? node.items.flatMap(({ key, value }) => [key, value])
      : node.kind === 'sequence'
        ? node.items
        : [];
  for (const member of members) aliasTargets(member, anchors, targets);
  return targets;
}

const documents = (text: string) => eventsToAst(parseEvents(text, { maxDepth: 100 }), { source: text, schema: SCHEMA });

/** The end of the first document with content; `undefined` for a file with directives (`%`). */
function firstEnd(text: string): number | undefined {
  const begin = CONTENT.exec(text)?.index ?? text.length;
  if (text.startsWith('%')) return undefined;
  for (const { index } of text.matchAll(SEPARATOR)) if (index > begin) return index;
  return undefined;
}

/** The first document and the number of others. Prometheus does not read the others, so they may be invalid. */
function firstDocument(text: string): { readonly node: Node | null; readonly ignored: number } {
  try {
    const all = documents(text);
    return { node: all[0]?.contents ?? null, ignored: Math.max(0, all.length - 1) };
  } catch (error) {
    const end = firstEnd(text);
    if (end === undefined) throw error;
    return { node: documents(text.slice(0, end))[0]?.contents ?? null, ignored: 1 };
  }
}

/**
 * Parses the YAML text of a rule file. Issues: `InvalidYaml`, `InvalidRule` and `InvalidDuration`, with paths from the
 * root of the file. The content of rules is not checked here.
 */
export function readRuleFile(text: string): ReadFile {
  try {
    const { node, ignored } = firstDocument(text);
    if (!node) return { spec: {}, issues: [], ignored };
    const file: File = { targets: aliasTargets(node), issues: [], size: 0, characters: 0, merging: 0, open: new Set() };
    const spec = (FILE(node, '', file) ?? {}) as PrometheusRuleSpec;
    return { spec, issues: file.issues, ignored };
  } catch (error) {
    return { spec: {}, issues: [yamlIssue(error, '')], ignored: 0 };
  }
}
