// Which workload selects an object, and which label or namespace is in the way.
import type { KubernetesObject } from '../core/meta.ts';
import { nearestWord } from '../core/nearest.ts';
import type { Selection } from '../workload/select.ts';
import { type Cluster, idOf } from './cluster.ts';
import { fieldsAt, selectorAt } from './fields.ts';
import { isEmpty, type Mismatch, mismatches, mismatchText } from './labels.ts';
import { label, patch } from './repair.ts';
import { broken, type Evidence, ok, type Repair, type Step, unknown } from './step.ts';
import type { Workload } from './workloads.ts';

/** A workload and how it selects objects of one kind. */
export interface Selector<W extends Workload = Workload> {
  readonly workload: W;
  readonly selection: Selection;
  /** The names of the fields: `serviceMonitorSelector`, `serviceMonitorNamespaceSelector`. */
  readonly fields: { readonly objects: string; readonly namespaces: string };
}

/** Something that keeps a workload from selecting an object. */
interface Obstacle {
  readonly cause: string;
  readonly text: string;
  readonly evidence: Evidence;
  readonly repair: readonly Repair[];
  /** Set where more objects have to be known. */
  readonly isUnknown?: true;
}

/** The result for one workload. */
export interface Compared<W extends Workload = Workload> {
  readonly by: Selector<W>;
  readonly obstacles: readonly Obstacle[];
}

const asText = (value: unknown): string => (value === undefined || value === null ? 'null' : JSON.stringify(value));

function labelObstacles(object: KubernetesObject, { workload, selection, fields }: Selector): Obstacle[] {
  if (!selection.selector) {
    const near = nearestWord(fields.objects, Object.keys(fieldsAt(workload.object, 'spec')));
    const repair = patch(workload.object, 'An empty selector selects all objects.', { spec: { [fields.objects]: {} } });
    return [
      {
        cause: 'SelectorNull',
        text: `spec.${fields.objects} is not set, which selects nothing${near ? ` (spec.${near} is not a field)` : ''}`,
        evidence: { object: workload.id, field: `spec.${fields.objects}`, expected: 'a selector' },
        repair: [repair],
      },
    ];
  }
  const missed = mismatches(selection.selector, object.metadata.labels ?? {});
  return missed.map((one) => ({
    cause: one.cause,
    text: `${mismatchText(one)} (spec.${fields.objects})`,
    evidence: labelEvidence(idOf(object), one),
    repair: label(object, [one]),
  }));
}

/** The label of an object that a selector does not match. */
export const labelEvidence = (object: string, { key, found, expected }: Mismatch): Evidence => ({
  object,
  field: `metadata.labels.${key}`,
  ...(found === undefined ? {} : { found }),
  expected,
});

