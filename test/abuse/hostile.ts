// Texts that programs stumble over: empty, long, numbers, names of JavaScript, and pieces of every language that the
// hooks read.
import type { Random } from '../support/random.ts';

const LONG = 4000;

/** Texts that are short. */
const SHORT: readonly string[] = [
  '',
  ' ',
  '0',
  '-0',
  '-1',
  '1e1000000',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  '0x7fffffffffffffff',
  'Infinity',
  'NaN',
  'null',
  'true',
  '~',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '\u0000',
  'a\u0000b',
  '\u0001\u001b[31m',
  '\r\n',
  'a\nb\n\n',
  '\t',
  '\u0085',
  '\u2028\u2029',
  '\ufeff',
  '\ufffd\ufffe',
  '\u202eabc',
  'ü',
  'u\u0308',
  '日本語',
  '🙂'.repeat(40),
  '\u{10ffff}',
  'İ',
  'ſ',
  '(',
  ')',
  '[',
  '\\',
  '*',
  '(?i',
  '(a+)+$',
  '(a|a)*b',
  'a{1000}',
  '[[:alpha:]]',
  '\\p{L}+',
  '(?P<name>.*)',
  '(?<name>.*)',
  '\\Q.*',
  '$0$1${name}$$',
  '${',
  '$(POD_NAME)',
  '%s%d%n',
  '%zz',
  '---',
  '--- \n...',
  '- a\n- b',
  'a: b: c',
  '&a [*a]',
  '*a',
  '!!binary x',
  '{a: [',
  '# comment',
  '|2-\n x',
  '"',
  "'",
  'it\'s "quoted"',
  '{"a": [1, {"__proto__": 1}]}',
  '[]',
  '{}',
  '{{',
  '{{ . }}',
  '{{ define "a" }}{{ template "a" }}{{ end }}',
  '{{ printf "%999999999d" 1 }}',
  '{{ range $i := .Alerts }}',
  '{{ "`" }}',
  'up{',
  'up{a=~"("}',
  'sum(up) by (a',
  'up[5m:1s] offset -1y @ end()',
  '{__name__=~".+"}',
  'up + on() group_left() up',
  '1 / 0',
  '# only a comment',
  '"a string"',
  '-- 1; DROP TABLE',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '/',
  '//',
  'http://',
  'http://[::1',
  'http://a:b@c:99999/?#',
  'https://ü.example/%00',
  'a,b,,c',
  'a=b,c in (d,e),!f',
  ';',
  '...',
  '=~',
  '999999999y',
  '1y1w1d1h1m1s1ms',
  '0s',
  '99999999999999999999ms',
  '1EiB',
  `${'9'.repeat(40)}GB`,
  '.5KB',
  '.',
  '+.5e-1',
  '1E5',
  '1e1.5',
  '24:00',
  '00:00',
  '2000:2999',
  '2999:2000',
  'Sunday:monday',
  'december:january',
  '12:1',
  'a'.repeat(63),
  'a'.repeat(64),
  'a'.repeat(254),
  'A-_.9',
];

/** What is repeated to make a long text. */
const PIECES: readonly string[] = [
  'a',
  '0',
  ' ',
  '\n',
  '#\n',
  '\\',
  '"',
  '(',
  '[',
  '{',
  '{{',
  '$',
  '${1}',
  '.*',
  'a|',
  ',',
  ':',
  '-',
  '1s',
  '%',
  'ü',
  '🙂',
  '\u0000',
  'a.',
  '/',
  '&',
  '- ',
  '\t',
];

/** A text that no field expects. */
export function hostileText(from: Random): string {
  const draw = from.next();
  if (draw < 0.8) return from.pick(SHORT);
  if (draw < 0.9) return from.pick(SHORT) + from.pick(SHORT);
  const length = draw < 0.995 ? LONG : 25 * LONG;
  const piece = from.pick(PIECES);
  return piece.repeat(Math.ceil(from.below(length) / piece.length));
}

/**
 * The same for a field whose schema says which form its texts have: those of them that begin as it wants, in several
 * ways.
 */
export const shaped = (text: string): readonly string[] => [
  text,
  `http://${text}`,
  `https://x/${text}`,
  `socks5://${text}`,
  `a+b://${text}`,
  `${text}.json`,
  `${text}*.yaml`,
  'abort',
];

/** All short texts. */
export const everyShortText = SHORT;

/** Keys of maps: those of JavaScript's own, and some that fit. */
export const hostileKey = (from: Random): string =>
  from.pick([
    '__proto__',
    'constructor',
    'toString',
    '',
    'a',
    'team',
    'ü',
    'a b',
    'a\nb',
    '__name__',
    'le',
    '0',
    '1',
    'a'.repeat(300),
    'a.b/c',
    hostileText(from).slice(0, 500),
  ]);

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Values that the API server takes for a label. */
export const LABEL_VALUES: readonly string[] = SHORT.filter((text) => LABEL_VALUE.test(text));
