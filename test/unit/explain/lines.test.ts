import t from 'tap';
import { explain } from '../../../hooks/explain/explain.ts';
import { explainLines } from '../../../hooks/explain/lines.ts';
import { parseSubject } from '../../../hooks/explain/subject.ts';
import { HEALTHY } from './setups/healthy.ts';
import { SCRAPING } from './setups/scraping.ts';
import { SELECTION } from './setups/selection.ts';
import { SERVICES } from './setups/services.ts';
import { MONITOR } from './setups/setup.ts';
import { WORKLOADS } from './setups/workloads.ts';
import { prometheus, serviceMonitor, setup } from './world.ts';

t.test('lines have at most 100 columns, and the first word is the status', async (t) => {
  for (const { objects, facts = {}, subject } of [...SELECTION, ...SERVICES, ...SCRAPING, ...WORKLOADS, ...HEALTHY]) {
    const lines = explainLines(explain(objects, facts, subject));
    t.strictSame(
      lines.filter((line) => line.length > 100),
      [],
    );
    t.match(lines[0], /^(ok|broken|warning|unknown|hint) /);
  }
});

t.test('a broken link shows what was found, and a command that repairs it', async (t) => {
  const lines = explainLines(explain(setup(serviceMonitor({}, { labels: {} })), {}, MONITOR));
  t.match(lines.join('\n'), /broken +selection +not selected by Prometheus monitoring\/k8s/);
  t.match(lines.at(-1), /kubectl -n apps label servicemonitor web release=stack/);
});

t.test('each of several workloads has a heading', async (t) => {
  const lines = explainLines(explain(setup(serviceMonitor(), prometheus({}, { name: 'b' })), {}, MONITOR));
  t.ok(lines.includes('Prometheus monitoring/k8s:'));
  t.ok(lines.includes('Prometheus monitoring/b:'));
});

t.test('a name with control characters cannot write to the terminal', async (t) => {
  const lines = explainLines(explain(setup(serviceMonitor({ endpoints: [{ port: '\u001b[2J' }] })), {}, MONITOR));
  t.notOk(lines.join('').includes('\u001b'));
});

t.test('a subject is named as in kubectl', async (t) => {
  t.strictSame(parseSubject('servicemonitor/web', 'apps'), MONITOR);
  t.strictSame(parseSubject('smon/web', 'apps'), MONITOR);
  t.strictSame(parseSubject('ServiceMonitors.monitoring.coreos.com/web', 'apps'), MONITOR);
  t.strictSame(parseSubject('target/http://10.0.0.7:8080/metrics', ''), {
    kind: 'target',
    url: 'http://10.0.0.7:8080/metrics',
  });
  t.equal(parseSubject('deployment/web', 'apps'), undefined);
  t.equal(parseSubject('web', 'apps'), undefined);
});
