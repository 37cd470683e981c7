// A configuration in several Secrets: all exist from the start, one change writes one of them, and pods that do not
// mount a Secret yet lose no job.
import fc from 'fast-check';
import t from 'tap';
import type { KubernetesObject } from '../../../../hooks/core/meta.ts';
import type { Section } from '../../../../hooks/core/section.ts';
import {
  cluster,
  configTexts,
  jobsIn,
  monitors,
  PROMETHEUS,
  templateOf,
  WORKLOADS,
  type Workload,
} from '../../../support/configsecrets.ts';
import { secret } from '../../../support/objects.ts';

const nameOf = (job: Section): string => String(job['job_name']);
const byName = (jobs: readonly Section[]): Section[] => [...jobs].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
const jobCounts = (children: readonly KubernetesObject[]): number[] =>
  [...configTexts(children).values()].map((text) => jobsIn(text).length);
const secretNames = ({ name }: Workload, count: number): string[] => [
  name,
  ...Array.from({ length: count - 1 }, (_, i) => `${name}-jobs-${i + 1}`),
];

for (const workload of WORKLOADS) {
  t.test(`${workload.title}: the number of monitors changes no pod and no name of a Secret`, async (t) => {
    const { sync, roll } = cluster(workload);
    const parent = workload.parent('4');
    const first = sync(parent, []);
    roll();
    for (const count of [1, 300, 0, 1]) {
      const { children, set, conditions } = sync(parent, monitors(count));
      t.strictSame(templateOf(set), templateOf(first.set));
      t.strictSame([...configTexts(children).keys()], secretNames(workload, 4));
      t.equal(
        jobCounts(children).reduce((sum, one) => sum + one),
        count,
      );
      t.equal(conditions.find(({ type }) => type === 'ResourcesAccepted')?.status, 'True');
    }
  });

  t.test(`${workload.title}: all Secrets together have the jobs and sections of the one file`, async (t) => {
    const all = monitors(100);
    const whole = [...configTexts(cluster(workload).sync(workload.parent(undefined), all).children).values()];
    const parts = [...configTexts(cluster(workload).sync(workload.parent('3'), all).children).values()];
    t.equal(whole.length, 1);
    t.equal(parts.length, 3);
    t.ok(parts.every((text) => jobsIn(text).length > 10));
    t.strictSame(byName(parts.flatMap(jobsIn)), byName(jobsIn(whole[0])));
    const sections = (text = ''): string[] => text.split('\n').filter((line) => /^\w/.test(line));
    t.strictSame(sections(parts[0]), sections(whole[0]));
    t.match(
      parts[0],
      /\nscrape_config_files:\n- \/etc\/prometheus\/config_out\/jobs-1\.env\.yaml\n- .*jobs-2\.env\.yaml\n- .*revision\/\w{16}\*\.yaml\n$/,
    );
    t.strictSame(sections(parts[1]), ['scrape_configs:'], 'the other files have jobs only');
  });

  t.test(`${workload.title}: each Secret has a reloader with a port of its own`, async (t) => {
    const { set } = cluster(workload).sync(workload.parent('3'), []);
    const { containers, initContainers, volumes } = templateOf(set).spec as Readonly<Record<string, Section[]>>;
    const reloaders = (containers ?? []).filter(({ name }) => String(name).startsWith('config-reloader'));
    t.strictSame(
      reloaders.map(({ name, ports }) => [name, ports]),
      [
        ['config-reloader', [{ name: 'reloader-web', containerPort: 8080, protocol: 'TCP' }]],
        ['config-reloader-jobs-1', [{ name: 'reloader-web-1', containerPort: 8082, protocol: 'TCP' }]],
        ['config-reloader-jobs-2', [{ name: 'reloader-web-2', containerPort: 8083, protocol: 'TCP' }]],
      ],
    );
    const [, , last = {}] = reloaders;
    const args = last['args'] as readonly string[];
    t.strictSame(
      args.filter((text) => !text.startsWith('--web-config-file')),
      [
        '--listen-address=:8083',
        '--reload-url=http://localhost:9090/-/reload',
        '--config-file=/etc/prometheus/config_jobs/2/jobs.yaml.gz',
        '--config-envsubst-file=/etc/prometheus/config_out/jobs-2.env.yaml',
        '--watched-dir=/etc/prometheus/config_jobs/2',
      ],
    );
    t.strictSame((last['volumeMounts'] as readonly Section[]).slice(0, 2), [
      { name: 'config-jobs-2', mountPath: '/etc/prometheus/config_jobs/2' },
      { name: 'config-out', mountPath: '/etc/prometheus/config_out' },
    ]);
    t.match(volumes, [
      { name: 'config', secret: { secretName: workload.name } },
      { name: 'config-jobs-1', secret: { secretName: `${workload.name}-jobs-1` } },
      { name: 'config-jobs-2', secret: { secretName: `${workload.name}-jobs-2` } },
    ]);
    t.strictSame(
      initContainers?.map(({ name }) => name),
      ['init-config-reloader', 'init-config-reloader-jobs-1', 'init-config-reloader-jobs-2'],
    );
  });

  t.test(`${workload.title}: pods without the new Secrets keep all jobs until they are replaced`, async (t) => {
    const { sync, roll } = cluster(workload);
    const all = monitors(40);
    sync(workload.parent(undefined), all);
    roll();
    const four = workload.parent('4');
    t.strictSame(jobCounts(sync(four, all).children), [40, 0, 0, 0]);
    t.strictSame(jobCounts(sync(four, all).children), [40, 0, 0, 0], 'the StatefulSet is written');
    roll(1);
    t.strictSame(jobCounts(sync(four, all).children), [40, 0, 0, 0], 'one pod is old');
    roll();
    const spread = jobCounts(sync(four, all).children);
    t.ok(spread.length === 4 && spread.every((count) => count > 0 && count < 40), String(spread));

    const two = workload.parent('2');
    const fewer = jobCounts(sync(two, all).children);
    t.ok(fewer[0] && fewer[1] && fewer[0] + fewer[1] === 40);
    t.strictSame(fewer.slice(2), [0, 0], 'old pods still mount these Secrets');
    t.equal(sync(two, all).children.filter(({ metadata }) => metadata.name.includes('-jobs-')).length, 3);
    roll();
    t.strictSame(jobCounts(sync(two, all).children), fewer.slice(0, 2));
    t.strictSame(jobCounts(sync(workload.parent(undefined), all).children), [40, 0]);
    roll();
    t.strictSame(jobCounts(sync(workload.parent(undefined), all).children), [40]);
  });

  t.test(`${workload.title}: a wrong annotation or an old release changes nothing and is reported`, async (t) => {
    const { sync } = cluster(workload);
    const before = sync(workload.parent('2'), monitors(3));
    const reconciled = (secrets: string, spec: object) => {
      const after = sync(workload.parent(secrets, spec), monitors(3));
      t.strictSame([...configTexts(after.children)], [...configTexts(before.children)]);
      return after.conditions.find(({ type }) => type === 'Reconciled');
    };
    const path = 'metadata.annotations["prometheus-metacontroller.dev/configuration-secrets"]';
    t.match(reconciled('9', {}), {
      status: 'False',
      reason: 'ReconciliationFailed',
      message: `${path}: "9" is not a number from 1 to 8`,
    });
    t.match(reconciled('2', { version: 'v2.42.0' }), {
      status: 'False',
      reason: 'ReconciliationFailed',
      message: `${path}: several Secrets need Prometheus 2.43.0`,
    });
  });
}

