// A configuration in several Secrets: servers report no revision of the further ones, so they must load a configuration
// after these were written.
import t from 'tap';
import type { Secret } from '../../../hooks/core/meta.ts';
import { type LoadResult, loadResult } from '../../../hooks/loaded/result.ts';
import { isUnchanged, type Written, written, writtenDigest } from '../../../hooks/loaded/written.ts';
import { cluster, monitors, NOW, PROMETHEUS } from '../../support/configsecrets.ts';

const AT = NOW.getTime();

/** What pods should run, with so many Secrets and monitors. `late`: a Secret with jobs that was written after all others. */
function wanted(secrets: string, count: number, late?: string): Written {
  const { children, set } = cluster(PROMETHEUS).sync(PROMETHEUS.parent(secrets), monitors(count));
  const time = (name: string) => new Date(name === late ? AT + 10_000 : AT).toISOString();
  const secret = (name: string): Secret | undefined => {
    const found = children.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name);
    return found && { ...found, metadata: { ...found.metadata, managedFields: [{ time: time(name) }] } };
  };
  const found = written(set, { secret, configMap: () => undefined });
  if (!found) throw new Error('no server');
  return found;
}

t.test('a change of jobs in any Secret is one of what the servers should run', async (t) => {
  const digests = [20, 21, 22, 23, 24, 25].map((count) => writtenDigest([wanted('4', count)]));
  t.equal(new Set(digests).size, 6);
  t.ok(isUnchanged(wanted('4', 20), wanted('4', 20)));
  t.notOk([21, 22, 23, 24, 25].some((count) => isUnchanged(wanted('4', 20), wanted('4', count))));
  t.equal(wanted('1', 20).jobs.length, 0);
  t.equal(wanted('4', 20).jobs.length, 3);
});

t.test('a server is up to date once it has loaded after the last Secret was written', async (t) => {
  const config = wanted('4', 20, 'prometheus-k8s-jobs-2');
  const revision = config.config?.revision ?? '';
  t.equal(config.at, AT + 10_000);
  const result = (loaded: number, now: number, runs = revision): LoadResult =>
    loadResult(
      config,
      { is: 'ok', value: { revision: runs, loaded, refusal: undefined, ruleMaps: [], groups: [] } },
      { since: config.at, now },
    );
  t.strictSame(result(AT + 5000, AT + 11_000), { is: 'older', loaded: AT + 5000 });
  t.strictSame(result(AT + 10_000, AT + 11_000), { is: 'loaded' });
  t.strictSame(result(AT + 10_000, AT + 11_000, 'another'), { is: 'older', loaded: AT + 10_000 });
  t.strictSame(result(AT + 5000, AT + 200_000), { is: 'loaded' }, 'a write of metadata alone causes no reload');
});
