// The chart, rendered by Helm.
import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { CHART } from '../../release/paths.ts';
import { helmBinary, kubectlBinary } from '../e2e/kubeconfig.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const NAME = 'prometheus-metacontroller';
export const NAMESPACE = 'prometheus-metacontroller';

const isThere = (program: string, args: readonly string[]): boolean => spawnSync(program, args).status === 0;

/** Why no chart can be rendered, or `false`. */
export const NO_HELM: string | false = isThere(helmBinary(), ['version'])
  ? false
  : 'helm is not installed; PARTS=tools test/cluster/up.sh builds it';

/** Why no folder can be built, or `false`. */
export const NO_KUBECTL: string | false = isThere(kubectlBinary(), ['version', '--client'])
  ? false
  : 'kubectl is not installed; PARTS=tools test/cluster/up.sh builds it';

export type Values = Readonly<Record<string, unknown>>;

const BUFFER = { maxBuffer: 1 << 26, encoding: 'utf8' } as const;

/** `helm template` with values. */
function template(values: Values, release: string, namespace: string) {
  const args = ['template', release, join(ROOT, CHART), '--namespace', namespace, '--values', '-'];
  return spawnSync(helmBinary(), args, { ...BUFFER, input: JSON.stringify(values) });
}

/** The text that the chart gives with values. Throws what Helm says if it gives none. */
export function renderedText(values: Values, release: string = NAME, namespace: string = NAMESPACE): string {
  const { status, stdout, stderr } = template(values, release, namespace);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const parsed = new Map<string, readonly KubernetesObject[]>();

/** The objects of one document. Documents are parsed once: definitions are large, and the same in each release. */
function objectsOf(document: string): readonly KubernetesObject[] {
  const objects = parsed.get(document) ?? (loadAll(document) as KubernetesObject[]).filter(Boolean);
  parsed.set(document, objects);
  return objects;
}

/** The objects that the chart gives with values. Change none of them. */
export const rendered = (values: Values, release?: string, namespace?: string): readonly KubernetesObject[] =>
  renderedText(values, release, namespace).split(/^---$/m).flatMap(objectsOf);

/** What Helm says about values that it refuses; empty if it takes them. */
export const refusal = (values: Values): string => template(values, NAME, NAMESPACE).stderr;

const texts = new Map<string, string>();
const built = new Map<string, readonly KubernetesObject[]>();

/** The text that kustomize builds from a folder. */
export function kustomizedText(folder: string): string {
  const text = texts.get(folder) ?? execFileSync(kubectlBinary(), ['kustomize', join(ROOT, folder)], BUFFER);
  texts.set(folder, text);
  return text;
}

function objectsIn(folder: string): readonly KubernetesObject[] {
  const objects = built.get(folder) ?? (loadAll(kustomizedText(folder)) as KubernetesObject[]);
  built.set(folder, objects);
  return objects;
}

/** The objects that kustomize builds from folders. Change none of them: each folder is built once. */
export const kustomized = (...folders: readonly string[]): readonly KubernetesObject[] => folders.flatMap(objectsIn);