t.test('a changed, new or removed monitor writes one Secret', async () => {
  const all = monitors(60);
  fc.assert(
    fc.property(
      fc.nat(59),
      fc.integer({ min: 2, max: 8 }),
      fc.constantFrom('change', 'add', 'remove'),
      (i, count, how) => {
        const { sync } = cluster(PROMETHEUS);
        const parent = PROMETHEUS.parent(String(count));
        const without = all.filter((_, at) => at !== i);
        const changed = all.with(i, monitors(60, { sampleLimit: 7 })[i] as KubernetesObject);
        const before = configTexts(sync(parent, how === 'add' ? without : all).children);
        const after = configTexts(sync(parent, how === 'remove' ? without : how === 'add' ? all : changed).children);
        return [...after].filter(([name, text]) => before.get(name) !== text).length === 1;
      },
    ),
    { numRuns: 30 },
  );
});

t.test('while an object waits for its references, all Secrets stay as they are, and so do the pods', async (t) => {
  const { sync, roll } = cluster(PROMETHEUS);
  const all = monitors(40);
  const before = sync(PROMETHEUS.parent('4'), all);
  roll();
  const [waiting] = monitors(1, {
    endpoints: [
      { port: 'web', basicAuth: { username: { name: 'later', key: 'a' }, password: { name: 'later', key: 'b' } } },
    ],
  });
  const after = sync(PROMETHEUS.parent('2'), [waiting as KubernetesObject, ...all.slice(1, 30)]);
  t.match(
    after.conditions.find(({ type }) => type === 'Reconciled'),
    { reason: 'WaitingForAssets' },
  );
  t.strictSame([...configTexts(after.children)], [...configTexts(before.children)]);
  t.strictSame(templateOf(after.set), templateOf(before.set));
});

t.test('while targets move, the first file says so, and the query tier has one Secret', async (t) => {
  const { sync } = cluster(PROMETHEUS);
  const [one] = monitors(1);
  sync(PROMETHEUS.parent('8'), [one as KubernetesObject]);
  const { children } = sync(PROMETHEUS.parent('8', { shards: 2 }), [one as KubernetesObject]);
  const query = children.find(
    ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'prometheus-k8s-query',
  );
  t.ok(query);
  t.notMatch(JSON.stringify(query), /jobs-1/);
  const tierless = cluster(PROMETHEUS);
  const annotations = { 'prometheus-metacontroller.dev/query-tier': 'none' };
  const parent = (shards: number) => {
    const made = PROMETHEUS.parent('8', { shards });
    return { ...made, metadata: { ...made.metadata, annotations: { ...made.metadata.annotations, ...annotations } } };
  };
  tierless.sync(parent(1), [one as KubernetesObject]);
  const texts = configTexts(tierless.sync(parent(2), [one as KubernetesObject]).children);
  t.match(texts.get('prometheus-k8s'), /hashmod\/1 to hashmod\/2, targets/);
});

t.test('without the annotation there is one Secret, and a user who writes the file has one too', async (t) => {
  const { sync } = cluster(PROMETHEUS);
  const plain = sync(PROMETHEUS.parent(undefined), [...monitors(2), secret('other', {})]);
  t.notMatch(JSON.stringify(plain.children), /jobs-1/);
  t.strictSame(templateOf(sync(PROMETHEUS.parent('1'), monitors(2)).set), templateOf(plain.set));
  const unmanaged = { ...PROMETHEUS.parent('4'), spec: {} };
  t.notMatch(JSON.stringify(cluster(PROMETHEUS).sync(unmanaged, []).children), /jobs-1/);
});
