// Credentials that end in white space: it is sent with them, and the server refuses them. `echo` adds a line feed.
import { quoted } from '../core/message.ts';
import type { Assets } from './assets.ts';

/** One line with white space at its end. PEM blocks and lists of YAML may end in a line feed. */
const isPadded = (value: string): boolean => {
  const trimmed = value.trimEnd();
  return trimmed !== value && trimmed !== '' && !/[\r\n]|^[-[{]/.test(trimmed);
};

/** `key "k" of Secret "namespace/name"` for each value that is one line and ends in white space. */
export const paddedKeys = ({ values }: Assets): string[] =>
  [...values].flatMap(([id, value]) => {
    if (!isPadded(value)) return [];
    const [kind = '', namespace = '', name = '', ...key] = id.split('/');
    return [`key ${quoted(key.join('/'))} of ${kind} ${quoted(`${namespace}/${name}`)}`];
  });
