// lint: what is found in objects without a cluster, and what is not.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t from 'tap';
import { renderLines } from '../../../../hooks/app/cli/renderlines.ts';
import { findingLine } from '../../../../hooks/app/lint/finding.ts';
import { type LintOptions, lint } from '../../../../hooks/app/lint/lint.ts';
import { render } from '../../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import { readCase } from '../../../support/golden.ts';

const object = (kind: string, name: string, spec: unknown, version = 'v1'): KubernetesObject => ({
  apiVersion: `monitoring.coreos.com/${version}`,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});
const lines = (objects: readonly KubernetesObject[], options: LintOptions = {}): string[] =>
  lint(
    objects.map((one) => ({ object: one, file: 'f.yaml' })),
    options,
  ).map(findingLine);

const monitor = (endpoint: object, more: object = {}) =>
  object('ServiceMonitor', 'm', { selector: {}, endpoints: [{ port: 'web', ...endpoint }], ...more });
const rule = (expr: string) =>
  object('PrometheusRule', 'r', { groups: [{ name: 'g', rules: [{ alert: 'A', expr }] }] });

t.test('a monitor without a Prometheus is checked for a default one', async (t) => {
  t.strictSame(lines([monitor({})]), []);
  t.strictSame(lines([monitor({ relabelings: [{ regex: 'a(', targetLabel: 'x' }] })]), [
    'f.yaml: ServiceMonitor shop/m: spec.endpoints[0].relabelings[0].regex: ' +
      '"a(" is not RE2: error parsing regexp: missing closing ): `^(?s:a()$`',
  ]);
});

t.test('what another release or a setting accepts is a warning', async (t) => {
  t.match(lines([rule("sort_by_label(up, 'a')")]), [
    /^f\.yaml: PrometheusRule shop\/r: spec\.groups\[0\]\.rules\[0\]\.expr: warning: .*is experimental/,
  ]);
  t.strictSame(lines([monitor({}, { scrapeClass: 'special' })]), [], 'the scrape classes are not known');
});

t.test('a Prometheus in the files that selects the object decides', async (t) => {
  const prometheus = (spec: object) =>
    object('Prometheus', 'p', { ruleSelector: {}, serviceMonitorSelector: {}, ...spec });
  t.strictSame(
    lines([prometheus({ enableFeatures: ['promql-experimental-functions'] }), rule("sort_by_label(up, 'a')")]),
    [],
  );
  t.match(lines([prometheus({}), rule("sort_by_label(up, 'a')")]), [/PrometheusRule shop\/r: .*expr: is not valid/]);
  t.match(lines([prometheus({}), monitor({}, { scrapeClass: 'special' })]), [
    /"special" is not one of the scrapeClasses/,
  ]);
  t.match(lines([prometheus({ arbitraryFSAccessThroughSMs: { deny: true } }), monitor({ bearerTokenFile: '/x' })]), [
    /spec\.endpoints\[0\]\.bearerTokenFile/,
  ]);
});

t.test('Secrets need not be in the files, unless the files are complete', async (t) => {
  const credentials = { authorization: { credentials: { name: 'creds', key: 'token' } } };
  const prometheus = object('Prometheus', 'p', {
    serviceMonitorSelector: {},
    additionalScrapeConfigs: { name: 'jobs', key: 'jobs.yaml' },
    storage: { volumeClaimTemplate: { spec: { storageClassName: 'fast' } } },
  });
  const alertmanager = object('Alertmanager', 'a', {});
  t.strictSame(lines([monitor(credentials), prometheus, alertmanager]), []);
  const complete = lines([monitor(credentials), prometheus, alertmanager], { complete: true }).join('\n');
  t.match(complete, /ServiceMonitor shop\/m: .*Secret "shop\/creds" does not exist/);
  t.match(complete, /Prometheus shop\/p: spec\.additionalScrapeConfigs: Secret "shop\/jobs" does not exist/);
  t.match(complete, /StorageClass "fast" does not exist/);
});

t.test('a Secret in the files that lacks a key is a finding', async (t) => {
  const secret: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'creds', namespace: 'shop' },
    stringData: { other: 'hunter2' },
  };
  const found = lines([monitor({ authorization: { credentials: { name: 'creds', key: 'token' } } }), secret]);
  t.match(found, [/Secret "shop\/creds" has no key "token"/]);
  t.notMatch(found.join(), 'hunter2');
});

