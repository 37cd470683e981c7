// URLs in the syntax of Go's net/url, as Alertmanager and Prometheus read them. The WHATWG rules of JavaScript differ.

import { isIPv6 } from 'node:net';

export interface ParsedUrl {
  /** Lower case, without the colon; empty for a relative reference. */
  readonly scheme: string;
  /** Host and port as written. */
  readonly host: string;
  readonly path: string;
}

export type UrlAnswer = { readonly url: ParsedUrl } | { readonly problem: string };

const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;
/** Characters that a host may have unescaped: these, and all outside ASCII. */
const HOST = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|%25|[^\0-\x7f]|%[89A-Fa-f][0-9A-Fa-f])*$/;
const USER = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

function checkHost(host: string): string | undefined {
  if (BAD_ESCAPE.test(host)) return 'has an invalid escape in its host';
  if (!HOST.test(host)) return 'has an invalid character in its host';
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    if (end < 0) return 'has an unclosed bracket in its host';
    const [address = ''] = host.slice(1, end).split('%25', 1);
    if (!isIPv6(address)) return 'has no IPv6 address between the brackets of its host';
    return /^(:\d*)?$/.test(host.slice(end + 1)) ? undefined : 'has an invalid port';
  }
  const colon = host.lastIndexOf(':');
  return colon < 0 || /^:\d*$/.test(host.slice(colon)) ? undefined : 'has an invalid port';
}

function parseAuthority(authority: string): { readonly host: string } | { readonly problem: string } {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  const problem = checkHost(host);
  if (problem) return { problem };
  const user = at < 0 ? '' : authority.slice(0, at);
  if (!USER.test(user) || BAD_ESCAPE.test(user)) return { problem: 'has invalid user information' };
  return { host };
}

/** Parses a URL. The problem completes "the URL ...". It never quotes the text, which may include credentials. */
export function parseUrl(text: string): UrlAnswer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the check is for control characters
  if (/[\x00-\x1f\x7f]/.test(text)) return { problem: 'has a control character' };
  const [beforeFragment = '', ...fragments] = text.split('#');
  if (BAD_ESCAPE.test(fragments.join('#'))) return { problem: 'has an invalid escape in its fragment' };
  if (beforeFragment.startsWith(':')) return { problem: 'has no scheme before ":"' };
  const [, scheme = '', afterScheme = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(beforeFragment) ?? [];
  const [rest = ''] = afterScheme.split('?', 1);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { url: { scheme: scheme.toLowerCase(), host: '', path: '' } };
    if (rest.split('/', 1)[0]?.includes(':')) return { problem: 'has a colon in its first path segment' };
  }
  let host = '';
  let path = rest;
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    const authority = parseAuthority(slash < 0 ? rest.slice(2) : rest.slice(2, slash));
    if ('problem' in authority) return authority;
    host = authority.host;
    path = slash < 0 ? '' : rest.slice(slash);
  }
  if (BAD_ESCAPE.test(path)) return { problem: 'has an invalid escape in its path' };
  return { url: { scheme: scheme.toLowerCase(), host, path } };
}

/** The problem of a URL, absolute or relative, or `undefined`. */
export function urlError(text: string): string | undefined {
  const answer = parseUrl(text);
  return 'problem' in answer ? answer.problem : undefined;
}

/** The problem of a URL that must be absolute, http or https, and have a host; `undefined` without one. */
export function httpUrlError(text: string): string | undefined {
  const answer = parseUrl(text);
  if ('problem' in answer) return answer.problem;
  if (answer.url.scheme !== 'http' && answer.url.scheme !== 'https') return 'must start with http:// or https://';
  return answer.url.host === '' ? 'has no host' : undefined;
}
