// How much of what users wrote a message and a status repeat.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { respond } from '../../../hooks/app/routing/respond.ts';
import { bindings } from '../../../hooks/controllers/assets/bindings.ts';
import { syncPrometheus } from '../../../hooks/controllers/prometheus/sync.ts';
import type { SyncRequest } from '../../../hooks/core/hook.ts';
import { inputs, listers } from '../../../hooks/core/inputs.ts';
import { describe, issue, text } from '../../../hooks/core/issue.ts';
import { boundedLines, boundedPath, quoted } from '../../../hooks/core/message.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { boundedStatus } from '../../../hooks/core/status.ts';
import { namespace, prometheus, serviceMonitor } from '../../support/objects.ts';

const bytes = (value: unknown): number => Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
const options = parseOptions([], {});
const now = new Date('2026-01-01T00:00:00Z');

t.test('a message repeats at most 100 characters of a value, and no control characters', async (t) => {
  t.equal(quoted('a'), '"a"');
  t.equal(quoted('x'.repeat(100)), `"${'x'.repeat(100)}"`);
  t.equal(quoted('x'.repeat(1_000_000)), `"${'x'.repeat(99)}…"`);
  t.equal(quoted('ö'.repeat(101)), `"${'ö'.repeat(99)}…"`);
  t.equal(quoted('😀'.repeat(101)), `"${'😀'.repeat(99)}…"`);
  t.equal(quoted('😀'.repeat(60)), `"${'😀'.repeat(60)}"`, 'characters count, not halves of them');
  t.equal(quoted('a\nb\u001b[31mc\u202ed\ud800'), '"a\\nb\\u001b[31mc\\u202ed\ufffd"');
  t.equal(quoted(undefined), '"undefined"');
});

t.test('an issue bounds its path and its message, whoever writes it', async (t) => {
  const long = issue(
    'InvalidRegex',
    `spec.params.${'k'.repeat(1_000_000)}`,
    `is not RE2: missing ): \`${'('.repeat(900_000)}\``,
  );
  t.ok(long.path.startsWith('spec.params.kk'));
  t.equal(long.path, `spec.params.${'k'.repeat(99)}…`, 'a key in a path is a value too');
  t.ok(issue('InvalidRule', 'a.b[0].'.repeat(500), 'x').path.length <= 300);
  t.ok(long.message.length < 200, long.message);
  t.ok(bytes(text(issue('InvalidRule', 'p'.repeat(5000), 'word '.repeat(100_000)))) <= 2048);
  t.ok(
    bytes(
      describe('ServiceMonitor', serviceMonitor(), issue('InvalidRule', 'é'.repeat(5000), '😀 '.repeat(100_000))),
    ) <= 2048,
  );
  t.equal(issue('InvalidRule', 'spec.a', 'a\u0000b\nc').message, 'a\\u0000b\\nc');
  t.equal(boundedPath('spec.endpoints[0].port'), 'spec.endpoints[0].port');
});

t.test('a message has the first lines that fit, and how many more there are', async (t) => {
  t.equal(boundedLines(['a', 'b']), 'a\nb');
  t.equal(boundedLines(['a', 'b', 'c'], 2048, 2), 'a\nb\nand 1 more');
  t.equal(boundedLines(['x'.repeat(50), 'y'.repeat(50), 'and 3 more'], 80), `${'x'.repeat(50)}\nand 4 more`);
  t.ok(bytes(boundedLines(Array.from({ length: 50 }, () => 'ä'.repeat(5000)))) <= 2048);
  t.equal(boundedLines([]), '');
});

