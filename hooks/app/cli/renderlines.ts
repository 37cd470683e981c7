// What `render` writes to standard error: one line for each mistake, beginning with its object.
import { unknownFields } from '../../api/unknownfields.ts';
import type { KubernetesObject } from '../../core/meta.ts';
import type { Rendered, RenderedParent } from '../routing/render.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
}

/** Conditions that depend on the objects alone. The others are about pods, and offline there are none. */
const OFFLINE: ReadonlySet<string> = new Set([
  'Reconciled',
  'ConfigLoaded',
  'RulesValid',
  'ReferencesRead',
  'CredentialsTrimmed',
  'QueryTier',
  'GrafanaDatasource',
]);

const conditionsOf = ({ status }: RenderedParent): readonly Condition[] =>
  (status['conditions'] ?? []) as readonly Condition[];

const linesOf = ({ message }: Condition): string[] => message.split('\n').filter(Boolean);

/** Fields that the CRDs do not have. */
const misspelt = (objects: readonly KubernetesObject[]): string[] =>
  objects.flatMap((object) => {
    const { namespace = 'default', name } = object.metadata;
    return unknownFields(object).map(({ path, message }) => `${object.kind} ${namespace}/${name} ${path}: ${message}`);
  });

/** False conditions of the parents. AlertmanagerConfigs have no bindings, so that their Alertmanager names them. */
const ofParents = ({ parents }: Rendered): string[] =>
  parents.flatMap((parent) => {
    const { kind, namespace, name } = parent;
    return conditionsOf(parent)
      .filter(({ status }) => status === 'False')
      .flatMap((condition) => {
        if (OFFLINE.has(condition.type))
          return linesOf(condition).map((line) => `${kind} ${namespace}/${name}: ${line}`);
        const isNamed = condition.type === 'ResourcesAccepted' && kind === 'Alertmanager';
        return isNamed ? linesOf(condition).map((line) => `rejected by ${name}: ${line}`) : [];
      });
  });

/** Rejected objects, with the workload and the reasons. */
const ofObjects = ({ objects }: Rendered): string[] =>
  objects.flatMap(({ kind, namespace, name, bindings }) =>
    (bindings as { name: string; conditions: Condition[] }[]).flatMap((binding) =>
      binding.conditions
        .filter(({ status }) => status === 'False')
        .flatMap(linesOf)
        .map((line) => `rejected by ${binding.name}: ${kind} ${namespace}/${name} ${line}`),
    ),
  );

/** All lines about the objects and what became of them. */
export const renderLines = (objects: readonly KubernetesObject[], rendered: Rendered): string[] => [
  ...misspelt(objects),
  ...ofParents(rendered),
  ...ofObjects(rendered),
];