function namespaceObstacles(object: KubernetesObject, by: Selector, of: Cluster): Obstacle[] {
  const { workload, selection, fields } = by;
  const namespace = object.metadata.namespace ?? '';
  const field = `spec.${fields.namespaces}`;
  const selector = selection.namespaceSelector;
  if (!selector) {
    if (namespace === selection.namespace) return [];
    const all = patch(workload.object, 'Select objects of all namespaces.', { spec: { [fields.namespaces]: {} } });
    return [
      {
        cause: 'NamespaceNotSelected',
        text: `namespace ${namespace} is not its own, and ${field} is not set`,
        evidence: { object: workload.id, field, expected: `a selector for namespace ${namespace}` },
        repair: [all],
      },
    ];
  }
  if (isEmpty(selector)) return [];
  const isGiven = of.get('Namespace', undefined, namespace) !== undefined || of.facts.complete?.includes('Namespace');
  return mismatches(selector, of.namespaces.get(namespace) ?? {}).map((one) => ({
    cause: one.cause === 'LabelMissing' ? 'NamespaceLabelMissing' : 'NamespaceNotSelected',
    text: `namespace ${namespace} is not selected: ${mismatchText(one)} (${field})`,
    evidence: labelEvidence(`Namespace ${namespace}`, one),
    repair: label({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, [one]),
    // The labels of a namespace that is not given are unknown, but for its name.
    ...(isGiven || one.key === 'kubernetes.io/metadata.name' ? {} : { isUnknown: true as const }),
  }));
}

const soundSelectors = new WeakMap<Selector, Selector>();

/** The selector with label selectors of the right type. */
function soundSelector(by: Selector): Selector {
  const before = soundSelectors.get(by);
  if (before) return before;
  const { selector, namespaceSelector, namespace } = by.selection;
  const selection = {
    selector: selectorAt(selector),
    namespaceSelector: selectorAt(namespaceSelector),
    namespace,
  };
  const found = { ...by, selection };
  soundSelectors.set(by, found);
  return found;
}

/** Compares an object with each selector. */
export const compare = <W extends Workload>(
  object: KubernetesObject,
  selectors: readonly Selector<W>[],
  of: Cluster,
): readonly Compared<W>[] =>
  selectors.map((by) => {
    const sound = soundSelector(by);
    return { by, obstacles: [...labelObstacles(object, sound), ...namespaceObstacles(object, sound, of)] };
  });

const isSelected = ({ obstacles }: Compared): boolean => obstacles.length === 0;
const mayBe = ({ obstacles }: Compared): boolean => obstacles.every(({ isUnknown }) => isUnknown);

/** The workloads that select the object, otherwise those that may. */
export function selecting<W extends Workload>(compared: readonly Compared<W>[]): readonly W[] {
  const chosen = compared.filter(isSelected);
  return (chosen.length > 0 ? chosen : compared.filter(mayBe)).map(({ by }) => by.workload);
}

const SHOWN = 5;

function notSelected(compared: readonly Compared[]): Step {
  // A selector that is not set is further away than one label.
  const distance = ({ obstacles }: Compared) =>
    obstacles.length + (obstacles.some(({ cause }) => cause === 'SelectorNull') ? 10 : 0);
  const sorted = [...compared].sort((a, b) => distance(a) - distance(b));
  const [nearest] = sorted;
  const [first] = nearest?.obstacles ?? [];
  if (!nearest || !first) return unknown('selection', 'NotSelected', 'no workload selects it');
  const texts = nearest.obstacles.map(({ text }) => text).join('; ');
  const kinds = new Set(compared.map(({ by }) => by.workload.object.kind));
  const others = compared.length > 1 ? `no ${[...kinds].join(' or ')} selects it; the nearest is ` : 'not selected by ';
  const message = `${others}${nearest.by.workload.id}: ${texts}`;
  const evidence = sorted.slice(0, SHOWN).flatMap(({ by, obstacles }) => [
    ...obstacles.map((one) => one.evidence),
    {
      object: by.workload.id,
      field: `spec.${by.fields.objects}`,
      found: asText(by.selection.selector),
    },
  ]);
  // Labels of the object are set with one command.
  const repair = nearest.obstacles.flatMap((one) => one.repair);
  return broken('selection', first.cause, message, { evidence, repair });
}

const noWorkload = (kinds: string): Step =>
  broken('selection', 'NoWorkload', `there is no ${kinds} among the objects, so nothing selects it`, {
    repair: [{ action: `Create a ${kinds.split(' ')[0]}.` }],
  });

/** The step about the selection. `kinds`: what could select the object, as text. */
export function selectionStep(object: KubernetesObject, compared: readonly Compared[], kinds: string): Step {
  if (compared.length === 0) return noWorkload(kinds);
  const chosen = compared.filter(isSelected);
  if (chosen.length > 0) {
    const evidence = chosen.map(({ by }) => ({
      object: by.workload.id,
      field: `spec.${by.fields.objects}`,
      found: asText(by.selection.selector),
    }));
    return ok('selection', `selected by ${chosen.map(({ by }) => by.workload.id).join(', ')}`, evidence);
  }
  const possible = compared.filter(mayBe);
  const [first] = possible;
  if (!first) return notSelected(compared);
  const [obstacle] = first.obstacles;
  const message = `the labels of namespace ${object.metadata.namespace} are not known: ${obstacle?.text ?? ''}`;
  return unknown('selection', 'NamespaceUnknown', message, {
    evidence: first.obstacles.map(({ evidence }) => evidence),
    repair: [
      { action: 'Look at the namespace.', command: `kubectl get namespace ${object.metadata.namespace} -o yaml` },
    ],
  });
}
