// The answer of a peer of the mesh: one recorded from Alertmanager 0.34, made ones, damaged ones, and ones meant to do
// harm.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { cursor, take } from '../../../../hooks/probe/alertmanager/bytes.ts';
import { decompressed } from '../../../../hooks/probe/alertmanager/lzw.ts';
import type { PeerState } from '../../../../hooks/probe/alertmanager/mesh.ts';
import { raw, unpackedMap } from '../../../../hooks/probe/alertmanager/msgpack.ts';
import { answered, MAX_STATE_BYTES, question } from '../../../../hooks/probe/alertmanager/pushpull.ts';
import type { Outcome } from '../../../../hooks/probe/io/outcome.ts';
import { random } from '../../../support/random.ts';
import { compressed, field, msgpack, notification, part, pushPull, silence } from './encode.ts';

/** Two members, three silences, three groups notified to two receivers. */
const RECORDED = Buffer.from(readFileSync(join(import.meta.dirname, 'testdata/state.base64'), 'utf8'), 'base64');
/** The same before it was compressed. */
const INSIDE = decompressed(raw(unpackedMap(cursor(RECORDED.subarray(1))), 'Buf'), MAX_STATE_BYTES);

const EMPTY: PeerState = { members: new Map(), silences: new Map(), notifications: new Map() };
const why = (outcome: Outcome<unknown>): string => (outcome.is === 'ok' ? 'ok' : `${outcome.is}: ${outcome.reason}`);

t.test('what is asked', async (t) => {
  const asks = '06 83 a5 4e6f646573 00 ac 557365725374617465 4c656e 00 a4 4a6f696e c2'.replaceAll(' ', '');
  t.equal(question('')?.toString('hex'), asks);
  t.equal(question('monitoring/main')?.toString('hex'), `f40f${Buffer.from('monitoring/main').toString('hex')}${asks}`);
  t.equal(question('ä'.repeat(127))?.[1], 254, 'its length is that of its bytes');
  t.equal(question('ä'.repeat(128)), undefined, 'no mesh can have a label of more than 255 bytes');
});

t.test('what Alertmanager answered', async (t) => {
  const outcome = answered(RECORDED);
  if (outcome.is !== 'ok') return t.fail(outcome.reason);
  const { members, silences, notifications } = outcome.value;
  t.strictSame([...members].sort(), [
    ['alertmanager-main-0', { state: 'alive', address: '127.0.0.11:45853' }],
    ['alertmanager-main-1', { state: 'alive', address: '127.0.0.12:44081' }],
  ]);
  const groups = ['a1', 'a2', 'a3'].map((name) => `{}:{alertname="${name}"}:hook/webhook/`);
  t.strictSame(
    [...notifications.keys()].sort(),
    groups.flatMap((group) => [`${group}0`, `${group}1`]),
  );
  t.equal(notifications.get(`${groups[0]}0`)?.version, 1_795_525_546_563.007, 'to the microsecond');
  t.equal(silences.size, 3);
  t.match(silences.get('105c0534-bd87-426d-9f17-2ed97a92141b'), {
    version: 1_795_525_546_173.196,
    expires: 1_795_961_146_159,
  });
});

t.test('what is written is read, compressed or not', async (t) => {
  const plain = { noNullPrototype: true };
  const entry = fc.record(
    { version: fc.integer({ min: 0, max: 4e12 }), expires: fc.integer({ min: 0, max: 4e12 }) },
    plain,
  );
  const key = fc
    .tuple(fc.string(), fc.constantFrom('{}', '{}/{a="b:c"}:{}'))
    .map(([name, group]) => `${group}:${name.replaceAll('/', '')}/slack/3`);
  const member = fc.record(
    {
      state: fc.constantFrom('alive', 'suspect', 'dead', 'left'),
      address: fc.tuple(fc.ipV4(), fc.nat(65_535)).map(([ip, port]) => `${ip}:${port}`),
    },
    plain,
  );
  const state = fc.record(
    {
      members: fc.array(fc.tuple(fc.string(), member)).map((all) => new Map(all)),
      silences: fc.array(fc.tuple(fc.uuid(), entry)).map((all) => new Map(all)),
      notifications: fc.array(fc.tuple(key, entry)).map((all) => new Map(all)),
    },
    plain,
  );
  fc.assert(
    fc.property(state, fc.boolean(), (value, isCompressed) => {
      const message = pushPull(value as PeerState);
      t.strictSame(answered(isCompressed ? compressed(message) : message), { is: 'ok', value });
    }),
    { numRuns: 60 },
  );
});

t.test('of one key the newest counts', async (t) => {
  const state = Buffer.concat([
    part('nfl', [notification('g:r/i/0', 5, 9), notification('g:r/i/0', 4, 9)]),
    part('sil', [silence('s', 1, 9), silence('s', 2, 9)]),
  ]);
  const outcome = answered(pushPull(EMPTY, { state }));
  t.match(outcome, {
    value: { silences: new Map([['s', { version: 2 }]]), notifications: new Map([['g:r/i/0', { version: 5 }]]) },
  });
});

