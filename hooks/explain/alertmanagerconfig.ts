// The chain of an AlertmanagerConfig: selected, accepted, merged, written, loaded, and which alerts reach it.

import { isKept } from '../controllers/alertmanager/config/merge.ts';
import { selectionOf } from '../controllers/alertmanager/config/select.ts';
import type { Issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import type { KubernetesObject } from '../core/meta.ts';
import { acceptance, workloadSteps } from './acceptance.ts';
import { configurationSteps } from './alertmanagerparts.ts';
import { alertmanagers, type CheckedAlertmanager } from './alertmanagers.ts';
import { type Cluster, idOf } from './cluster.ts';
import { at, listAt, textAt } from './fields.ts';
import { loaded } from './loaded.ts';
import { edit } from './repair.ts';
import { running } from './running.ts';
import { type Compared, compare, type Selector, selecting, selectionStep } from './selection.ts';
import { broken, chain, ok, type Step, warning } from './step.ts';
import { inSecret, written } from './written.ts';

const selectors = (of: Cluster): readonly Selector<CheckedAlertmanager>[] =>
  alertmanagers(of).map((workload) => ({
    workload,
    selection: selectionOf(workload.alertmanager),
    fields: { objects: 'alertmanagerConfigSelector', namespaces: 'alertmanagerConfigNamespaceSelector' },
  }));

/** Whether the Alertmanager uses the object as its main configuration. */
const isBase = ({ alertmanager, namespace }: CheckedAlertmanager, { metadata }: KubernetesObject): boolean =>
  alertmanager.spec?.alertmanagerConfiguration?.name === metadata.name && metadata.namespace === namespace;

const rejection = (object: KubernetesObject, { answer }: CheckedAlertmanager): readonly Issue[] =>
  answer?.rejected.find(
    ({ object: { metadata } }) =>
      metadata.name === object.metadata.name && metadata.namespace === object.metadata.namespace,
  )?.issues ?? [];

function configuration(object: KubernetesObject): Step[] {
  const receivers = listAt(object, 'spec', 'receivers');
  if (at(object, 'spec', 'route') !== undefined)
    return [ok('configuration', `it adds a route and ${receivers.length} receivers`)];
  const inhibits = listAt(object, 'spec', 'inhibitRules').length > 0;
  const message = 'spec.route is not set, so no alert reaches its receivers';
  const details = {
    evidence: [{ object: idOf(object), field: 'spec.route', expected: 'a route' }],
    repair: [edit(object, 'Add spec.route.')],
  };
  return [(inhibits ? warning : broken)('configuration', 'NoRoute', message, details)];
}

/** Matchers of the route for another namespace than the one that the operator adds. */
function routing(object: KubernetesObject, workload: CheckedAlertmanager): Step[] {
  const own = object.metadata.namespace ?? '';
  const strategy = workload.alertmanager.spec.alertmanagerConfigMatcherStrategy?.type;
  if (!isKept(strategy, own, workload.namespace))
    return [ok('routing', `alerts of all namespaces reach it (matcher strategy ${strategy})`)];
  const other = listAt(object, 'spec', 'route', 'matchers').find((one) => {
    const type = textAt(one, 'matchType') || (one['regex'] === true ? '=~' : '=');
    const value = textAt(one, 'value') ?? '';
    return textAt(one, 'name') === 'namespace' && ((type === '=' && value !== own) || (type === '!=' && value === own));
  });
  const kept = `only alerts with the label namespace=${quoted(own)} reach it (matcher strategy ${strategy ?? 'OnNamespace'})`;
  if (!other) return [ok('routing', kept)];
  const value = textAt(other, 'value') ?? '';
  return [
    broken(
      'routing',
      'NamespaceConflict',
      `${kept}, but its route wants namespace=${quoted(value)}, so no alert reaches it`,
      {
        evidence: [
          {
            object: idOf(object),
            field: 'spec.route.matchers',
            found: `namespace=${value}`,
            expected: `namespace=${own}`,
          },
        ],
        repair: [
          { action: 'Remove the matcher, or change spec.alertmanagerConfigMatcherStrategy of the Alertmanager.' },
          edit(workload.object, 'Set the matcher strategy to None.'),
        ],
      },
    ),
  ];
}

/** The names of the receivers in the merged configuration. */
const receiverNames = (object: KubernetesObject): string[] =>
  at(object, 'spec', 'route') === undefined
    ? []
    : listAt(object, 'spec', 'receivers').map(
        (one) => `${object.metadata.namespace}/${object.metadata.name}/${textAt(one, 'name') ?? ''}`,
      );

function explainFor(object: KubernetesObject, workload: CheckedAlertmanager, of: Cluster): Step[] {
  const names = receiverNames(object);
  return chain([
    () => workloadSteps(workload, of),
    () => acceptance(object, rejection(object, workload), workload, { of }),
    () => configurationSteps(workload, of),
    () => configuration(object),
    () => written(workload, inSecret(workload, 'receiver', names, of)),
    () => running(workload, of),
    () => loaded(workload, 'receiver', names, of),
    () => (isBase(workload, object) ? [ok('routing', 'alerts of all namespaces reach it')] : routing(object, workload)),
  ]).map((step) => ({ ...step, workload: workload.id }));
}

/** The chain of an AlertmanagerConfig. */
export function explainAlertmanagerConfig(object: KubernetesObject, of: Cluster): Step[] {
  const all = selectors(of);
  const compared: readonly Compared<CheckedAlertmanager>[] = compare(object, all, of).map((one) =>
    isBase(one.by.workload, object) ? { ...one, obstacles: [] } : one,
  );
  const selection = selectionStep(object, compared, 'Alertmanager');
  if (selection.status === 'broken') return [selection];
  return [selection, ...selecting(compared).flatMap((workload) => explainFor(object, workload, of))];
}
