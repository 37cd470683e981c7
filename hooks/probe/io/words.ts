// Words of a server in a message: without values of Secrets.
import { cutBytes, printable } from '../../core/message.ts';

/** Limit in bytes. */
const MAX_BYTES = 500;
/** Credentials in a URL. */
const USER_INFO = /:\/\/[^\s/@"]*@/g;
/** Values of a file as parsers quote them: yaml.v2 in backticks. */
const QUOTED_VALUE = /`[^`]*`?/g;

/**
 * The words of a server on one line of at most 500 bytes, without credentials in URLs and without values of the
 * configuration file.
 */
export const withoutSecrets = (words: string): string =>
  cutBytes(
    printable(
      words
        .slice(0, 8 * MAX_BYTES)
        .replace(USER_INFO, '://…@')
        .replace(QUOTED_VALUE, '`…`')
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
        .join(' '),
    ),
    MAX_BYTES,
  );
