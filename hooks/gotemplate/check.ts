// Checks that Go can parse a text as a template.
import { textKey } from '../core/digest.ts';
import { memo, textBytes } from '../core/memo.ts';
import { missingFunction, type TemplateReader, VARIABLES } from '../versions/templates.ts';
import { formatVersion, type Version } from '../versions/version.ts';
import { TemplateError, tokens } from './lexer.ts';
import { parseTemplate } from './parser.ts';
import { variablesOf } from './variables.ts';

const results = memo<{ readonly problem: string | undefined }>(({ problem }) => textBytes(problem));

function checkNow(text: string, reader: TemplateReader, release: Version | undefined): string | undefined {
  try {
    parseTemplate(tokens(text), {
      missing: (name) => missingFunction(name, reader, release),
      variables: variablesOf(['$', ...VARIABLES[reader]]),
      ranges: 0,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const before = text.slice(0, error.at);
    return `${before.split('\n').length}:${error.at - before.lastIndexOf('\n')}: ${error.message}`;
  }
}

/**
 * The first mistake of a template as `line:column: message`, or `undefined`. `functions`: the program that executes it,
 * with its functions and variables (`$labels`, `$value`, `$externalLabels` and `$externalURL` in Prometheus). With a
 * release, newer functions are mistakes.
 */
export function checkTemplate(text: string, functions: TemplateReader, release?: Version): string | undefined {
  if (!text.includes('{{')) return undefined;
  const reader = `${functions} ${release ? formatVersion(release) : ''}`;
  return results.get(`${reader} ${textKey(text)}`, '', () => ({ problem: checkNow(text, functions, release) })).problem;
}

/** The words in the actions of a template: names of functions, not keywords. Empty if the text is no template. */
export function templateWords(text: string): string[] {
  if (!text.includes('{{')) return [];
  try {
    return tokens(text)
      .filter(({ kind }) => kind === 'word')
      .map(({ text: word }) => word);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return [];
  }
}
