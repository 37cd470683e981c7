// The types of values in Prometheus' configuration file.
import { parseByteSize } from '../../core/bytesize.ts';
import { parseDuration } from '../../core/duration.ts';
import { secondIndex } from '../../core/lists.ts';
import { isPlain, textOf } from '../../core/plain.ts';
import { checkRegex } from '../../core/regex.ts';
import { httpUrlError, parseUrl, urlError } from '../../core/url.ts';
import { isUuid, type UuidForm } from '../../core/uuid.ts';
import { knows, since } from '../../versions/prometheus.ts';
import { type Check, isSection } from './table.ts';

/** The text of a scalar; a number or flag of ours is text, too. `undefined` for other values. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : textOf(value);

/** A text for which `problem` gives no message. */
export const textWith =
  (problem: (text: string) => string | undefined): Check =>
  (value, path, { report }) => {
    const text = textIn(value);
    const message = text === undefined ? 'must be a single value, not a list or mapping' : problem(text);
    if (message) report(path, message);
  };

export const text = textWith(() => undefined);
export const filledText = textWith((value) => (value === '' ? 'must not be empty' : undefined));
/** A text with more than white space. */
export const visibleText = textWith((value) => (trimmed(value) === '' ? 'must not be empty' : undefined));

export const flag: Check = (value, path, { report }) => {
  if (typeof (isPlain(value) ? value.value : value) !== 'boolean') report(path, 'must be true or false');
};

const numberIn = (value: unknown): number | undefined => {
  const found = isPlain(value) ? value.value : value;
  return typeof found === 'number' ? found : undefined;
};

const INT64 = 2 ** 63;

/** A whole number between the bounds. */
export const integer =
  (min = -INT64, max = INT64): Check =>
  (value, path, { report }) => {
    const found = numberIn(value);
    if (found === undefined || !Number.isInteger(found)) report(path, 'must be a whole number');
    else if (found < min || found > max) report(path, `must be between ${min} and ${max}`);
  };

/** A whole number from 0 on. */
export const unsigned = integer(0, 2 * INT64);