t.test('addresses of IPv6', async (t) => {
  const node = (addr: Buffer) => msgpack({ Name: 'n', Addr: addr, Port: 9094, State: 0 });
  const message = (addr: Buffer) =>
    Buffer.concat([
      Buffer.from([6]),
      msgpack({ Nodes: 1, UserStateLen: 14 }),
      node(addr),
      part('nfl', []),
      part('sil', []),
    ]);
  const address = (hex: string) => {
    const outcome = answered(message(Buffer.from(hex, 'hex')));
    return outcome.is === 'ok' ? outcome.value.members.get('n')?.address : outcome.reason;
  };
  t.equal(address('fd000000000000000000000000000001'), '[fd00::1]:9094');
  t.equal(address('00000000000000000000ffff0a000001'), '10.0.0.1:9094', 'as Go holds those of IPv4');
  t.equal(address('0a0000'), 'not a state: an address of 3 bytes');
});

const state = (silences: readonly Buffer[], notifications: readonly Buffer[]) =>
  pushPull(EMPTY, { state: Buffer.concat([part('nfl', notifications), part('sil', silences)]) });
const responses: readonly (readonly [name: string, answer: Buffer, want: RegExp])[] = [
  ['nothing: another label, or too many at a time', Buffer.alloc(0), /^unknown: closed without a response/],
  ['a TLS alert', Buffer.from('15030100020246', 'hex'), /^unknown: the mesh uses TLS$/],
  [
    'an error',
    Buffer.concat([Buffer.from([13]), msgpack({ Error: 'no\u0000 such\n' })]),
    /^bad: error of the peer: no\? such\?$/,
  ],
  [
    'a compressed error',
    compressed(Buffer.concat([Buffer.from([13]), msgpack({ Error: 'no' })])),
    /^bad: error of the peer: no$/,
  ],
  ['HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), /^bad: a message of type 72 instead/],
  ['compressed in compressed', compressed(compressed(pushPull(EMPTY))), /^bad: a message of type 9 instead/],
  ['another compression', Buffer.concat([Buffer.from([9]), msgpack({ Algo: 1, Buf: 'a' })]), /^bad: .*algorithm 1/],
  ['no state yet', pushPull(EMPTY, { state: Buffer.alloc(0) }), /^bad: .*no silences/],
  ['notifications, and no silences yet', pushPull(EMPTY, { state: part('nfl', []) }), /^bad: .*no silences/],
  ['an entry without its silence', state([Buffer.from([0])], []), /^bad: .*without its silence/],
  ['a notification without its receiver', state([], [Buffer.from([2, 0x0a, 0])]), /^bad: .*without its receiver/],
  [
    'an entry cut off inside',
    pushPull(EMPTY, { state: field(1, Buffer.concat([field(1, 'sil'), field(2, Buffer.from([200]))])) }),
    /^bad: /,
  ],
  [
    'a thousand million members',
    pushPull(EMPTY, { header: { Nodes: 1e9 } }),
    /^unknown: above a limit: 1000000000 members$/,
  ],
  ['less than a member', pushPull(EMPTY, { header: { Nodes: -1 } }), /^bad: .*Nodes is not a whole number/],
  [
    'a state of 4 GB announced',
    pushPull(EMPTY, { header: { UserStateLen: 4e9 } }),
    /^unknown: the response was cut off/,
  ],
  [
    '4 GB announced inside a compressed answer',
    compressed(pushPull(EMPTY, { header: { UserStateLen: 4e9 } })),
    /^bad: /,
  ],
  [
    '4 GB compressed announced',
    Buffer.from('0982a4416c676f00a3427566dbffffffff00', 'hex'),
    /^unknown: the response was cut off/,
  ],
  ['more than the hooks read', Buffer.alloc(MAX_STATE_BYTES + 1), /^unknown: a response of more than/],
];
for (const [name, answer, want] of responses)
  t.test(`a peer answers ${name}`, async (t) => t.match(why(answered(answer)), want));

t.test('an answer cut off at any byte is unknown', async (t) => {
  const outcomes = Array.from({ length: RECORDED.length - 1 }, (_, i) => why(answered(RECORDED.subarray(0, i + 1))));
  t.strictSame([...new Set(outcomes)], ['unknown: the response was cut off']);
  const plain = Array.from({ length: INSIDE.length - 1 }, (_, i) => why(answered(INSIDE.subarray(0, i + 1))));
  t.strictSame([...new Set(plain)], ['unknown: the response was cut off']);
});

t.test('damaged input does not make it throw, hang or grow', { timeout: 60_000 }, async (t) => {
  const seen = new Map<string, number>();
  const check = (bytes: Buffer): void => {
    const { is } = answered(bytes);
    seen.set(is, (seen.get(is) ?? 0) + 1);
  };
  const [before, started] = [process.memoryUsage().rss, performance.now()];
  for (const message of [RECORDED, INSIDE]) {
    for (let bit = 0; bit < 8 * message.length; bit += 1) {
      const damaged = Buffer.from(message);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      check(damaged);
    }
  }
  const { below, pick } = random(20_261_124);
  for (let i = 0; i < 5000; i += 1) {
    const from = cursor(Buffer.from(pick([RECORDED, INSIDE])));
    const [start, rest] = [take(from, below(from.bytes.length)), take(from, below(from.bytes.length - from.at))];
    const noise = Buffer.from(Array.from({ length: below(40) }, () => below(256)));
    check(Buffer.concat([start, noise, rest]));
    check(Buffer.concat([Buffer.from([pick([6, 9, 13])]), noise, rest]));
  }
  t.ok(performance.now() - started < 30_000);
  t.ok(process.memoryUsage().rss - before < 512 << 20);
  t.ok((seen.get('bad') ?? 0) > 1000 && (seen.get('unknown') ?? 0) > 100, JSON.stringify([...seen]));
});
