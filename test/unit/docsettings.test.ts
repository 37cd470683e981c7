// Settings and patches in documents are what kustomize accepts.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import t, { type Test } from 'tap';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { kubectlBinary } from '../e2e/kubeconfig.ts';
import { temporaryFolder } from '../support/folder.ts';
import { blocks, pages, read, root } from './documents.ts';

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly image: string; readonly args: readonly string[] }[] };
    };
  };
}

const HOOKS = 'Deployment prometheus-metacontroller';

/** A clone whose CRDs have no schema. Settings do not change schemas, and kustomize reads all of them for a second. */
function lean(): string {
  const clone = temporaryFolder('clone-');
  for (const folder of ['manifests', 'metacontroller'])
    cpSync(join(root, folder), join(clone, folder), { recursive: true });
  const crds = join(clone, 'manifests/crds');
  for (const file of readdirSync(crds, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.monitoring.coreos.com.yaml')) continue;
    const text = readFileSync(join(crds, file), 'utf8');
    writeFileSync(join(crds, file), text.replace(/^( +)schema:\n(?:\1 .*\n|\n)*/gm, ''));
  }
  return clone;
}
const LEAN = lean();

/** What kustomize builds from files of `../settings` beside a clone; `undefined` if it is not installed. */
function build(t: Test, files: Readonly<Record<string, string>>): readonly KubernetesObject[] | undefined {
  const folder = temporaryFolder('docs-');
  t.teardown(() => rmSync(folder, { recursive: true }));
  symlinkSync(LEAN, join(folder, 'prometheus-metacontroller'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(resolve(folder, 'settings', file, '..'), { recursive: true });
    writeFileSync(join(folder, 'settings', file), text);
  }
  try {
    const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
    const built = execFileSync(kubectlBinary(), ['kustomize', join(folder, 'settings')], options);
    return loadAll(built) as KubernetesObject[];
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    t.pass('kustomize', { skip: 'kubectl is not installed' });
    return undefined;
  }
}

t.test('settings of users in documents are folders that kustomize builds', async (t) => {
  for (const document of ['docs/install.md', 'docs/migrate.md', 'docs/sizing.md']) {
    const [settings = ''] = blocks(document, 'settings');
    const objects = build(t, { 'kustomization.yaml': settings });
    if (!objects) return;
    const hooks = objects.find((object) => `${object.kind} ${object.metadata.name}` === HOOKS);
    const [container] = (hooks as Deployment | undefined)?.spec.template.spec.containers ?? [];
    t.equal(container?.image, 'registry.example.com/team/prometheus-metacontroller:0.1.0', `${document}: image`);
    const added = [...settings.matchAll(/^ *value: (--\S+)$/gm)].map(([, arg = '']) => arg);
    t.ok(added.length > 0 && added.every((arg) => container?.args.includes(arg)), `${document}: flags are added`);
    t.doesNotThrow(() => parseOptions(container?.args ?? []), `${document}: flags are known`);
  }
});

/** All manifests but the CRDs, which no patch is for. */
const PATCHED = [
  'metacontroller',
  ...['operator', 'admission', 'bundles', 'federation', 'grafana-operator'].map((folder) => `manifests/${folder}`),
];

t.test('patches in documents fit the manifests', async (t) => {
  const all = PATCHED.map((folder) => `  - ../prometheus-metacontroller/${folder}\n`).join('');
  let patched = 0;
  for (const document of pages) {
    for (const block of blocks(document, 'patches')) {
      const objects = build(t, { 'kustomization.yaml': `resources:\n${all}patches:\n${block}` });
      if (!objects) return;
      const text = JSON.stringify(objects);
      for (const [, value = ''] of block.matchAll(/^ *(?:value|- name|cidr): (\S+)$/gm))
        t.ok(text.includes(value), `${document}: ${value}`);
      patched++;
    }
  }
  t.ok(patched >= 4);
});

t.test('settings of monitoring for another namespace', async (t) => {
  const [settings = ''] = blocks('docs/monitoring.md', 'monitoring settings');
  const [dashboards = ''] = blocks('docs/monitoring.md', 'monitoring dashboards');
  const objects = build(t, { 'kustomization.yaml': settings, 'dashboards/kustomization.yaml': dashboards });
  if (!objects) return;
  t.match(JSON.stringify(objects.find(({ kind }) => kind === 'NetworkPolicy')), /metadata.name":"observability"/);
  const maps = objects.filter(({ kind }) => kind === 'ConfigMap');
  t.equal(maps.length, 2);
  for (const { metadata } of maps)
    t.match(metadata, { namespace: 'observability', labels: { grafana_dashboard: '1', release: 'stack' } });
  const selected = objects.filter(({ kind }) => /Monitor$|^PrometheusRule$/.test(kind));
  t.equal(selected.length, 3);
  for (const { metadata } of selected) t.match(metadata.labels, { release: 'stack' });
});

t.test('settings with AlertmanagerConfig v1beta1 have each CRD once', async (t) => {
  const [crds = ''] = blocks('docs/admission.md', 'conversion crds');
  const [settings = ''] = blocks('docs/admission.md', 'conversion settings');
  t.ok(read('docs/migrate.md').includes(crds.replace(/^(?=.)/gm, '   ')), 'docs/migrate.md has the same file');
  const conversion = '  - ../prometheus-metacontroller/manifests/conversion\n';
  const objects = build(t, { 'crds/kustomization.yaml': crds, 'kustomization.yaml': settings + conversion });
  if (!objects) return;
  const found = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  t.equal(found.length, 10);
  const config = found.find(({ metadata }) => metadata.name.startsWith('alertmanagerconfigs.'));
  t.match(config?.['spec'], { conversion: { strategy: 'Webhook' }, versions: [{}, {}] });
});
