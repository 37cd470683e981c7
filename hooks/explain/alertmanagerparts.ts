// Whether an Alertmanager has a configuration.
import { howToConfigure } from '../controllers/alertmanager/config/source.ts';
import { generatedSecretName, sourceSecretName } from '../controllers/alertmanager/pod/names.ts';
import type { CheckedAlertmanager } from './alertmanagers.ts';
import type { Cluster } from './cluster.ts';
import { edit } from './repair.ts';
import { podsOf } from './running.ts';
import { broken, ok, type Step, unknown, warning } from './step.ts';

const createSecret = ({ alertmanager, namespace }: CheckedAlertmanager) => ({
  action: 'Create the Secret.',
  command:
    `kubectl -n ${namespace} create secret generic ` +
    `${sourceSecretName(alertmanager)} --from-file=alertmanager.yaml`,
});

/** No configuration: an operator that runs the Alertmanager nevertheless uses a default one. */
function missing(workload: CheckedAlertmanager, of: Cluster): Step {
  const { alertmanager, namespace, id } = workload;
  const name = sourceSecretName(alertmanager);
  const evidence = [{ object: `Secret ${namespace}/${name}`, field: 'data', expected: 'key alertmanager.yaml' }];
  const details = { evidence, repair: [createSecret(workload)] };
  if (!of.knows('Secret', namespace))
    return unknown(
      'configuration',
      'SecretMissing',
      `Secret ${namespace}/${name} with the configuration is not among the objects`,
      details,
    );
  const runs =
    of.get('Secret', namespace, generatedSecretName(alertmanager)) !== undefined || podsOf(workload, of).length > 0;
  const named = alertmanager.spec.configSecret ? ' (spec.configSecret)' : '';
  const exists = of.get('Secret', namespace, name) !== undefined;
  const what = exists
    ? `Secret ${namespace}/${name}${named} has no key alertmanager.yaml`
    : `Secret ${namespace}/${name}${named} does not exist`;
  const message = `${id} has no configuration: ${what}; ${howToConfigure(alertmanager)}`;
  return (runs && !alertmanager.spec.configSecret ? warning : broken)(
    'configuration',
    exists ? 'KeyMissing' : 'SecretMissing',
    message,
    details,
  );
}

/** Whether the configuration of an Alertmanager can be written. */
export function configurationSteps(workload: CheckedAlertmanager, of: Cluster): Step[] {
  const { answer, id, object, namespace } = workload;
  if (!answer) return [];
  if (answer.kind === 'missing') return [missing(workload, of)];
  if (answer.kind === 'invalid' || answer.kind === 'unread') {
    const absent = /(?:Secret|ConfigMap) "[^"]*" does not exist/.test(answer.message) && !of.knows('Secret', namespace);
    const message = `the configuration of ${id} is not valid: ${answer.message}`;
    return [
      (absent ? unknown : broken)('configuration', 'InvalidConfiguration', message, {
        repair: [edit(object, 'Correct the configuration.')],
      }),
    ];
  }
  return [ok('configuration', `the configuration of ${id} is valid, with ${answer.accepted} AlertmanagerConfigs`)];
}
