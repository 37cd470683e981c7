// Asks the started server all that Metacontroller and the API server ask about the objects of a row.
import { gunzipSync } from 'node:zlib';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { namespace, prometheusRule, secret, serviceMonitor } from '../../support/objects.ts';
import { applied } from '../../support/requests.ts';
import { type Answered, type Attacked, attack, INNOCENTS, platform } from '../attacked.ts';
import { everything } from '../objects.ts';
import { CONTROLLERS, conversion, decorate, reviews, sync } from '../questions.ts';
import { alertmanagerConfig, type Parent, type Row } from './row.ts';

/** The answer of one hook, with its path. */
export interface HookAnswer {
  readonly path: string;
  readonly answered: Answered;
}

export interface Seen {
  /** The answers of all hooks, that of the parent's sync at the end. */
  readonly answers: readonly HookAnswer[];
  /** Children and attachments. */
  readonly made: readonly KubernetesObject[];
  /** The messages of the False conditions of the parent. */
  readonly message: string;
  /** The text of every file that the children hold: `Secret name key`. */
  readonly files: ReadonlyMap<string, string>;
  /** Innocent objects that are in no file. */
  readonly missing: readonly string[];
}

const INNOCENT = { namespace: 'team-a', uid: 'uid-innocent', resourceVersion: '1', generation: 1 };
const innocent = (make: (metadata: KubernetesObject['metadata']) => KubernetesObject): KubernetesObject[] =>
  INNOCENTS.map((name) => make({ ...INNOCENT, name, uid: `uid-${name}` }));
const rules = (): KubernetesObject[] =>
  innocent((metadata) => prometheusRule([{ name: 'g', rules: [{ record: 'a:b', expr: 'up' }] }], metadata));
const configs = (): KubernetesObject[] =>
  innocent((metadata) => alertmanagerConfig({ receivers: [{ name: 'r' }] }, metadata));
const monitors = (): KubernetesObject[] => innocent((metadata) => serviceMonitor({}, metadata));

/** How the files name an innocent object. */
const MARKS: Readonly<Record<Parent, (name: string) => readonly string[]>> = {
  Prometheus: (name) => [`serviceMonitor/team-a/${name}/`, `team-a-${name}-`],
  PrometheusAgent: (name) => [`serviceMonitor/team-a/${name}/`],
  Alertmanager: (name) => [`team-a/${name}/r`],
  ThanosRuler: (name) => [`team-a-${name}-`],
};

export const FILE = 'route:\n  receiver: r\nreceivers:\n- name: r\n';
const SPECS: Readonly<Record<Parent, object>> = {
  Prometheus: {},
  PrometheusAgent: {},
  Alertmanager: {},
  ThanosRuler: { queryEndpoints: ['dns+query:10901'] },
};

const stored = (object: KubernetesObject, i: number): KubernetesObject => ({
  ...object,
  metadata: { uid: `uid-${i}`, resourceVersion: '1', generation: 1, ...object.metadata },
});

/** The question about the parent, as the body of its sync hook. */
function question(row: Row, objects: readonly KubernetesObject[], children: readonly KubernetesObject[]): object {
  const { kind = 'Prometheus', spec = {}, annotations = {}, file = FILE, called = 'shared' } = row;
  const asked = {
    name: called,
    namespace: 'monitoring',
    uid: 'uid-shared',
    resourceVersion: '1',
    generation: 1,
    annotations,
  };
  const parent = {
    apiVersion: `monitoring.coreos.com/${kind === 'PrometheusAgent' ? 'v1alpha1' : 'v1'}`,
    kind,
    metadata: asked,
    spec: { ...everything(kind), ...SPECS[kind], ...spec },
  };
  if (kind === 'Prometheus') {
    const body = JSON.parse(platform(called, spec, [...rules(), ...objects])) as {
      parent: KubernetesObject;
      children: object;
    };
    const first = { ...body.parent, metadata: { ...body.parent.metadata, annotations } };
    return { ...body, parent: first, children: (sync(first, [], children) as typeof body).children };
  }
  const around = kind === 'Alertmanager' ? configs() : kind === 'ThanosRuler' ? rules() : monitors();
  const base = secret('alertmanager-shared', {});
  const data = { 'alertmanager.yaml': Buffer.from(file).toString('base64') };
  const spaces = ['monitoring', 'team-a', 'tenant'].map((name) => namespace(name));
  return sync(parent, [...spaces, { ...base, data }, ...around, ...objects], children);
}

