// The controllers as Metacontroller reads them: the real files in metacontroller/.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { LabelSelector } from '../../hooks/core/hook.ts';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { type KindInfo, resourceInfo } from './kinds.ts';

export interface Hook {
  readonly url: string;
  readonly path: string;
}

export interface Definition {
  readonly kind: 'CompositeController' | 'DecoratorController';
  readonly name: string;
  /** The parent of a composite, the decorated kind of a decorator. */
  readonly target: KindInfo;
  readonly children: readonly KindInfo[];
  readonly hooks: { readonly sync: Hook; readonly finalize?: Hook; readonly customize?: Hook };
  readonly ignoreStatusChanges: boolean;
  /** Objects of the target's kind that do not match are left alone. */
  readonly selector?: LabelSelector;
}

interface Resource {
  readonly apiVersion: string;
  readonly resource: string;
  readonly ignoreStatusChanges?: boolean;
  readonly updateStrategy?: { readonly method?: string };
  readonly labelSelector?: LabelSelector;
}
interface RawHook {
  readonly version?: string;
  readonly webhook?: { readonly url?: string };
}
interface Raw {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly generateSelector?: boolean;
    readonly parentResource?: Resource;
    readonly childResources?: readonly Resource[];
    readonly resources?: readonly Resource[];
    readonly attachments?: readonly Resource[];
    readonly hooks: Readonly<Record<string, RawHook>>;
  };
}

function hookOf(raw: RawHook | undefined, name: string): Hook | undefined {
  if (!raw) return undefined;
  if (raw.version !== 'v2') throw new Error(`${name}: the hook must say version: v2`);
  const url = raw.webhook?.url;
  if (!url) throw new Error(`${name}: a webhook url is needed`);
  return { url, path: new URL(url).pathname };
}

function childInfo(resource: Resource, name: string): KindInfo {
  if (resource.updateStrategy?.method !== 'InPlace')
    throw new Error(`${name}: ${resource.resource} needs updateStrategy InPlace; the default never updates`);
  return resourceInfo(resource.apiVersion, resource.resource);
}

function definition({ kind, metadata: { name }, spec }: Raw): Definition {
  const composite = kind === 'CompositeController';
  const [target] = composite ? [spec.parentResource] : (spec.resources ?? []);
  if (!target) throw new Error(`${name}: no resource`);
  if (composite && !spec.generateSelector)
    throw new Error(`${name}: generateSelector is needed: our parents have no selector`);
  if (name.length > 43) throw new Error(`${name}: too long for the name of a finalizer`);
  const info = resourceInfo(target.apiVersion, target.resource);
  if (composite && !info.status) throw new Error(`${name}: the parent needs a status subresource`);
  const sync = hookOf(spec.hooks['sync'], name);
  if (!sync) throw new Error(`${name}: a sync hook is mandatory`);
  const [finalize, customize] = [hookOf(spec.hooks['finalize'], name), hookOf(spec.hooks['customize'], name)];
  return {
    kind: composite ? 'CompositeController' : 'DecoratorController',
    name,
    target: info,
    children: (composite ? (spec.childResources ?? []) : (spec.attachments ?? [])).map((child) =>
      childInfo(child, name),
    ),
    hooks: { sync, ...(finalize ? { finalize } : {}), ...(customize ? { customize } : {}) },
    ignoreStatusChanges: target.ignoreStatusChanges ?? false,
    ...(target.labelSelector ? { selector: target.labelSelector } : {}),
  };
}

/** Checks controllers, and gives what the driver needs of them. */
export const definitionsOf = (controllers: readonly KubernetesObject[]): Definition[] =>
  (controllers as unknown as readonly Raw[]).map(definition);

/** Reads and checks every controller in a file. */
export const readDefinitions = (file: string): Definition[] =>
  definitionsOf((loadAll(readFileSync(file, 'utf8')) as KubernetesObject[]).filter(Boolean));

/** Reads and checks every controller in a folder. */
export function loadDefinitions(folder: string): Definition[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .sort()
    .flatMap((file) => readDefinitions(join(folder, file)));
}
