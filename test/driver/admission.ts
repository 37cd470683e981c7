// What an API server does to an object before it stores it: defaults, pruning, and the refusals that matter to us.
import { isDeepStrictEqual } from 'node:util';
import { withDefaults } from '../../hooks/api/defaults.ts';
import { schemaOf } from '../../hooks/api/node.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import type { Section } from '../../hooks/core/section.ts';
import { isRecord } from '../../hooks/core/yaml.ts';
import { ApiError } from './api.ts';

type Mutable = Record<string, unknown>;

const setDefault = (object: Mutable, key: string, value: unknown): void => {
  if (object[key] === undefined) object[key] = value;
};

const list = (value: unknown): Mutable[] => (Array.isArray(value) ? (value as Mutable[]) : []);

function probe(value: unknown): void {
  if (!isRecord(value)) return;
  for (const [key, fallback] of Object.entries({
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  }))
    setDefault(value, key, fallback);
  if (isRecord(value['httpGet'])) setDefault(value['httpGet'], 'scheme', 'HTTP');
}

function container(value: Mutable): void {
  setDefault(value, 'terminationMessagePath', '/dev/termination-log');
  setDefault(value, 'terminationMessagePolicy', 'File');
  setDefault(
    value,
    'imagePullPolicy',
    /:[^/:]+$/.test(String(value['image'])) && !String(value['image']).endsWith(':latest') ? 'IfNotPresent' : 'Always',
  );
  setDefault(value, 'resources', {});
  for (const port of list(value['ports'])) setDefault(port, 'protocol', 'TCP');
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) probe(value[name]);
  for (const env of list(value['env'])) {
    const field = (env['valueFrom'] as Mutable | undefined)?.['fieldRef'];
    if (isRecord(field)) setDefault(field, 'apiVersion', 'v1');
  }
}

function podSpec(spec: Mutable): void {
  setDefault(spec, 'restartPolicy', 'Always');
  setDefault(spec, 'dnsPolicy', 'ClusterFirst');
  setDefault(spec, 'schedulerName', 'default-scheduler');
  setDefault(spec, 'securityContext', {});
  setDefault(spec, 'terminationGracePeriodSeconds', 30);
  if (spec['serviceAccountName']) setDefault(spec, 'serviceAccount', spec['serviceAccountName']);
  for (const item of [...list(spec['containers']), ...list(spec['initContainers'])]) container(item);
  for (const volume of list(spec['volumes'])) {
    for (const kind of ['secret', 'configMap', 'projected'])
      if (isRecord(volume[kind])) setDefault(volume[kind], 'defaultMode', 420);
  }
}

function claim(value: Mutable): void {
  setDefault(value, 'apiVersion', 'v1');
  setDefault(value, 'kind', 'PersistentVolumeClaim');
  setDefault(value['spec'] as Mutable, 'volumeMode', 'Filesystem');
  setDefault(value, 'status', { phase: 'Pending' });
}

function builtIn(object: KubernetesObject): void {
  const spec = object['spec'] as Mutable | undefined;
  if (object.kind === 'Secret') setDefault(object as unknown as Mutable, 'type', 'Opaque');
  if (!spec) return;
  if (object.kind === 'Service') {
    setDefault(spec, 'type', 'ClusterIP');
    setDefault(spec, 'sessionAffinity', 'None');
    setDefault(spec, 'internalTrafficPolicy', 'Cluster');
    for (const port of list(spec['ports'])) setDefault(port, 'protocol', 'TCP');
  }
  if (object.kind !== 'StatefulSet' && object.kind !== 'DaemonSet' && object.kind !== 'Deployment') return;
  setDefault(spec, 'revisionHistoryLimit', 10);
  podSpec((spec['template'] as Mutable)['spec'] as Mutable);
  if (object.kind === 'DaemonSet')
    setDefault(spec, 'updateStrategy', { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } });
  else if (object.kind === 'Deployment') {
    setDefault(spec, 'progressDeadlineSeconds', 600);
    setDefault(spec, 'strategy', { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } });
  } else statefulSet(spec);
}

function statefulSet(spec: Mutable): void {
  setDefault(spec, 'podManagementPolicy', 'OrderedReady');
  setDefault(spec, 'persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Retain', whenScaled: 'Retain' });
  const strategy = spec['updateStrategy'] as Mutable | undefined;
  if (strategy?.['type'] === 'RollingUpdate') {
    setDefault(strategy, 'rollingUpdate', {});
    setDefault(strategy['rollingUpdate'] as Mutable, 'partition', 0);
  }
  for (const item of list(spec['volumeClaimTemplates'])) claim(item);
}

/** Empty lists and maps that built-in types drop when they are stored. */
function dropEmpty(value: unknown, keep: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => dropEmpty(item, false));
  if (!isRecord(value)) return value;
  const out: Section = {};
  for (const [key, member] of Object.entries(value)) {
    const next = dropEmpty(member, key === 'emptyDir' || key === 'resources' || key === 'securityContext');
    if (next === null || next === undefined) continue;
    if (Array.isArray(next) && next.length === 0) continue;
    out[key] = next;
  }
  return !keep && Object.keys(out).length === 0 ? {} : out;
}

const IMMUTABLE: readonly string[] = ['serviceName', 'podManagementPolicy', 'selector', 'volumeClaimTemplates'];

function refuse(object: KubernetesObject, before: KubernetesObject | undefined): void {
  const annotations = Object.entries(object.metadata.annotations ?? {}).reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(value),
    0,
  );
  if (annotations > 262_144)
    throw new ApiError(
      422,
      'Invalid',
      `${object.kind} ${object.metadata.name}: metadata.annotations: Too long: may not be more than 262144 bytes`,
    );
  if (JSON.stringify(object).length > 3 * 1024 * 1024)
    throw new ApiError(413, 'RequestEntityTooLarge', 'the object is too large for etcd');
  if (object.kind !== 'StatefulSet' || !before) return;
  const [was, is] = [before['spec'] as Mutable, object['spec'] as Mutable];
  const changed = IMMUTABLE.filter((field) => !isDeepStrictEqual(was[field], is[field]));
  if (changed.length > 0)
    throw new ApiError(
      422,
      'Invalid',
      `StatefulSet ${object.metadata.name}: spec: Forbidden: updates to ${changed.join(', ')} are forbidden`,
    );
}

/** The object as it will be stored; throws `ApiError` where the server would refuse it. */
export function admit(object: KubernetesObject, before: KubernetesObject | undefined): KubernetesObject {
  const copy = structuredClone(object);
  const custom = schemaOf(copy.kind) !== undefined;
  const out = custom ? withDefaults(copy) : (dropEmpty(copy, false) as KubernetesObject);
  if (!custom) builtIn(out);
  refuse(out, before);
  return out;
}

/** A status without the fields that its CRD does not have, as the API server prunes it. */
export function pruneStatus(kind: string, status: unknown): unknown {
  const properties = schemaOf(kind)?.properties?.['status']?.properties;
  if (!properties || !isRecord(status)) return status;
  return Object.fromEntries(Object.entries(status).filter(([key]) => key in properties));
}