/** A number between the bounds. */
export const decimal =
  (min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Check =>
  (value, path, { report }) => {
    const found = numberIn(value);
    if (found === undefined || Number.isNaN(found)) report(path, 'must be a number');
    else if (found < min || found > max) report(path, `must be between ${min} and ${max}`);
  };

export const duration = textWith((value) =>
  parseDuration(value) === undefined ? 'must be a duration such as 30s or 1h30m, below 292 years' : undefined,
);
/** A duration of which 0 would crash or be refused. */
export const interval = textWith((value) => {
  const ms = parseDuration(value);
  if (ms === undefined) return 'must be a duration such as 30s or 1h30m, below 292 years';
  return ms === 0 ? 'must be above 0' : undefined;
});

export const size = textWith((value) =>
  (parseByteSize(value, 'file') ?? INT64) < INT64 ? undefined : 'must be a size such as 10MB, below 8EiB',
);

/** A UUID, or an empty text. */
export const uuid = (form: UuidForm): Check =>
  textWith((value) => (value === '' || isUuid(value, form) ? undefined : 'must be a UUID'));

/** Texts without any character that has a meaning in an expression. */
const LITERAL = /^[\w ;:,/=-]*$/;

const expression = textWith((value) => {
  const wrong = checkRegex(`^(?s:${value})$`);
  if (!wrong) return undefined;
  return wrong.reason === 'TooExpensive'
    ? wrong.message
    : `is not a regular expression in RE2: ${wrong.message.replace(/:? `.*/s, '')}`;
});

/** Texts that the YAML parser of Prometheus 2 takes for nothing, although they are quoted. */
const NOTHING: ReadonlySet<unknown> = new Set(['null', '~']);

/** Whether an expression has a group `(?<name>`, outside of escapes and classes. Go reads it since 1.22. */
function hasNamedGroup(expression: string): boolean {
  let classStart = -1;
  for (let at = 0; at < expression.length; at++) {
    const char = expression[at];
    if (char === '\\') at++;
    else if (classStart >= 0) {
      // The first character of a class is never its end.
      if (char === ']' && at > classStart + 1 && expression.slice(classStart, at) !== '[^') classStart = -1;
    } else if (char === '[') classStart = at;
    else if (expression.startsWith('(?<', at)) return true;
  }
  return false;
}

export const regex: Check = (value, path, context) => {
  if (typeof value === 'string' && LITERAL.test(value) && !NOTHING.has(value)) return;
  if (!knows(context.version, 'regex.named_group') && hasNamedGroup(textIn(value) ?? ''))
    context.report(path, `has a group (?<name>, which needs Prometheus ${since('regex.named_group')}: write (?P<name>`);
  else if (NOTHING.has(textIn(value)) && !knows(context.version, 'v3'))
    context.report(path, 'must not be null or ~ for Prometheus 2: write it in parentheses');
  else expression(value, path, context);
};

const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a text is a label name: any text, or letters, digits and `_`. */
export const isLabelName = (name: string, utf8: boolean): boolean =>
  utf8 ? name !== '' && name.isWellFormed() : LEGACY_LABEL.test(name);

export const labelName: Check = (value, path, context) => {
  const name = textIn(value);
  if (name === undefined || !isLabelName(name, context.utf8)) context.report(path, 'must be a label name');
};

/** Texts that Go's YAML does not read as a URL although they are quoted, and an address of nothing. */
export const NO_URL: ReadonlySet<string> = new Set(['null', 'Null', 'NULL', '~', '//']);

export const url = textWith((value) => {
  const problem = NO_URL.has(value) ? 'is none' : urlError(value);
  return problem && `the URL ${problem}`;
});
/** A URL of http or https with a host. */
export const httpUrl = textWith((value) => {
  const problem = httpUrlError(value);
  return problem && `the URL ${problem}`;
});
/** A URL with scheme and host. */
export const absoluteUrl = textWith((value) => {
  const answer = parseUrl(value);
  if ('problem' in answer) return `the URL ${answer.problem}`;
  return answer.url.scheme && answer.url.host ? undefined : 'the URL needs a scheme and a host';
});

/** One of the texts. */
export const choice = (...choices: readonly string[]): Check =>
  textWith((value) => (choices.includes(value) ? undefined : `must be one of ${choices.filter(Boolean).join(', ')}`));

/** Checks of items that must not be null: those of sections. */
const NOT_NULL = new WeakSet<Check>();

/** Marks a check of list items: none may be null. */
export function notNull(check: Check): Check {
  NOT_NULL.add(check);
  return check;
}

/** A list. A null item is an empty scalar, and no section. */
export const list =
  (item: Check, least = 0): Check =>
  (value, path, context) => {
    if (!Array.isArray(value)) {
      context.report(path, 'must be a list');
      return;
    }
    if (value.length < least) context.report(path, `needs at least ${least === 1 ? 'one item' : `${least} items`}`);
    for (const [i, member] of value.entries()) {
      if (member !== null && member !== undefined) item(member, `${path}[${i}]`, context);
      else if (NOT_NULL.has(item)) context.report(`${path}[${i}]`, 'must not be empty');
    }
  };

/** A text without the white space around it, as Go trims it. */
export const trimmed = (value: string): string => value.replaceAll('\u0085', ' ').trim();

/** A list in which no text stands twice, after `by`. */
export const distinct =
  (item: Check, least = 0, by: (text: string) => string = (text) => text): Check =>
  (value, path, context) => {
    list(item, least)(value, path, context);
    if (!Array.isArray(value)) return;
    const twice = secondIndex(
      value.map((one) => {
        const found = textIn(one);
        return found === undefined ? undefined : by(found);
      }),
    );
    if (twice !== undefined) context.report(`${path}[${twice}]`, 'is there twice');
  };

/** A mapping. Its keys are not repeated in paths. */
export const mapOf =
  (item: Check, keyProblem: (key: string, utf8: boolean) => string | undefined = () => undefined): Check =>
  (value, path, context) => {
    if (!isSection(value)) {
      context.report(path, 'must be a mapping');
      return;
    }
    for (const [i, [key, member]] of Object.entries(value).entries()) {
      const at = `${path} entry ${i + 1}`;
      const wrong = keyProblem(key, context.utf8);
      if (wrong) context.report(at, wrong);
      if (member !== null && member !== undefined) item(member, at, context);
    }
  };

/** A mapping from label names to texts. */
export const labels = mapOf(text, (key, utf8) => (isLabelName(key, utf8) ? undefined : 'its key must be a label name'));

export const anything: Check = () => {};