t.test('AlertmanagerConfigs are checked in both versions, by the names of their own fields', async (t) => {
  const config = (version: string, spec: object) => object('AlertmanagerConfig', 'c', spec, version);
  const receivers = [{ name: 'team' }];
  t.match(lines([config('v1alpha1', { route: { receiver: 'other' }, receivers })]), [
    /AlertmanagerConfig shop\/c: spec\.route\.receiver: there is no receiver "other"/,
  ]);
  const timeIntervals = [{ name: 'night', timeIntervals: [{ times: [{ startTime: '23:00', endTime: '22:00' }] }] }];
  t.match(lines([config('v1beta1', { route: { receiver: 'team' }, receivers, timeIntervals })]), [
    /spec\.timeIntervals\[0\]\.timeIntervals\[0\]\.times\[0\]: the start 23:00 is not before the end 22:00/,
  ]);
});

t.test('an AlertmanagerConfig that does not fit its Alertmanager is named', async (t) => {
  const config = object(
    'AlertmanagerConfig',
    'c',
    { route: { receiver: 'x' }, receivers: [{ name: 'x', slackConfigs: [{ channel: '#x' }] }] },
    'v1alpha1',
  );
  t.strictSame(lines([config]), [], 'its Alertmanager may have the address in global');
  t.match(lines([object('Alertmanager', 'a', { alertmanagerConfigSelector: {} }), config]), [
    /AlertmanagerConfig shop\/c: .*slack/i,
  ]);
});

t.test('what the API server refuses is the only finding of the object', async (t) => {
  t.match(lines([monitor({ interval: 'often' })]), [/spec\.endpoints\[0\]\.interval: "often" does not match/]);
  t.match(lines([object('Prometheus', 'p', { replicas: 'two' })]), [/spec\.replicas: must be an integer/]);
  const labelled = { name: 'r', namespace: 'shop', labels: { a: 1 } };
  t.match(lines([{ ...rule('up'), metadata: labelled as unknown as KubernetesObject['metadata'] }]), [
    /metadata\.labels\.a: must be a string/,
  ]);
  t.match(lines([object('ServiceMonitor', 'x', {}, 'v1alpha1')]), [/has no version "v1alpha1": use monitoring/]);
  t.match(lines([object('ServiceMonitr', 'x', {})]), [/is not a kind .*do you mean ServiceMonitor\?/]);
  t.match(lines([object('Probe', 'X_y', {})]), [/metadata\.name: "X_y" is not a name/]);
});

t.test('misspelt fields are findings, also beside spec', async (t) => {
  t.match(lines([{ ...monitor({ portt: 'x' }), specs: {} }]), [
    /specs: is not a field.*do you mean spec\?/,
    /spec\.endpoints\[0\]\.portt: is not a field.*do you mean port\?/,
  ]);
});

t.test('mistakes of workloads are findings', async (t) => {
  t.match(lines([object('Prometheus', 'p', { version: 'none' })]), [
    /Prometheus shop\/p: spec\.version: "none" is not/,
  ]);
  t.match(lines([object('ThanosRuler', 'r', { version: 'none' })]), [/ThanosRuler shop\/r: spec\.version/]);
});

t.test('two different objects of one name are a warning, two equal ones are not', async (t) => {
  t.match(lines([monitor({}), monitor({ path: '/x' })]), [/warning: f\.yaml has another object of this name/]);
  t.strictSame(lines([monitor({}), monitor({})]), []);
});

/** Objects that were stored before their CRD got stricter: the API server would refuse to write them. */
const STORED = '/values-of-older-crds';
const ROOT = resolve(import.meta.dirname, '../../../..');

t.test('the examples have no finding', async (t) => {
  for (const file of readdirSync(`${ROOT}/manifests/examples`)) {
    const objects = loadAll(readFileSync(`${ROOT}/manifests/examples/${file}`, 'utf8')) as KubernetesObject[];
    t.strictSame(lines(objects.filter(Boolean)), [], file);
  }
});

t.test('lint finds an error in a complete set of objects exactly where render reports one', async (t) => {
  const golden = `${ROOT}/test/golden`;
  const folders = readdirSync(golden, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const cases = folders.flatMap(({ name }) =>
    readdirSync(`${golden}/${name}`).map((one) => `${golden}/${name}/${one}`),
  );
  let broken = 0;
  for (const one of cases) {
    const { input, want } = readCase(one);
    const flags = ['--alertmanager-without-config=default', ...(want.flags ?? [])];
    if (want.parity || one.endsWith(STORED)) continue;
    const reported = renderLines(input, render(input, { flags }));
    const found = lint(
      input.map((object) => ({ object, file: 'input.yaml' })),
      { flags, complete: true },
    ).filter(({ severity }) => severity === 'error');
    t.equal(
      found.length > 0,
      reported.length > 0,
      `${one.slice(golden.length)}: ${found.map(findingLine)} ${reported}`,
    );
    if (found.length > 0) broken++;
  }
  t.ok(broken >= 5, `${broken} of ${cases.length} cases have a mistake`);
});
