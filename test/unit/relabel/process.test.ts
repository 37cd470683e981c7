import t from 'tap';
import type { Section } from '../../../hooks/core/section.ts';
import { relabel, traceRelabel } from '../../../hooks/relabel/process.ts';
import { compileRules, type RelabelOptions, relabelOptions } from '../../../hooks/relabel/rule.ts';
import { prometheusVersion } from '../../../hooks/versions/prometheus.ts';
import type { Version } from '../../../hooks/versions/version.ts';

const optionsOf = (version: string) => relabelOptions(prometheusVersion(version) as Version);
const OPTIONS: RelabelOptions = { utf8: true, newlines: true };

function run(labels: Record<string, string>, sections: readonly Section[], options = OPTIONS) {
  const compiled = compileRules(sections, options);
  if (!('rules' in compiled)) return compiled;
  return relabel(labels, compiled.rules, options);
}

t.test('a label is copied, and an empty result deletes it', async (t) => {
  t.strictSame(run({ a: 'x' }, [{ source_labels: ['a'], target_label: 'b' }]), { labels: { a: 'x', b: 'x' } });
  t.strictSame(run({ a: 'x' }, [{ source_labels: ['none'], target_label: 'a' }]), { labels: {} });
});

t.test('an address gets another port, as in the examples of every exporter', async (t) => {
  const rule = {
    source_labels: ['__address__', 'port'],
    regex: '([^:]+)(?::\\d+)?;(\\d+)',
    replacement: '$1:$2',
    target_label: '__address__',
  };
  t.strictSame(run({ __address__: '10.0.0.1:80', port: '9100' }, [rule]), {
    labels: { __address__: '10.0.0.1:9100', port: '9100' },
  });
  t.strictSame(run({ __address__: '10.0.0.1:80' }, [rule]), { labels: { __address__: '10.0.0.1:80' } });
});

t.test('the rule that drops is named, with the value it saw', async (t) => {
  const rules = [
    { source_labels: ['a'], target_label: 'b' },
    { action: 'keep', source_labels: ['a', 'b'], regex: 'x;y' },
  ];
  t.strictSame(run({ a: 'x' }, rules), { droppedBy: 1, value: 'x;x' });
});

t.test('a number in place of a text counts as text, as YAML is read', async (t) => {
  const rules = [{ action: 'keep', source_labels: ['port'], regex: 8080 }];
  t.strictSame(run({ port: '8080' }, rules), { labels: { port: '8080' } });
});

t.test('an expression is anchored at both ends', async (t) => {
  t.strictSame(run({ a: 'webserver' }, [{ action: 'keep', source_labels: ['a'], regex: 'web' }]), {
    droppedBy: 0,
    value: 'webserver',
  });
});

t.test('a point matches a line break from Prometheus 3 on', async (t) => {
  const rules = [{ action: 'keep', source_labels: ['a'], regex: 'x.y' }];
  t.match(run({ a: 'x\ny' }, rules, optionsOf('v3.0.0')), { labels: {} });
  t.match(run({ a: 'x\ny' }, rules, optionsOf('v2.55.0')), { droppedBy: 0 });
});

t.test('a name that the server does not allow is not set', async (t) => {
  const rules = [{ source_labels: ['a'], target_label: '$1.x' }];
  t.strictSame(run({ a: 'b' }, rules), { labels: { a: 'b', 'b.x': 'b' } });
  t.strictSame(run({ a: 'b' }, rules, { utf8: false, newlines: true }), { labels: { a: 'b' } });
});

t.test('an invalid expression is a value with the number of its rule', async (t) => {
  t.match(run({}, [{ action: 'labeldrop', regex: 'x' }, { regex: '(' }]), {
    index: 1,
    problem: { reason: 'InvalidRegex' },
  });
});

t.test('the trace shows the changes of each rule, up to the drop', async (t) => {
  const sections = [
    { action: 'labelmap', regex: 'meta_(.+)' },
    { action: 'drop', source_labels: ['app'], regex: 'web' },
    { target_label: 'never', replacement: 'x' },
  ];
  const compiled = compileRules(sections, OPTIONS);
  t.ok('rules' in compiled);
  const trace = traceRelabel({ meta_app: 'web' }, 'rules' in compiled ? compiled.rules : [], OPTIONS);
  t.strictSame(trace, [
    { index: 0, value: '', isDropped: false, changes: [{ name: 'app', before: '', after: 'web' }] },
    { index: 1, value: 'web', isDropped: true, changes: [] },
  ]);
});
