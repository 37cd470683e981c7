// The part of a scrape error that several targets have in common.
import { cutBytes } from '../../core/message.ts';
import { withoutSecrets } from '../io/words.ts';

/** Limit in bytes. */
const MAX_BYTES = 200;
/** What Go puts before the error of a request: its method and URL. */
const REQUEST = /^[A-Z][a-z]+ "[^"]*": /;
/** An IP address, with a port or without, and two for a connection. */
const ADDRESS = /^(?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/;

/** A word without addresses and URLs: they differ between targets, and URLs can have credentials. */
function word(text: string): string {
  if (text.includes('://')) return '…';
  const [, own = '', end = ''] = /^(.*?)([:,;]?)$/.exec(text) ?? [];
  return own.split('->').every((part) => ADDRESS.test(part)) ? `…${end}` : text;
}

/**
 * An error without the URL and the addresses of the target, in at most 200 bytes: `connection refused` instead of
 * `Get "http://10.0.0.1:8080/metrics": dial tcp 10.0.0.1:8080: connect: connection refused`. Only its first line
 * counts: what follows is a response.
 */
export function scrapeError(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const words = line.replace(REQUEST, '').split(' ').map(word).join(' ');
  const known = words.replace(/^(?:dial|read|write) tcp …: (?:(?:connect|read|write): )?/, '');
  return cutBytes(withoutSecrets(known), MAX_BYTES);
}
