// Whether Go takes a text as a template.
import { textKey } from '../core/digest.ts';
import { memo, textBytes } from '../core/memo.ts';
import { missingFunction, type TemplateReader, VARIABLES } from '../versions/templates.ts';
import { formatVersion, type Version } from '../versions/version.ts';
import { TemplateError, tokens } from './lexer.ts';
import { parseTemplate } from './parser.ts';
import { variablesOf } from './variables.ts';

const verdicts = memo<{ readonly problem: string | undefined }>(({ problem }) => textBytes(problem));

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
 * Why the text is no template, as `line:column: message`; nothing where it is one. `functions` says who reads it:
 * Prometheus (labels and annotations of alerts, with `$labels`, `$value`, `$externalLabels` and `$externalURL`) or
 * Alertmanager. With a release, functions newer than it are missing.
 */
export function checkTemplate(text: string, functions: TemplateReader, release?: Version): string | undefined {
  if (!text.includes('{{')) return undefined;
  const reader = `${functions} ${release ? formatVersion(release) : ''}`;
  return verdicts.get(`${reader} ${textKey(text)}`, '', () => ({ problem: checkNow(text, functions, release) }))
    .problem;
}

/** The words inside the actions of a text: names of functions, without keywords. None where the text is no template. */
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
