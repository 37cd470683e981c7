// Parses matchers as a release of Alertmanager does.
import { isDeepStrictEqual } from 'node:util';
import { checkRegex } from '../core/regex.ts';
import { parseClassic } from './classicmatchers.ts';
import { anchored, isRegexOperator, type Labels, type Matcher } from './matcher.ts';
import { parseUtf8 } from './utf8matchers.ts';

const isValid = ({ operator, value }: Matcher): boolean =>
  !isRegexOperator(operator) || checkRegex(anchored(value)) === undefined;

const valid = (matchers: readonly Matcher[] | undefined): readonly Matcher[] | undefined =>
  matchers?.every(isValid) ? matchers : undefined;

/**
 * The matchers of a text, `undefined` if Alertmanager refuses it. `utf8`: the release reads UTF-8 names (0.27 and
 * newer). Then both parsers are tried, and where they disagree the classic one counts.
 */
export function parseMatchers(source: string, utf8: boolean): readonly Matcher[] | undefined {
  const classic = valid(parseClassic(source));
  if (!utf8) return classic;
  const modern = valid(parseUtf8(source));
  if (!modern) return classic;
  return classic && !isDeepStrictEqual(classic, modern) ? classic : modern;
}

/**
 * The labels of an alert, written as equality matchers (`severity=critical`), several with commas between; `undefined`
 * if they are not. A text without quotes may have spaces and commas in its only value.
 */
export function parseLabels(source: string): Labels | undefined {
  const matchers = parseMatchers(source, true);
  if (matchers && matchers.length > 0)
    return matchers.every(({ operator }) => operator === '=')
      ? Object.fromEntries(matchers.map(({ name, value }) => [name, value]))
      : undefined;
  const [, name, value] = /^([^=\s"!~{},]+)=([^~"][^"]*)$/s.exec(source) ?? [];
  return name === undefined || value === undefined ? undefined : { [name]: value };
}
