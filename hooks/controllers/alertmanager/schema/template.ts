// Go templates in fields that hold an address or make one.

import { httpUrlError } from '../../../core/url.ts';
import { checkTemplate } from '../../../gotemplate/check.ts';
import type { TemplateReader } from '../../../versions/templates.ts';

/** Why the template is not valid, `undefined` where it is. */
export function templateError(source: string, reader: TemplateReader): string | undefined {
  const error = checkTemplate(source, reader);
  return error && `the template is not valid: ${error}`;
}

/** The same for a text that is secret: nothing of it is repeated. */
export function secretTemplateUrlError(source: string, reader: TemplateReader): string | undefined {
  const error = templateUrlError(source, reader);
  return error && source.includes('{{') ? 'the template is not valid' : error;
}

/** What is wrong with a text that is an address, or a template that makes one. */
export function templateUrlError(source: string, reader: TemplateReader): string | undefined {
  if (source.includes('{{')) return templateError(source, reader);
  const error = httpUrlError(source);
  return error && `the URL ${error}`;
}
