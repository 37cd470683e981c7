import t from 'tap';
import { formatNumber, numberValue, quote, unquote } from '../../../hooks/promql/literal.ts';

t.test('strings are unquoted as in Go', async (t) => {
  const cases: [name: string, quoted: string, want: string | undefined][] = [
    ['plain', '"abc"', 'abc'],
    ['the other quote inside', `'a"b'`, 'a"b'],
    ['raw', '`a\\n`', 'a\\n'],
    ['short escapes', '"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ['bytes that make a character', '"\\xc3\\xa9\\303\\251"', 'éé'],
    ['code points', '"\\u00e9\\U0001f600"', 'é😀'],
    ['a quote that needs no escape may not have one', `"\\'"`, undefined],
    ['half of a surrogate pair', '"\\ud800"', undefined],
    ['a byte above 255', '"\\777"', undefined],
    ['a line end', '"a\nb"', undefined],
    ['no end', '"a', undefined],
    ['an escaped end', '"a\\"', undefined],
    ['one quote', '"', undefined],
  ];
  for (const [name, quoted, want] of cases) t.equal(unquote(quoted), want, name);
});

t.test('strings are quoted as in Go', async (t) => {
  const cases: [name: string, text: string, want: string][] = [
    ['plain', 'a"b\\', '"a\\"b\\\\"'],
    ['control characters', '\x07\b\f\n\r\t\v\x01\x7f', '"\\a\\b\\f\\n\\r\\t\\v\\x01\\x7f"'],
    ['what can be printed stays', 'é😀 ', '"é😀 "'],
    ['what cannot is escaped', '\u00a0\u200b\u{e0001}', '"\\u00a0\\u200b\\U000e0001"'],
  ];
  for (const [name, text, want] of cases) t.equal(quote(text), want, name);
  t.equal(quote(unquote('"\\xff\\xe2"') ?? ''), '"\\xff\\xe2"', 'bytes that are no text survive');
});

t.test('numbers', async (t) => {
  const cases: [text: string, value: number | undefined, printed: string][] = [
    ['1_000', 1000, '1000'],
    ['0x1F', 31, '31'],
    ['0777', 511, '511'],
    ['089', 89, '89'],
    ['.5', 0.5, '0.5'],
    ['5.', 5, '5'],
    ['1e-10', 1e-10, '0.0000000001'],
    ['1.25e22', 1.25e22, '12500000000000000000000'],
    ['Inf', Number.POSITIVE_INFINITY, '+Inf'],
    ['nan', Number.NaN, 'NaN'],
    ['1e400', undefined, ''],
  ];
  for (const [text, value, printed] of cases) {
    t.ok(Object.is(numberValue(text), value), text);
    if (value !== undefined) t.equal(formatNumber(value), printed, `${text} printed`);
  }
  t.equal(formatNumber(-0), '-0');
});
