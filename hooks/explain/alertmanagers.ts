// The Alertmanagers with the configuration that the hooks would make for them.
import type { Alertmanager } from '../api/alertmanager.ts';
import { checkShape } from '../api/shape.ts';
import type { ConfigAnswer } from '../controllers/alertmanager/config/answer.ts';
import { configOf } from '../controllers/alertmanager/config/config.ts';
import type { ConfigSources } from '../controllers/alertmanager/config/select.ts';
import { prepare } from '../controllers/alertmanager/prepare.ts';
import { listers } from '../core/inputs.ts';
import type { KubernetesObject, Secret } from '../core/meta.ts';
import { keyOf } from '../core/meta.ts';
import { assetSecret } from '../references/assetsecret.ts';
import type { Version } from '../versions/version.ts';
import { type Cluster, idOf } from './cluster.ts';
import { fieldsAt } from './fields.ts';
import type { Workload } from './workloads.ts';

/** An Alertmanager, checked. */
export interface CheckedAlertmanager extends Workload {
  readonly alertmanager: Alertmanager;
  /** Its configuration, or why there is none. Absent where the Alertmanager itself has issues. */
  readonly answer: ConfigAnswer | undefined;
}

const NO_CHILDREN = listers({});

/** The objects that configurations come from, with the asset Secrets that the hooks would write. */
const sources = (of: Cluster): ConfigSources =>
  of.once('alertmanager sources', () => {
    const { secrets, configMaps } = of.listers;
    const read = (kind: 'Secret' | 'ConfigMap', namespace: string, name: string) =>
      (kind === 'Secret' ? secrets : configMaps).get(namespace, name);
    const assets = new Map<string, Secret>();
    for (const object of of.listers.alertmanagerConfigs.list()) {
      const { namespace = '' } = object.metadata;
      const found = assetSecret('AlertmanagerConfig', object, (kind, name) => read(kind, namespace, name), of.options);
      if (found) assets.set(keyOf(found), found);
    }
    const get: typeof secrets.get = (namespace, name) =>
      assets.get(`${namespace}/${name}`) ?? secrets.get(namespace, name);
    return { ...of.listers, secrets: { ...secrets, get } };
  });

function checked(object: KubernetesObject, of: Cluster): CheckedAlertmanager {
  // A spec that is missing is an issue of its shape.
  const alertmanager = { ...object, spec: fieldsAt(object, 'spec') } as unknown as Alertmanager;
  const { name, namespace = '' } = object.metadata;
  const named = { object, id: idOf(object), namespace, name, alertmanager };
  const malformed = checkShape(object);
  if (malformed.length > 0) return { ...named, issues: malformed, answer: undefined };
  const found = prepare(alertmanager, NO_CHILDREN.statefulSets, of.listers, of.options);
  if ('issues' in found) return { ...named, issues: found.issues, answer: undefined };
  const version: Version = found.version;
  return { ...named, issues: [], answer: configOf({ alertmanager, version, options: of.options }, sources(of)) };
}

/** All Alertmanagers. */
export const alertmanagers = (of: Cluster): readonly CheckedAlertmanager[] =>
  of.once('alertmanagers', () => of.of('Alertmanager').map((object) => checked(object, of)));
