// Texts that are right in one place and wrong in another: sizes, UUIDs, names of headers.
import t from 'tap';
import { parseByteSize } from '../../../hooks/core/bytesize.ts';
import { isReservedHeader } from '../../../hooks/core/reservedheaders.ts';
import { isUuid } from '../../../hooks/core/uuid.ts';

t.test('sizes: digits after the point may be missing in the file, not in fields of the API', async (t) => {
  for (const form of ['field', 'file'] as const) {
    t.equal(parseByteSize('1.5KiB', form), 1536);
    t.equal(parseByteSize('.5KB', form), 512);
    t.equal(parseByteSize('0', form), 0);
    for (const wrong of ['', '5', '5kB', 'B', '.KB', '-1B', '1KB ']) t.equal(parseByteSize(wrong, form), undefined);
  }
  t.equal(parseByteSize('5.MB', 'file'), 5 * 1024 ** 2);
  t.equal(parseByteSize('5.MB', 'field'), undefined);
});

t.test('UUIDs: Scaleway takes five groups, Azure other forms too', async (t) => {
  const groups = '2c7f9a4e-00b1-4F2d-8c3a-9d5e6f708192';
  for (const form of ['groups', 'any'] as const) {
    t.ok(isUuid(groups, form));
    for (const wrong of ['', `${groups}0`, groups.slice(1), groups.replace('c', 'x')]) t.notOk(isUuid(wrong, form));
  }
  for (const other of [groups.replaceAll('-', ''), `{${groups}}`, `urn:uuid:${groups}`]) {
    t.ok(isUuid(other, 'any'));
    t.notOk(isUuid(other, 'groups'));
  }
});

t.test('headers: http_headers reserves the timeout of a scrape too', async (t) => {
  for (const key of ['headers', 'http_headers'] as const) {
    for (const name of ['Authorization', 'host', 'X-Amz-Date']) t.ok(isReservedHeader(name, key), name);
    t.notOk(isReservedHeader('X-Scope-OrgID', key));
  }
  t.ok(isReservedHeader('X-Prometheus-Scrape-Timeout-Seconds', 'http_headers'));
  t.notOk(isReservedHeader('X-Prometheus-Scrape-Timeout-Seconds', 'headers'));
});
