// What is remembered: within a bound in bytes, and never for another content.
import t from 'tap';
import { digestOf } from '../../../hooks/core/digest.ts';
import { cachedBytes, limitMemos, memo } from '../../../hooks/core/memo.ts';
import { serviceMonitor } from '../../support/objects.ts';

const MEBIBYTE = 1024 * 1024;
t.beforeEach(() => limitMemos(64 * MEBIBYTE));

t.test('a value is computed once for a content', async (t) => {
  const computed: string[] = [];
  const values = memo<string>((value) => value.length);
  const get = (slot: string, digest: string) =>
    values.get(slot, digest, () => {
      computed.push(`${slot}${digest}`);
      return `${slot} ${digest}`;
    });
  t.strictSame(
    [get('a', '1'), get('a', '1'), get('b', '1'), get('a', '2'), get('a', '2')],
    ['a 1', 'a 1', 'b 1', 'a 2', 'a 2'],
  );
  t.strictSame(computed, ['a1', 'b1', 'a2']);
});

t.test('a new version of an object replaces its old one', async (t) => {
  const values = memo<string>((value) => value.length);
  for (let version = 0; version < 500; version++)
    values.get('monitoring/large', String(version), () => 'x'.repeat(MEBIBYTE));
  t.ok(cachedBytes() < 3 * MEBIBYTE, `500 versions of 1 MiB take ${cachedBytes()} bytes`);
});

t.test('all memos together stay within the bound', async (t) => {
  limitMemos(4 * MEBIBYTE);
  const [one, other] = [memo<string>((value) => value.length), memo<string>((value) => value.length)];
  for (let i = 0; i < 100; i++)
    for (const values of [one, other]) values.get(String(i), '', () => 'x'.repeat(MEBIBYTE / 8));
  t.ok(cachedBytes() <= 4 * MEBIBYTE, `${cachedBytes()} bytes`);
  t.equal(
    one.get('99', '', () => 'computed'),
    'x'.repeat(MEBIBYTE / 8),
    'what was used last is still there',
  );
  t.equal(
    one.get('0', '', () => 'computed'),
    'computed',
    'what was not used for longest is gone',
  );
});

t.test('two memos do not know of each other', async (t) => {
  const [one, other] = [memo<string>(() => 1), memo<string>(() => 1)];
  one.get('a', '', () => 'one');
  t.equal(
    other.get('a', '', () => 'other'),
    'other',
  );
});

t.test('the digest of an object depends on its content, not on its resourceVersion', async (t) => {
  const object = serviceMonitor({});
  const of = (metadata: object, more: object = {}) =>
    digestOf({ ...object, ...more, metadata: { ...object.metadata, ...metadata } });
  const digest = digestOf(object);
  t.equal(of({ resourceVersion: '77', generation: 9, managedFields: [] }), digest);
  t.equal(of({}, { status: { bindings: [] } }), digest);
  for (const changed of [
    of({ uid: 'another' }),
    of({ labels: { a: 'b' } }),
    of({ annotations: { a: 'b' } }),
    of({}, { spec: { endpoints: [] } }),
  ])
    t.not(changed, digest);
});
