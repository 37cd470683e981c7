// Regular expressions of Go programs (github.com/google/re2/wiki/Syntax); JavaScript's own differ both ways.
import { RE2JS } from 're2js';
import { textKey } from './digest.ts';
import { memo, textBytes } from './memo.ts';

const verdicts = memo<{ readonly error: string }>(({ error }) => textBytes(error));

/** Why the text is no RE2 expression, or `''` where it is one. */
export const regexError = (pattern: string): string =>
  verdicts.get(textKey(pattern), '', () => {
    try {
      RE2JS.compile(pattern);
      return { error: '' };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }).error;

/** The text with all characters escaped that mean something in RE2 (Go's regexp.QuoteMeta). */
export const quoteRegex = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
