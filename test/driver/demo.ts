// `npm run demo`: starts the hooks, puts an example through a cluster in memory as Metacontroller would, shows the
// children, and stays up for curl.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../hooks/core/meta.ts';
import { parseOptions } from '../../hooks/core/options.ts';
import { server } from '../support/server.ts';
import { KIND_INFOS } from './kinds.ts';
import { world } from './world.ts';

const { values: flags, positionals } = parseArgs({
  options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: '8080' } },
  allowPositionals: true,
});
const root = resolve(import.meta.dirname, '../..');
const files = positionals.length > 0 ? positionals : [`${root}/manifests/examples/getting-started.yaml`];

const known = new Set(KIND_INFOS.map(({ kind }) => kind));
const objects = files
  .flatMap((file) => loadAll(readFileSync(file, 'utf8')) as KubernetesObject[])
  .filter((object) => object && known.has(object.kind));

const encoded = (object: KubernetesObject): KubernetesObject => {
  const { stringData, ...rest } = object as KubernetesObject & { stringData?: Record<string, string> };
  if (!stringData) return object;
  return {
    ...rest,
    data: Object.fromEntries(
      Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
  } as KubernetesObject;
};

const strategy = 'server-side-apply';
const { app, stop } = server(parseOptions([`--apply-strategy=${strategy}`, '--log-level=error']));
await app.listen({ host: '127.0.0.1', port: Number(flags.port) });
const base = `http://127.0.0.1:${flags.port}`;

const w = await world({
  strategy,
  post: async (hook, body) => {
    const answer = await fetch(`${base}${hook.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { status: answer.status, body: await answer.text() };
  },
});
for (const object of objects) await w.apply(encoded(object));

console.log(`${styleText('bold', 'prometheus-metacontroller')}: ${objects.length} objects in, these children out\n`);
const owned = w.api.all().filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.controller));
console.table(
  owned.map(({ kind, metadata, data, spec }) => ({
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    'owned by': `${metadata.ownerReferences?.[0]?.kind}/${metadata.ownerReferences?.[0]?.name}`,
    holds:
      Object.keys((data ?? {}) as object).join(', ') ||
      Object.keys((spec ?? {}) as object)
        .slice(0, 3)
        .join(', '),
  })),
);
for (const error of w.driver.errors) console.error(`${error.controller} ${error.parent}: ${error.message}`);

await w.close();
if (flags.once) await stop();
else {
  console.log(`\nThe hooks listen on ${base}. Try:\n`);
  console.log(
    `  curl -s ${base}/prometheus/sync -H 'content-type: application/json' -d ` +
      '@test/curl/prometheus-sync.json\n\nCtrl-C ends.',
  );
  await once(process, 'SIGINT');
  await stop();
}