const decoded = (kind: string, key: string, value: string): string => {
  if (kind === 'ConfigMap') return value;
  const bytes = Buffer.from(value, 'base64');
  return (key.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString('utf8');
};

/** What Secrets and ConfigMaps hold, by `kind name key`. */
export const filesOf = (objects: readonly KubernetesObject[]): Map<string, string> =>
  new Map(
    objects
      .filter(({ kind }) => kind === 'Secret' || kind === 'ConfigMap')
      .flatMap(({ kind, metadata: { name }, data }) =>
        Object.entries((data ?? {}) as Record<string, string>).map(
          ([key, value]) => [`${kind} ${name} ${key}`, decoded(kind, key, value)] as const,
        ),
      ),
  );

const ASSETS: ReadonlySet<string> = new Set([
  'ServiceMonitor',
  'PodMonitor',
  'Probe',
  'ScrapeConfig',
  'AlertmanagerConfig',
  'PrometheusRule',
]);

/** The requests about one object: decorators, reviews, conversion. */
function requestsAbout(
  object: KubernetesObject,
  around: readonly KubernetesObject[],
): (readonly [path: string, body: object])[] {
  if (!ASSETS.has(object.kind)) return [];
  const controller = `/assets/${object.kind.toLowerCase()}`;
  return [
    [`${controller}/sync`, decorate(object, around)],
    [`${controller}/customize`, { parent: object }],
    ...reviews(object),
    ...(object.kind === 'AlertmanagerConfig'
      ? [['/conversion/alertmanagerconfigs', conversion(object, 'v1beta1')] as const]
      : []),
  ];
}

export const call = async (server: Attacked, path: string, body: object): Promise<HookAnswer> => ({
  path,
  answered: await server.call(path, JSON.stringify(body)),
});

/** The attachments or children of an answer. */
export function madeBy({ answered }: HookAnswer): KubernetesObject[] {
  const { attachments, children } = JSON.parse(answered.body) as {
    attachments?: KubernetesObject[];
    children?: KubernetesObject[];
  };
  return [...(attachments ?? []), ...(children ?? [])];
}

/** The children of the same parent before the mistake. */
async function childrenBefore(server: Attacked, kind: Parent): Promise<KubernetesObject[]> {
  const before = question({ name: '', kind }, [], []);
  const parent = (before as { parent: KubernetesObject }).parent;
  return applied(madeBy(await call(server, `/${CONTROLLERS[kind]}/sync`, before)), parent);
}

export async function ask(server: Attacked, row: Row): Promise<Seen> {
  const { kind = 'Prometheus' } = row;
  const objects = (row.objects ?? []).map(stored);
  const parent = (question(row, [], []) as { parent: KubernetesObject }).parent;
  const spaces = ['monitoring', 'tenant'].map((name) => namespace(name));
  const around = [...spaces, ...objects, ...(kind === 'Prometheus' || kind === 'ThanosRuler' ? [parent] : [])];
  const answers: HookAnswer[] = [];
  for (const object of objects)
    for (const [path, body] of requestsAbout(object, around)) answers.push(await call(server, path, body));
  const assets = answers.flatMap(madeBy);
  const children = row.stops ? await childrenBefore(server, kind) : [];
  const path = `/${CONTROLLERS[kind]}/sync`;
  const { answered, answer, message } = await attack(
    server,
    JSON.stringify(question(row, [...objects, ...assets], children)),
    path,
  );
  const files = filesOf(answer.children ?? []);
  const all = [...files].flat().join('\n');
  return {
    answers: [...answers, { path, answered }],
    made: [...assets, ...(answer.children ?? [])],
    message,
    files,
    missing: INNOCENTS.flatMap((name) => MARKS[kind](name)).filter((mark) => !all.includes(mark)),
  };
}
