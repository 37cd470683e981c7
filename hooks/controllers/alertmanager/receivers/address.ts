// Addresses in AlertmanagerConfig fields.
import type { KeyValue } from '../../../api/receivers/keyvalue.ts';
import { type Issue, issue } from '../../../core/issue.ts';
import { httpUrlError } from '../../../core/url.ts';
import type { TemplateReader } from '../../../versions/templates.ts';
import { templateUrlError } from '../schema/template.ts';

/** An `InvalidURL` issue where a given address is none. */
export function checkAddress(address: string | undefined, path: string): Issue[] {
  const error = address ? httpUrlError(address) : undefined;
  return error ? [issue('InvalidURL', path, `the URL ${error}`)] : [];
}

/** An `InvalidURL` issue where a given text is neither an address nor a valid template. */
export function checkTemplateAddress(address: string | undefined, path: string, reader: TemplateReader): Issue[] {
  const error = address ? templateUrlError(address, reader) : undefined;
  return error ? [issue('InvalidURL', path, error)] : [];
}

/** A list of keys and values as a map, `undefined` when it is empty. */
export const keyValues = (list: readonly KeyValue[] | undefined): Record<string, string> | undefined =>
  list && list.length > 0 ? Object.fromEntries(list.map(({ key, value }) => [key, value])) : undefined;
