// The chart as a release in a cluster: what the tests ask of it.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { CHART, ROOT } from '../../release/paths.ts';
import { temporaryFolder } from '../support/folder.ts';
import { account } from './account.ts';
import { client } from './client.ts';
import { commands, shell } from './document.ts';
import { controllers, type Engine, engine } from './engine.ts';
import { unreachable } from './env.ts';
import { type Access, kubeconfigFile } from './kubeconfig.ts';
import { kubectl } from './kubectl.ts';

export const NAME = 'prometheus-metacontroller';
export const EXAMPLE = 'monitoring';
const STATE = join(dirname(kubeconfigFile()), 'run');

/** Whether pods run: the cluster of test/cluster/up.sh has a node. */
export const hasNode = (): boolean => existsSync(join(STATE, 'containerd.sock'));

/** These tests remove our definitions, and with them every Prometheus: only in a cluster of our own. */
export async function reason(): Promise<string | false> {
  const missing = await unreachable();
  if (missing) return missing;
  if (!existsSync(join(STATE, 'parts'))) return 'only in a cluster of test/cluster/up.sh';
  const version = await shell('helm version --short').catch(() => '');
  return version ? false : 'helm is not installed; PARTS=tools test/cluster/up.sh builds it';
}

type Found = KubernetesObject & { readonly data?: Readonly<Record<string, string>> };

/** Objects as `kubectl get ARGUMENTS` finds them; none if there is nothing or no such kind. */
export async function get(args: string): Promise<readonly Found[]> {
  const text = await shell(`kubectl get ${args} -o json --ignore-not-found || true`);
  if (!text.trim()) return [];
  const found = JSON.parse(text) as Found | { readonly items: readonly Found[] };
  return 'items' in found ? (found.items as readonly Found[]) : [found];
}

/** One object; `undefined` if it is not there. */
export const one = async (args: string): Promise<Found | undefined> => (await get(args))[0];

/** The commands of a document, for the image that the cluster has. */
export const documented = (document: string, marker: string): string =>
  commands(document, marker).replaceAll('registry.example.com/team', 'docker.io/library');

/** `helm upgrade` with values beside those of the release, from a chart. */
export const upgrade = (settings: string, chart: string = CHART): Promise<string> =>
  shell(`helm upgrade ${NAME} ${chart} --namespace ${NAME} --reset-then-reuse-values ${settings}`);

const PARENTS = 'prometheuses,prometheusagents,alertmanagers,thanosrulers';

/** Removes all finalizers of workloads: without a Metacontroller nobody does. */
export async function withoutFinalizers(): Promise<void> {
  for (const { kind, metadata } of await get(`${PARENTS} -A`))
    await shell(
      `kubectl -n ${metadata.namespace} patch ${kind} ${metadata.name} --type=merge -p '{"metadata":{"finalizers":null}}'`,
    );
}

/** Removes every definition of ours and of Metacontroller, as in a new cluster, and the namespace of the release. */
export async function fresh(): Promise<void> {
  await shell(`helm -n ${NAME} uninstall ${NAME} --ignore-not-found`);
  await shell(`kubectl delete namespace ${NAME} metacontroller --ignore-not-found --wait`);
  await shell(`kubectl delete clusterrole,clusterrolebinding ${NAME} --ignore-not-found`);
  await withoutFinalizers();
  const all = (await get('crd')).filter((one) => isOurs(one) || one.metadata.name.endsWith('.metacontroller.k8s.io'));
  const names = all.map(({ metadata }) => metadata.name);
  if (names.length > 0) await shell(`kubectl delete crd ${names.join(' ')} --wait`);
}

/** A definition of the chart. */
export const isOurs = ({ metadata }: KubernetesObject): boolean => metadata.name.endsWith('.monitoring.coreos.com');

/** A chart of an older version: one definition lacks its short names, and one controller is not there. */
export function older(): string {
  const folder = join(temporaryFolder('chart-'), NAME);
  cpSync(join(ROOT, CHART), folder, { recursive: true });
  const edit = (file: string, from: RegExp, to: string): void => {
    const text = readFileSync(join(folder, file), 'utf8');
    if (!from.test(text)) throw new Error(`${file} does not match ${from}`);
    writeFileSync(join(folder, file), text.replace(from, to));
  };
  edit('Chart.yaml', /^version: .*$/m, 'version: 0.0.1');
  edit('templates/crds/probes.monitoring.coreos.com.yaml', / {4}shortNames:\n( {4}- .*\n)+/, '');
  edit('templates/controllers/grafana.yaml', /if \.Values\.controllers\.grafanaSidecar/, 'if false');
  return folder;
}

/** Something that calls the hooks of the release with the rights that the chart gives. */
export async function caller(how: Access): Promise<Engine> {
  const connection = client(how);
  const user = kubectl(connection);
  const own = await account(how, user);
  const service = await one(`-n ${NAME} service ${NAME}`);
  const { clusterIP } = (service?.['spec'] ?? {}) as { readonly clusterIP?: string };
  const url = `http://${clusterIP}:8080`;
  const token = Buffer.from((await one(`-n ${NAME} secret ${NAME}-token`))?.data?.['token'] ?? '', 'base64').toString();
  const theirs = client(own.access);
  const settings = { client: theirs, config: own.file, kubectl: user, controllers: controllers(url, [], true) };
  const running = await engine({ ...settings, strategy: 'server-side-apply', url, token });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      theirs.close();
      connection.close();
    },
  };
}
