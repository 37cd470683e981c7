// Addresses in AlertmanagerConfig fields.
import { type Issue, issue } from '../../../core/issue.ts';
import { httpUrlError } from '../../../core/url.ts';

/** An `InvalidURL` issue where a given address is none. */
export function checkAddress(address: string | undefined, path: string): Issue[] {
  const error = address ? httpUrlError(address) : undefined;
  return error ? [issue('InvalidURL', path, `the URL ${error}`)] : [];
}
