// Objects in parts, one for each configuration Secret: by namespace and name alone, each in the order of before.
import fc from 'fast-check';
import t from 'tap';
import { parseOptions } from '../../../hooks/core/options.ts';
import { fitting } from '../../../hooks/scrape/fitting.ts';
import { partOf, partsOf, wantedSecrets } from '../../../hooks/scrape/parts.ts';
import type { Selected } from '../../../hooks/scrape/select.ts';
import { configBudget } from '../../../hooks/workload/bytebudget.ts';
import { gzipGroups } from '../../../hooks/workload/gzip.ts';
import { monitors } from '../../support/configsecrets.ts';
import { noise } from '../../support/noise.ts';
import { version } from '../../support/releases.ts';

const OPTIONS = parseOptions([]);
const ANNOTATION = 'prometheus-metacontroller.dev/configuration-secrets';

const selected = (count: number, bytes = 0): Selected[] =>
  monitors(count).map((object, i) => ({
    ...{ kind: 'ServiceMonitor', object, issues: [], padded: [], files: new Map() },
    jobs: `- job_name: ${object.metadata.name}\n  regex: ${noise(bytes, i)}\n`,
  })) as unknown as Selected[];

t.test('the annotation is a number from 1 to 8, and needs Prometheus 2.43', async (t) => {
  const wanted = (text: string | undefined, release = 'v3.11.0') =>
    wantedSecrets(
      { name: 'k8s', annotations: text === undefined ? {} : { [ANNOTATION]: text } },
      version(release),
      OPTIONS,
    );
  t.strictSame(
    [undefined, '1', '2', '8'].map((text) => wanted(text)),
    [1, 1, 2, 8],
  );
  for (const text of ['', '0', '9', '10', '2.0', ' 2', 'two', '-1'])
    t.match(wanted(text), {
      reason: 'InvalidConfiguration',
      path: `metadata.annotations["${ANNOTATION}"]`,
      message: `${JSON.stringify(text)} is not a number from 1 to 8`,
    });
  t.equal(wanted('4', 'v2.43.0'), 4);
  t.match(wanted('4', 'v2.42.0'), { reason: 'VersionTooOld', message: 'several Secrets need Prometheus 2.43.0' });
  t.equal(wanted('1', 'v2.42.0'), 1);
  const parity = { ...OPTIONS, parity: true };
  t.equal(wantedSecrets({ name: 'k8s', annotations: { [ANNOTATION]: 'x' } }, version('v3.11.0'), parity), 1);
});

t.test('every object has one part, which no other object changes, and parts keep the order', async () => {
  const all = selected(60);
  fc.assert(
    fc.property(fc.subarray(all), fc.integer({ min: 1, max: 8 }), (list, count) => {
      const parts = partsOf([list, all], count);
      const isWhole = [list, all].every((one, i) => {
        const merged = parts.flatMap((lists) => lists[i] ?? []);
        return merged.length === one.length && one.every((item) => merged.includes(item));
      });
      const isOrdered = parts.every(([part = []]) => part.join() === list.filter((item) => part.includes(item)).join());
      const isStable = parts.every(
        (lists, i) => count === 1 || lists.flat().every((item) => partOf(item, count) === i),
      );
      return parts.length === count && isWhole && isOrdered && isStable;
    }),
  );
});

t.test('parts have a similar size, and a list that is the same gives the same ones', async (t) => {
  const all = selected(4000);
  const parts = partsOf([all], 4);
  for (const [list = []] of parts) t.ok(list.length > 900 && list.length < 1100, `${list.length} of 4000`);
  t.ok(partsOf([all], 4).every(([list], i) => list === parts[i]?.[0]));
});

t.test('a Secret that is full rejects objects of its own, with the annotation to raise', async (t) => {
  const options = parseOptions(['--apply-strategy=dynamic-apply']);
  const budget = configBudget(options);
  const bytes = (list: readonly Selected[]) => gzipGroups([list.map(({ jobs }) => jobs)]).length;
  /** Objects of which those of one part are large. */
  const uneven = (part: number, count: number): Selected[] =>
    selected(700).map((item, i) =>
      partOf(item, count) === part ? { ...item, jobs: `${item.jobs}  a: ${noise(2000, i)}\n` } : item,
    );
  const large = uneven(2, 4);
  t.ok(bytes(large.filter((item) => partOf(item, 4) === 2)) > budget);
  const kept = fitting([large, []], 4, options).flat();
  const rejected = kept.filter(({ jobs }) => jobs === '');
  t.ok(rejected.length > 0);
  t.ok(rejected.every((item) => partOf(item, 4) === 2));
  t.ok(partsOf([kept], 4).every(([list = []]) => bytes(list) <= budget));
  const message = new RegExp(`set the annotation ${ANNOTATION} of the workload to 5$`);
  t.match(rejected[0]?.issues, [{ reason: 'TooLarge', message }]);
  const small = selected(700);
  t.equal(fitting([small], 4, options)[0], small);
  const full = fitting([[...uneven(2, 8), ...uneven(2, 8)]], 8, options).flat();
  t.notMatch(full.find(({ jobs }) => jobs === '')?.issues[0]?.message, /annotat/, 'there are no more than 8');
});
