// Every alert of manifests/monitoring fires by its cause, and nothing else does. promtool evaluates the rules over what
// two pods of the hooks expose, and over metrics of Metacontroller by the names that it has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { CASES } from './alertcases.ts';
import { base, changed, constant, MINUTES, SHOP, SKIP, series } from './alertseries.ts';
import { type InputSeries, type Labels, targetLabels } from './hookscrapes.ts';
import { firing, groupsOf, ROOT } from './ruletests.ts';

const groups = groupsOf(join(ROOT, 'manifests/monitoring/rules.yaml'));

t.test('a healthy installation has no alert', { skip: SKIP }, async (t) => {
  t.strictSame(firing({ groups, series: base, minutes: MINUTES, each: 5 }), []);
});

for (const { alert, cause, series: given, labels = {}, also = [] } of CASES)
  t.test(`${alert} fires alone: ${cause}`, { skip: SKIP }, async (t) => {
    const found = firing({ groups, series: given, minutes: MINUTES, each: 5 });
    t.strictSame(
      found.map(({ alertname }) => alertname),
      [alert, ...also].sort(),
    );
    const { alertname, severity, ...rest } = found.find((one) => one['alertname'] === alert) ?? {};
    if (alert !== 'MetacontrollerMemory') t.strictSame(rest, labels);
    const rule = groups.flatMap(({ rules }) => rules).find((one) => one.alert === alert);
    for (const [, label = ''] of JSON.stringify(rule?.annotations).matchAll(/\$labels\.(\w+)/g))
      t.ok(label in rest, `the text names the label ${label}, which the alert has`);
  });

t.test('the newest response of an object counts, whichever pod has it', { skip: SKIP }, async (t) => {
  const at = (pod: string, name: string, labels: Labels, values: string) =>
    series(`prometheus_metacontroller_${name}`, { ...targetLabels(pod), ...SHOP, ...labels }, values);
  const failed = { type: 'Reconciled', status: 'False', reason: 'ReconciliationFailed' };
  const fine = { type: 'Reconciled', status: 'True', reason: '' };
  const both = (first: Labels, second: Labels | undefined): readonly InputSeries[] =>
    changed(undefined, [
      at('hooks-a', 'condition', first, constant(1)),
      at('hooks-a', 'last_sync_timestamp_seconds', {}, constant(100)),
      ...(second ? [at('hooks-b', 'condition', second, constant(1))] : []),
      at('hooks-b', 'last_sync_timestamp_seconds', {}, constant(200)),
    ]);
  const names = (given: readonly InputSeries[]) =>
    firing({ groups, series: given, minutes: MINUTES, each: 5 }).map(({ alertname }) => alertname);
  t.strictSame(names(both(failed, fine)), [], 'corrected since');
  t.strictSame(names(both(fine, failed)), ['ReconcileFails'], 'broken since');
  t.strictSame(names(both(failed, undefined)), [], 'deleted since');
});

t.test('every alert has a test, a severity, texts, and a section of the runbooks', async (t) => {
  const page = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8');
  const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert);
  t.ok(alerts.length >= 20);
  for (const { alert = '', labels, annotations } of alerts) {
    t.ok(
      CASES.some((one) => one.alert === alert),
      `${alert}: a test`,
    );
    t.match(labels?.['severity'], /^(critical|warning)$/, alert);
    t.match(annotations, {
      summary: /\.$/,
      description: /\.$/,
      runbook_url: `docs/runbooks.md#${alert.toLowerCase()}`,
    });
    const [, section = ''] = new RegExp(`^## ${alert}\\n([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(page) ?? [];
    for (const part of ['Meaning', 'Impact', 'Check', 'Repair'])
      t.ok(section.includes(`**${part}.**`), `${alert}: ${part} in docs/runbooks.md`);
  }
  const sections = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name).filter((name) => name !== 'Order');
  t.strictSame(
    sections.filter((name) => !alerts.some(({ alert }) => alert === name)),
    [],
    'no section without an alert',
  );
});
