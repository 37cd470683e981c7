// Where a Prometheus or ThanosRuler sends its alerts: whether there is an Alertmanager, a Service and its port.
import { quoted } from '../core/message.ts';
import type { Cluster } from './cluster.ts';
import { idOf } from './cluster.ts';
import { at, type Fields, fieldsAt, listAt, textAt } from './fields.ts';
import { edit } from './repair.ts';
import { hint, ok, type Step } from './step.ts';
import type { Workload } from './workloads.ts';

/** Other fields that name Alertmanagers. */
const FIELDS: readonly string[] = ['alertmanagersUrl', 'alertmanagersConfig', 'additionalAlertManagerConfigs'];

/** What is wrong with one entry of `spec.alerting.alertmanagers`. */
function problem(entry: Fields, workload: Workload, of: Cluster): string | undefined {
  const name = textAt(entry, 'name') ?? '';
  const namespace = textAt(entry, 'namespace') || workload.namespace;
  const service = of.get('Service', namespace, name);
  if (!service) {
    // An operator makes the governing Service.
    const isGoverning = name === 'alertmanager-operated' && of.of('Alertmanager', namespace).length > 0;
    return of.knows('Service', namespace) && !isGoverning ? `Service ${namespace}/${name} does not exist` : undefined;
  }
  const port = textAt(entry, 'port') ?? '';
  const ports = listAt(service, 'spec', 'ports').map((one) => textAt(one, 'name') ?? '');
  if (/^\d+$/.test(port) || ports.length === 0 || ports.includes(port)) return undefined;
  return `${idOf(service)} has no port ${quoted(port)}: its ports are ${ports.map((one) => `${quoted(one)}`).join(', ')}`;
}

/** Whether alerts of the workload have somewhere to go. Rules are evaluated nevertheless, so that it is a hint. */
export function alertingSteps(workload: Workload, of: Cluster): Step[] {
  const spec = fieldsAt(workload.object, 'spec');
  const entries = listAt(spec, 'alerting', 'alertmanagers');
  const field = 'spec.alerting.alertmanagers';
  if (entries.length === 0 && !FIELDS.some((name) => at(spec, name) !== undefined))
    return [
      hint(
        'evaluation',
        'NoAlertmanager',
        `${workload.id} sends alerts to no Alertmanager (spec.alerting is not set)`,
        {
          evidence: [{ object: workload.id, field, expected: 'an Alertmanager' }],
          repair: [edit(workload.object, `Set ${field}.`)],
        },
      ),
    ];
  const wrong = entries.map((entry) => problem(entry, workload, of)).filter((one) => one !== undefined);
  const [first] = wrong;
  if (first === undefined || wrong.length < entries.length)
    return [ok('evaluation', 'alerts have an Alertmanager to go to')];
  return [
    hint('evaluation', 'AlertmanagerMissing', `alerts of ${workload.id} reach no Alertmanager: ${first}`, {
      evidence: [{ object: workload.id, field, found: JSON.stringify(entries).slice(0, 200) }],
      repair: [edit(workload.object, `Correct ${field}.`)],
    }),
  ];
}