t.test('no message quotes a value of any length: quoted() stands wherever a value stands in quotes', async (t) => {
  // Texts that are no messages: PromQL, matchers, mistakes in flags, exceptions.
  const others =
    /UsageError|throw new Error|replaceAll|\$\{PROGRAM\}|(querytier\/alerts|promql\/literal|core\/message|thanosruler\/args)\.ts/;
  const otherPlaces = /(job\/federationlabels|config\/source|rules\/read)\.ts/;
  const files = readdirSync('hooks', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = files.flatMap((name) =>
    readFileSync(join('hooks', name), 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        line.includes('"${') && !others.test(`${name} ${line}`) && !otherPlaces.test(name)
          ? [`hooks/${name}:${i + 1} ${line.trim()}`]
          : [],
      ),
  );
  t.strictSame(found, []);
});

t.test('every issue is made by issue(), which bounds it', async (t) => {
  const files = readdirSync('hooks', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== 'core/issue.ts',
  );
  const literal = /\{[^{}(]*\breason\b[^{}(]*\bpath\b[^{}]*\bmessage\b[^{}]*\}/;
  t.strictSame(
    files.filter((name) =>
      literal.test(readFileSync(join('hooks', name), 'utf8').replace(/^import .*$|^ *(\/\/|\*|\/\*\*).*$/gm, '')),
    ),
    [],
  );
});

const conditionsOf = (status: Readonly<Record<string, unknown>>) =>
  status['conditions'] as { type: string; message: string }[];

t.test('six monitors with a wrong expression of 60 KB make a status of a few KB that names them', async (t) => {
  const regex = `(${'a'.repeat(60_000)}`;
  const monitors = Array.from({ length: 6 }, (_, i) => {
    const object = serviceMonitor(
      { endpoints: [{ port: 'web', relabelings: [{ action: 'keep', regex }] }] },
      { name: `app-${i}` },
    );
    return [`monitoring/app-${i}`, object] as const;
  });
  const request = {
    parent: prometheus(),
    children: {},
    finalizing: false,
    related: {
      'Namespace.v1': { monitoring: namespace('monitoring') },
      'ServiceMonitor.monitoring.coreos.com/v1': Object.fromEntries(monitors),
    },
  };
  const { status } = respond(
    syncPrometheus(inputs(request as unknown as SyncRequest), undefined, now, options),
    {},
    options,
  );
  const accepted = conditionsOf(status).find(({ type }) => type === 'ResourcesAccepted');
  t.match(
    accepted?.message,
    /^ServiceMonitor monitoring\/app-0 spec\.endpoints\[0\]\.relabelings\[0\]\.regex: "\(a+…" is not RE2/,
  );
  t.match(accepted?.message, /and 1 more$/);
  t.notMatch(accepted?.message, /a{101}/);
  t.ok(bytes(accepted?.message) <= 2048);
  t.ok(bytes(status) < 8192);
});

t.test(
  'a status stays below 32 KB: messages are shortened first, then bindings are left out, rejections last',
  async (t) => {
    const conditions = Array.from({ length: 40 }, (_, i) => ({
      type: `C${i}`,
      status: 'False',
      reason: 'X',
      message: 'm\n'.repeat(40_000),
    }));
    const many = boundedStatus({ conditions, shards: 1 });
    t.ok(bytes(many) < 32 * 1024);
    t.equal(conditionsOf(many).length, 40);
    t.match(conditionsOf(many)[0]?.message, /\nand \d+ more$/);
    const fine = { conditions: [{ type: 'A', status: 'True', reason: '', message: 'as\nit is' }], replicas: 2 };
    t.strictSame(boundedStatus(fine), fine, 'a status that is small enough stays as it is');
    const shards = Array.from({ length: 5000 }, (_, i) => ({ shardID: String(i), replicas: 1 }));
    t.ok(bytes(boundedStatus({ shardStatuses: shards })) < 32 * 1024);
  },
);

t.test('a monitor that a thousand Prometheus objects select keeps the bindings that say what is wrong', async (t) => {
  const object = serviceMonitor({ endpoints: [{ port: 'web', bearerTokenFile: '/token' }] });
  const parents = Array.from({ length: 1000 }, (_, i) => {
    const deny = i === 999 ? { arbitraryFSAccessThroughSMs: { deny: true } } : {};
    return [`monitoring/k${i}`, prometheus(deny, { name: `k${i}` })] as const;
  });
  const related = listers({
    'Namespace.v1': { monitoring: namespace('monitoring') },
    'Prometheus.monitoring.coreos.com/v1': Object.fromEntries(parents),
  });
  const found = bindings(object as KubernetesObject, { related, reports: [], now }, options);
  t.equal(found.length, 1000);
  const status = boundedStatus({ bindings: found });
  const kept = status['bindings'] as { name: string; conditions: { status: string; message?: string }[] }[];
  t.ok(bytes(status) < 32 * 1024);
  t.equal(kept.at(-1)?.name, 'k999');
  t.equal(kept.at(-1)?.conditions[0]?.status, 'False');
  t.match(kept.at(-1)?.conditions[0]?.message, new RegExp(`and ${1000 - kept.length} more workloads$`));
});

t.test('the status reports a Secret that is too large, and the observed one stays', async (t) => {
  const data = (bytes: number) => ({
    a: Buffer.alloc(bytes / 2).toString('base64'),
    b: Buffer.alloc(bytes / 2).toString('base64'),
  });
  const child = (bytes: number) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'n' },
    data: data(bytes),
  });
  const status = { conditions: [{ type: 'Reconciled', status: 'True', reason: '', message: '' }] };
  const answer = (bytes: number) =>
    respond({ status, children: [child(bytes)] }, { 'Secret.v1': { 'n/s': child(10) } }, options);
  t.equal(answer(1_048_576).children[0]?.['data'] !== undefined && bytes(answer(1_048_576).children) > 1_000_000, true);
  const { children, status: reported } = answer(1_048_580);
  t.ok(bytes(children) < 1000, 'the observed one');
  t.match(conditionsOf(reported)[0], {
    status: 'False',
    message: 'Secret s would have 1048580 bytes of data; the limit of a Secret is 1048576',
  });
});
