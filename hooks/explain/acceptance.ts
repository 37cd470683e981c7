// Whether a workload accepts an object. The issues are those of the hooks; here they get evidence and a repair.
import { unknownFields } from '../api/unknownfields.ts';
import { type Issue, text } from '../core/issue.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { nearestWord } from '../core/nearest.ts';
import { listReferences } from '../references/references.ts';
import { type Cluster, idOf } from './cluster.ts';
import { fieldsAt, listAt, textAt } from './fields.ts';
import { edit } from './repair.ts';
import { broken, type Evidence, type Link, ok, type Repair, type Step, unknown, warning } from './step.ts';
import type { Workload } from './workloads.ts';

/** Issues about something that does not exist, and the kind of it. */
const ABSENT: Readonly<Record<string, string>> = {
  SecretMissing: 'Secret',
  ConfigMapMissing: 'ConfigMap',
  ServiceMissing: 'Service',
  StorageClassMissing: 'StorageClass',
};

/** Whether the issue only says that an object is not given, of a kind that is not given at all. */
const isUnknown = ({ reason }: Issue, namespace: string, of: Cluster): boolean => {
  const kind = ABSENT[reason];
  return kind !== undefined && !of.knows(kind, namespace);
};

interface Missing {
  readonly evidence: Evidence;
  readonly repair: Repair;
}

/** The Secrets, ConfigMaps and keys that an object refers to and that are not there. Values are never shown. */
function missingReferences(object: KubernetesObject, of: Cluster): Missing[] {
  const { namespace = '' } = object.metadata;
  return listReferences(object).flatMap(({ kind, name, key }): Missing[] => {
    const found = of.get(kind, namespace, name);
    const id = `${kind} ${namespace}/${name}`;
    if (!found) {
      const near = nearestWord(
        name,
        of.of(kind, namespace).map(({ metadata }) => metadata.name),
      );
      const create = kind === 'Secret' ? 'create secret generic' : 'create configmap';
      const command = `kubectl -n ${namespace} ${create} ${name} --from-literal=${key}=<value>`;
      return [
        {
          evidence: { object: id, expected: 'exists', ...(near ? { found: `${kind} ${near}` } : {}) },
          repair: {
            action: near ? `Refer to ${kind} ${near}, or create ${name}.` : `Create ${kind} ${name}.`,
            command,
          },
        },
      ];
    }
    const keys = [...Object.keys(fieldsAt(found, 'data')), ...Object.keys(fieldsAt(found, 'binaryData'))];
    if (keys.includes(key)) return [];
    return [
      {
        evidence: { object: id, field: 'data', found: `keys ${keys.join(', ') || '(none)'}`, expected: `key ${key}` },
        repair: {
          action: `Refer to an existing key, or add key ${key}.`,
          command: `kubectl -n ${namespace} edit ${kind.toLowerCase()} ${name}`,
        },
      },
    ];
  });
}

const REFERENCES: ReadonlySet<string> = new Set(['SecretMissing', 'ConfigMapMissing', 'KeyMissing']);

/** `Expected` of issues that have no reference: the field. */
const issueEvidence = (object: KubernetesObject, found: Issue): Evidence => ({
  object: idOf(object),
  ...(found.path ? { field: found.path } : {}),
});

/**
 * The step for the issues of an object. `who`: the workload that refuses it. Without an issue there is no step. Issues
 * about Secrets that are not given are `unknown`, and the chain goes on.
 */
function issuesStep(
  link: Link,
  object: KubernetesObject,
  issues: readonly Issue[],
  { who, of }: { readonly who: string; readonly of: Cluster },
): Step[] {
  const { namespace = '' } = object.metadata;
  const wrong = issues.filter((one) => !isUnknown(one, namespace, of));
  const [first] = wrong.length > 0 ? wrong : issues;
  if (!first) return [];
  const missing = REFERENCES.has(first.reason) ? missingReferences(object, of) : [];
  const evidence = [
    ...(wrong.length > 0 ? wrong : issues).map((one) => issueEvidence(object, one)),
    ...missing.map((one) => one.evidence),
  ];
  const repair =
    missing.length > 0 ? missing.map((one) => one.repair) : [edit(object, `Correct ${first.path || 'it'}.`)];
  const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : '';
  if (wrong.length > 0) return [broken(link, first.reason, `${who}: ${text(first)}${more}`, { evidence, repair })];
  return [
    unknown(link, first.reason, `not among the given objects: ${text(first)}`, {
      evidence,
      repair: [{ action: `Give the ${ABSENT[first.reason] ?? 'object'} too.` }],
    }),
  ];
}

