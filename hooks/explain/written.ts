// Whether what an operator has written holds the object: the configuration Secret, or the ConfigMaps with rule files.
// Only names of jobs, receivers and files are taken from them.
import { gunzip } from '../workload/gzip.ts';
import { JOBS_KEY, writtenCount } from '../workload/jobsfiles.ts';
import type { Cluster } from './cluster.ts';
import { at, textAt } from './fields.ts';
import { configSecretName, jobsSecretNames, OPERATED } from './generated.ts';
import { broken, ok, type Step, unknown, warning } from './step.ts';
import type { Workload } from './workloads.ts';

/** Limit of a configuration in bytes, so that a small Secret cannot become a huge text. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The text of a configuration in a Secret of this name; `undefined` where it is not given or cannot be read. */
function configText(of: Cluster, namespace: string, name: string, key: string): string | undefined {
  const data = textAt(of.get('Secret', namespace, name), 'data', key);
  return data === undefined ? undefined : gunzip(data, MAX_BYTES);
}

/** A line such as `- job_name: a` or `name: "a"`. */
const NAMED = /^[^\S\n]*(?:-[^\S\n]+)?(?:job_)?name:(.*)$/gm;

/** The names of jobs and receivers in a configuration. */
export function namesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, found = ''] of text.matchAll(NAMED)) {
    const value = found.trim();
    const isQuoted = value.length > 1 && (value.startsWith('"') || value.startsWith("'"));
    names.add(isQuoted ? value.slice(1, -1) : value);
  }
  return names;
}

/** The number of Secrets that have the configuration of a workload. */
const secretCount = ({ object, namespace }: Workload, of: Cluster): number =>
  writtenCount(of.get('Secret', namespace, configSecretName(object))?.metadata.annotations);

/** The names in the configuration of a workload that is given as a whole; `undefined` without it. */
export const writtenNames = (workload: Workload, of: Cluster): ReadonlySet<string> | undefined =>
  of.once(`written ${workload.id}`, () => {
    const { object, namespace } = workload;
    const first = configText(of, namespace, configSecretName(object), OPERATED[object.kind]?.configKey ?? '');
    const further = jobsSecretNames(object).slice(0, secretCount(workload, of) - 1);
    const texts = [first, ...further.map((name) => configText(of, namespace, name, JOBS_KEY))];
    return texts.includes(undefined) ? undefined : namesIn(texts.join('\n'));
  });

const isPaused = ({ object }: Workload): boolean => at(object, 'spec', 'paused') === true;

const unpause = ({ object, id }: Workload) => ({
  evidence: [{ object: id, field: 'spec.paused', found: 'true', expected: 'false' }],
  repair: [
    {
      action: 'Resume the reconciliation.',
      command:
        `kubectl -n ${object.metadata.namespace} patch ${object.kind.toLowerCase()} ` +
        `${object.metadata.name} --type merge -p '{"spec":{"paused":false}}'`,
    },
  ],
});

/** What is missing of the names, or that nothing is known. */
export interface Written {
  readonly names: readonly string[];
  /** What the names are: `job`, `rule file`, `receiver`. */
  readonly what: string;
  /** The object that should hold them: `Secret monitoring/prometheus-k8s`. */
  readonly where: string;
  /** The names it holds; `undefined` where it is not given. */
  readonly present: ReadonlySet<string> | undefined;
}

/** The configuration Secret of a workload in words, or all of them. */
function secretsOf(workload: Workload, of: Cluster): string {
  const name = `${workload.namespace}/${configSecretName(workload.object)}`;
  const count = secretCount(workload, of);
  return count === 1 ? `Secret ${name}` : `Secret ${name}, together with ${count - 1} more of its jobs,`;
}

/** Whether the configuration Secret of a workload should hold these names, and does. */
export const inSecret = (workload: Workload, what: string, names: readonly string[], of: Cluster): Written => ({
  names,
  what,
  where: secretsOf(workload, of),
  present: writtenNames(workload, of),
});

/** The step for what is written. A paused workload gets no changes. */
export function written(workload: Workload, { names, what, where, present }: Written): Step[] {
  const missing = present ? names.filter((name) => !present.has(name)) : [];
  const paused = isPaused(workload);
  if (present && missing.length === 0) {
    const found = ok(
      'written',
      `${where} holds ${names.length === 1 ? `${what} ${names[0]}` : `${names.length} ${what}s`}`,
    );
    return paused
      ? [
          found,
          warning('written', 'Paused', `${workload.id} is paused: later changes are not written`, unpause(workload)),
        ]
      : [found];
  }
  if (paused)
    return [
      broken(
        'written',
        'Paused',
        `${workload.id} is paused (spec.paused), so nothing is written for it`,
        unpause(workload),
      ),
    ];
  if (!present) return [unknown('written', 'NotGiven', `${where} is not among the objects`)];
  return [
    broken('written', 'NotWritten', `${where} does not hold ${what} ${missing[0]}: the operator has not written it`, {
      evidence: missing.map((name) => ({ object: where, expected: name })),
      repair: [
        {
          action: 'See whether the operator runs, watches this namespace and reports an error.',
          command: `kubectl -n ${workload.namespace} describe ${workload.object.kind.toLowerCase()} ${workload.name}`,
        },
      ],
    }),
  ];
}
