// Addresses and durations as Go programs read them.
import t from 'tap';
import { formatDuration, formatGoDuration, parseDuration, parseGoDuration } from '../../../hooks/core/duration.ts';
import { httpUrlError, parseUrl } from '../../../hooks/core/url.ts';

const urls: [text: string, problem: RegExp | undefined][] = [
  ['https://example.com/a?b#c', undefined],
  ['HTTP://user:pass@[::1]:8080', undefined],
  ['//example.com', /must start with/],
  ['example.com:9093', /must start with/],
  ['1.2.3.4:9093', /colon in its first path segment/],
  ['http://', /no host/],
  ['http://a:port', /invalid port/],
  ['http://a b', /invalid character/],
  ['http://[::1', /unclosed bracket/],
  ['http://a/%zz', /invalid escape in its path/],
  ['http://a/?%zz', undefined],
  ['http://a/\n', /control character/],
  [':foo', /has no scheme/],
];
for (const [text, problem] of urls) {
  t.test(`the address ${JSON.stringify(text)} is ${problem ? 'refused' : 'fine'}`, async (t) => {
    const error = httpUrlError(text);
    if (problem) t.match(error, problem);
    else t.equal(error, undefined);
  });
}

t.test('a scheme is read in lower case, a host as it is written', async (t) => {
  t.strictSame(parseUrl('HTTP://Example.com:80/p'), { url: { scheme: 'http', host: 'Example.com:80', path: '/p' } });
});

const durations: [text: string, ms: number | undefined, normal?: string][] = [
  ['90s', 90_000, '1m30s'],
  ['1d', 86_400_000, '1d'],
  ['8d', 691_200_000, '8d'],
  ['14d', 1_209_600_000, '2w'],
  ['1h30m', 5_400_000, '1h30m'],
  ['0', 0, '0s'],
  ['1500ms', 1_500, '1s500ms'],
  ['30m1h', undefined],
  ['1.5h', undefined],
  ['', undefined],
  ['300y', undefined],
];
for (const [text, ms, normal] of durations) {
  t.test(`"${text}" is ${ms === undefined ? 'no duration' : `the duration ${normal}`}`, async (t) => {
    t.equal(parseDuration(text), ms);
    if (ms !== undefined) t.equal(formatDuration(ms), normal);
  });
}

t.test('durations of Go have other units, and fractions', async (t) => {
  t.equal(parseGoDuration('1.5h'), 5_400_000);
  t.equal(parseGoDuration('1m1h'), 3_660_000);
  t.equal(parseGoDuration('1d'), undefined);
  t.equal(formatGoDuration(90_000_000), '25h');
  t.equal(formatGoDuration(0), '0s');
});
