// Go templates in Alertmanager's fields.
import { httpUrlError } from '../kube/url.ts';

const ACTION = /\{\{-?(?:\s*\/\*.*?\*\/\s*|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'|[^"'`}]|\}(?!\}))*?-?\}\}/gs;

/** Why Go would refuse the template, `undefined` when it would not. */
export function templateError(source: string): string | undefined {
  const rest = source.replace(ACTION, '');
  if (rest.includes('{{')) return 'an action is not closed';
  return undefined;
}

/** What is wrong with a text that is an address, or a template that makes one. */
export function templateUrlError(source: string): string | undefined {
  const template = source.includes('{{');
  const error = template ? templateError(source) : httpUrlError(source);
  return error && (template ? `the template is not valid: ${error}` : `the URL ${error}`);
}
