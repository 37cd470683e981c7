// Checks that the StorageClass and the user's governing Service of a workload exist.
import type { RelatedRule } from '../core/hook.ts';
import type { Lister } from '../core/inputs.ts';
import { type Issue, issue } from '../core/issue.ts';
import { quoted } from '../core/message.ts';
import { isRecord } from '../core/yaml.ts';
import type { StorageFields } from './storage.ts';

const storageClass = (storage: StorageFields | undefined): string | undefined => {
  const name = storage?.volumeClaimTemplate?.spec?.['storageClassName'];
  return typeof name === 'string' && name ? name : undefined;
};

/** The related StorageClass. */
export function storageClassRules(storage: StorageFields | undefined): RelatedRule[] {
  const name = storageClass(storage);
  return name ? [{ apiVersion: 'storage.k8s.io/v1', resource: 'storageclasses', names: [name] }] : [];
}

/** A `StorageClassMissing` issue where the StorageClass of the spec does not exist. */
export function checkStorageClass(storage: StorageFields | undefined, classes: Lister): Issue[] {
  const name = storageClass(storage);
  if (!name || !classes.isSynced || classes.get(undefined, name)) return [];
  return [
    issue(
      'StorageClassMissing',
      'spec.storage.volumeClaimTemplate.spec.storageClassName',
      `StorageClass ${quoted(name)} does not exist`,
    ),
  ];
}

/** A `ServiceMissing` issue where the user's governing Service does not exist or does not select the pods. */
export function checkGoverningService(
  name: string | undefined,
  namespace: string,
  podLabels: Readonly<Record<string, string>>,
  services: Lister,
): Issue[] {
  if (!name) return [];
  const service = services.get(namespace, name);
  if (!service)
    return [issue('ServiceMissing', 'spec.serviceName', `Service ${quoted(name)} does not exist in this namespace`)];
  const spec = service['spec'];
  const selector = isRecord(spec) && isRecord(spec['selector']) ? spec['selector'] : {};
  const fits =
    Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => podLabels[key] === value);
  return fits
    ? []
    : [
        issue(
          'ServiceMissing',
          'spec.serviceName',
          `Service ${quoted(name)} does not select the pods of this object; correct its selector`,
        ),
      ];
}
