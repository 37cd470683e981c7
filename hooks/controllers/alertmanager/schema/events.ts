// The section `event_recorder` of Alertmanager's configuration file: where each event goes, besides notifications
// (eventrecorder and kafka of Alertmanager; read with the feature flag `event-recorder`).
import { firstDuplicate } from '../../../core/lists.ts';
import type { Section } from '../../../core/section.ts';
import { since } from '../../../versions/alertmanager.ts';
import { has, oneOf } from './constraints.ts';
import { http, tls } from './http.ts';
import type { Check, Problem, Row, Table } from './table.ts';
import { choice, duration, flag, integer, list, text, url } from './types.ts';
import { sub } from './walk.ts';

const anyInteger = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const count = integer(0, Number.MAX_SAFE_INTEGER);

const named: Check = (section, knows) => (knows(since('event_output.name')) ? oneOf(['name'])(section, knows) : []);

/** An output with a name. */
const output = (rows: readonly Row[], constraints: readonly Check[] = []): Table => ({
  rows: [['name', text, { since: since('event_output.name') }], ...rows],
  constraints: [named, ...constraints],
});

const BATCHES = ['batch_max_events', 'batch_max_bytes', 'batch_flush_interval'] as const;

const batches: Check = (section) =>
  section['batch'] !== true && BATCHES.some((field) => has(section, field) && section[field] !== '0s')
    ? [['batch', `must be true with ${BATCHES.join(', ')}`]]
    : [];

const brokers: Check = (section) => {
  const given = (section['brokers'] ?? []) as readonly string[];
  return given.length === 0 || given.includes('') ? [['brokers', 'is needed, each host:port']] : [];
};

const file = output([['path', text, { required: true }]]);

const webhook = output(
  [
    ['url', url, { required: true }],
    ['http_config', http],
    ['timeout', duration],
    ['workers', anyInteger],
    ['max_retries', anyInteger],
    ['retry_backoff', duration],
    ['batch', flag, { since: since('event_output.batch') }],
    ['batch_max_events', count, { since: since('event_output.batch') }],
    ['batch_max_bytes', count, { since: since('event_output.batch') }],
    ['batch_flush_interval', duration, { since: since('event_output.batch') }],
  ],
  [batches],
);

const kafka = output(
  [
    ['brokers', list(text)],
    ['topic', text, { required: true }],
    ['client_id', text],
    ['format', choice('', 'json', 'protobuf')],
    ['acks', choice('', 'none', 'leader', 'all')],
    ['compression', choice('', 'none', 'gzip', 'snappy', 'lz4', 'zstd')],
    ['buffer_size', anyInteger],
    ['tls_config', tls],
  ],
  [brokers],
);

const stdout = output([]);

const outputs: readonly Row[] = [
  ['file_outputs', list(sub(() => file))],
  ['webhook_outputs', list(sub(() => webhook))],
  ['kafka_outputs', list(sub(() => kafka))],
  ['stdout_outputs', list(sub(() => stdout)), { since: since('event_recorder.stdout_outputs') }],
];

/** Outputs of one kind have different names. */
const namesOnce: Check = (section) =>
  outputs.flatMap(([kind]): Problem[] => {
    const names = ((section[kind] ?? []) as readonly Section[]).flatMap(({ name }) => (name ? [String(name)] : []));
    return firstDuplicate(names) === undefined ? [] : [[kind, 'has two outputs of one name']];
  });

export const eventRecorder: Table = { rows: outputs, constraints: [namesOnce] };