/** What an operator has written into `status.bindings` of the object for this workload. */
function binding(object: KubernetesObject, { namespace, name }: Workload) {
  const mine = listAt(object, 'status', 'bindings').find(
    (one) => textAt(one, 'namespace') === namespace && textAt(one, 'name') === name,
  );
  const accepted = listAt(mine, 'conditions').find((one) => textAt(one, 'type') === 'Accepted');
  const { generation } = object.metadata;
  const observed = accepted?.['observedGeneration'] ?? generation;
  if (!accepted || (generation !== undefined && observed !== generation)) return undefined;
  const message = textAt(accepted, 'message') || textAt(accepted, 'reason') || 'no reason';
  return { isAccepted: textAt(accepted, 'status') === 'True', message };
}

/** Fields that the CRD does not have. The API server drops them, so they have no effect. */
function misspelt(object: KubernetesObject): Step[] {
  const issues = unknownFields(object);
  const [first] = issues;
  if (!first) return [];
  return [
    warning('acceptance', 'UnknownField', `a field has no effect: ${text(first)}`, {
      evidence: issues.slice(0, 5).map((one) => issueEvidence(object, one)),
      repair: [edit(object, `Correct ${first.path}.`)],
    }),
  ];
}

/** What keeps a workload itself from being reconciled: its own issues, or what an operator reports. */
export function workloadSteps(workload: Workload, of: Cluster): Step[] {
  const { object, id, issues } = workload;
  const own = issuesStep('acceptance', object, issues, { who: `${id} is not reconciled`, of });
  if (own.length > 0) return own;
  const reconciled = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Reconciled');
  const generation = object.metadata.generation;
  const isCurrent = generation === undefined || (reconciled?.['observedGeneration'] ?? generation) === generation;
  if (!reconciled || !isCurrent || textAt(reconciled, 'status') !== 'False') return [];
  const message = textAt(reconciled, 'message') || textAt(reconciled, 'reason') || 'no reason';
  return [
    broken('acceptance', 'NotReconciled', `${id} is not reconciled: ${message}`, {
      evidence: [{ object: id, field: 'status.conditions[Reconciled]', found: 'False', expected: 'True' }],
      repair: [edit(object, 'Correct what the condition names.')],
    }),
  ];
}

/** What is known about the acceptance of an object besides its issues. */
interface Known {
  readonly of: Cluster;
  /** Whether the configuration in use has the object, so that its operator accepts it. */
  readonly isWritten?: boolean;
}

/** Whether the workload accepts the object. */
export function acceptance(
  object: KubernetesObject,
  issues: readonly Issue[],
  workload: Workload,
  { of, isWritten = false }: Known,
): Step[] {
  const found = issuesStep('acceptance', object, issues, { who: `rejected by ${workload.id}`, of });
  const reported = binding(object, workload);
  const [first] = found;
  if (first?.status === 'broken') {
    if (!reported?.isAccepted && !isWritten) return [...misspelt(object), ...found];
    const message = `the operator accepts it, but it has a mistake: ${first.message}`;
    return [...misspelt(object), { ...first, status: 'warning', message }];
  }
  if (reported && !reported.isAccepted)
    return [
      broken(
        'acceptance',
        'RejectedByOperator',
        `the operator reports that ${workload.id} rejects it: ${reported.message}`,
        {
          evidence: [{ object: idOf(object), field: 'status.bindings', found: 'Accepted=False' }],
          repair: [edit(object, 'Correct what the status names.')],
        },
      ),
    ];
  return [...misspelt(object), ...(found.length > 0 ? found : [ok('acceptance', `accepted by ${workload.id}`)])];
}
