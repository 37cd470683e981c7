// Counting targets in a response that arrives in parts.
import t from 'tap';
import { scrapeError } from '../../../../hooks/probe/prometheus/scrapeerror.ts';
import { type Pools, targetScanner } from '../../../../hooks/probe/prometheus/targetscan.ts';

/** A target as Prometheus 3 writes it. */
const target = (scrapePool: string, health: string, lastError = '', labels: object = {}) => ({
  discoveredLabels: { __address__: '10.0.0.1:8080', ...labels },
  labels: { instance: '10.0.0.1:8080', ...labels },
  scrapePool,
  scrapeUrl: 'http://10.0.0.1:8080/metrics',
  globalUrl: 'http://10.0.0.1:8080/metrics',
  lastError,
  lastScrape: '2026-11-30T10:00:00Z',
  lastScrapeDuration: 0.01,
  health,
  scrapeInterval: '30s',
  scrapeTimeout: '10s',
});

const response = (activeTargets: readonly object[], more: object = { droppedTargets: [], droppedTargetCounts: {} }) =>
  JSON.stringify({ status: 'success', data: { activeTargets, ...more } });

function scan(body: string | Buffer, part = 1 << 20) {
  const scanner = targetScanner((text) => text);
  const bytes = Buffer.from(body);
  for (let i = 0; i < bytes.length; i += part) scanner.add(bytes.subarray(i, i + part));
  return scanner.done();
}
const plain = (pools: Pools) =>
  Object.fromEntries([...pools].map(([job, { errors, ...counts }]) => [job, { ...counts, errors: [...errors] }]));

const HOSTILE = { health: 'up', '"health': 'down"},{"health":"up', 'x\\': '\\"}],"scrapePool":"other",' };
const BODY = response([
  target('serviceMonitor/a/b/0', 'up', '', HOSTILE),
  target('serviceMonitor/a/b/0', 'down', 'Get "http://x": refused\n{"health":"up"} \\'),
  target('serviceMonitor/a/b/0', 'down', 'Get "http://x": refused\n{"health":"up"} \\', HOSTILE),
  target('ü"\\/0', 'unknown'),
]);
const EXPECTED = {
  'serviceMonitor/a/b/0': {
    up: 1,
    down: 2,
    unscraped: 0,
    errors: [['Get "http://x": refused\n{"health":"up"} \\', 2]],
  },
  'ü"\\/0': { up: 0, down: 0, unscraped: 1, errors: [] },
};

t.test('targets are counted the same however the response is cut into parts', async (t) => {
  for (let part = 1; part < 80; part++) {
    const found = scan(BODY, part);
    t.ok(found.is === 'ok');
    if (found.is === 'ok') t.strictSame(plain(found.value), EXPECTED, `parts of ${part} bytes`);
  }
  const spaced = scan(JSON.stringify(JSON.parse(BODY), null, 2), 7);
  t.strictSame(spaced.is === 'ok' && plain(spaced.value), EXPECTED, 'white space does not matter');
});

t.test('only active targets count', async (t) => {
  const body = response([], { droppedTargets: [target('serviceMonitor/a/b/0', 'up')] });
  const found = scan(body);
  t.strictSame(found.is === 'ok' && [...found.value], []);
});

t.test('a response that is cut off, or no list of targets, gives no counts', async (t) => {
  for (const end of [1, 40, BODY.length - 1]) t.equal(scan(BODY.slice(0, end)).is, 'bad', `${end} bytes`);
  for (const body of ['', '[]', '{}', '<html>', '{"status":"error","data":{"activeTargets":[]}}', 'null', '}}}}'])
    t.equal(scan(body).is, 'bad', body);
  t.equal(scan('{"status":"success","data":{"activeTargets":null}}').is, 'bad');
});

t.test('long texts are cut, and a pool keeps a limited number of errors', async (t) => {
  const errors = Array.from({ length: 200 }, (_, i) => target('p', 'down', `${i} ${'\\u2028"\\'.repeat(5000)}`));
  const found = scan(response(errors), 1000);
  t.ok(found.is === 'ok');
  if (found.is !== 'ok') return;
  const pool = found.value.get('p');
  t.equal(pool?.down, 200, 'all targets are counted');
  t.equal(pool?.errors.size, 50);
  t.ok([...(pool?.errors.keys() ?? [])].every((text) => text.length <= 1024));
});

t.test('an error is what its targets have in common, without credentials', async (t) => {
  for (const [text, expected] of [
    ['Get "http://10.0.0.1:8080/metrics": dial tcp 10.0.0.1:8080: connect: connection refused', 'connection refused'],
    ['Get "http://[fd00::1]:80/m": dial tcp [fd00::1]:80: i/o timeout', 'i/o timeout'],
    ['Get "https://u:hunter2@x/m?token=hunter2": context deadline exceeded', 'context deadline exceeded'],
    ['read tcp 10.0.0.1:5000->10.0.0.2:80: read: connection reset by peer', 'connection reset by peer'],
    ['server returned HTTP status 500 Internal Server Error', 'server returned HTTP status 500 Internal Server Error'],
    [
      'Get "http://a.b/": dial tcp: lookup a.b on 10.96.0.10:53: no such host',
      'dial tcp: lookup a.b on …: no such host',
    ],
    ['oauth2: cannot fetch token: 401\nResponse: {"secret":"hunter2"}', 'oauth2: cannot fetch token: 401'],
    ['sample_limit exceeded', 'sample_limit exceeded'],
    ['no route to http://u:hunter2@host/x now', 'no route to … now'],
    [`Get "http://u:hunter2@${'x'.repeat(900)}`, 'Get …'],
    ['', ''],
  ] as const)
    t.equal(scrapeError(text), expected);
  t.ok(Buffer.byteLength(scrapeError('é'.repeat(1000))) <= 200);
});
