// Requests that the real Metacontroller sent, byte by byte, where they are beside the project.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import t from 'tap';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { parseOptions } from '../../../hooks/core/options.ts';
import { post } from '../../support/requests.ts';
import { server } from '../../support/server.ts';

const RECORDED = resolve(import.meta.dirname, '../../../../shared/reference/requests');

interface Recorded {
  readonly url: string;
  readonly body: { readonly children?: Record<string, Record<string, KubernetesObject>> };
}

const skip = existsSync(RECORDED) ? false : '../shared/reference/requests is not beside the project';

for (const strategy of ['dynamic-apply', 'server-side-apply']) {
  t.test(`what Metacontroller sent with ${strategy} is understood`, { skip }, async (t) => {
    const { app } = server(parseOptions([`--apply-strategy=${strategy}`, '--log-level=silent']));
    t.teardown(() => app.close());
    for (const file of readdirSync(`${RECORDED}/${strategy}`)) {
      const { url, body } = JSON.parse(readFileSync(`${RECORDED}/${strategy}/${file}`, 'utf8')) as Recorded;
      const { code, body: answer } = await post(app, url, JSON.stringify(body));
      t.equal(code, 200, file);
      if (url.endsWith('/customize'))
        t.ok((answer['relatedResources'] as unknown[]).length > 0, `${file}: asks for related objects`);
      else if (url.startsWith('/assets/'))
        t.match(answer.attachments, [{ kind: 'Secret', metadata: { name: 'servicemonitor-app-assets' } }], file);
      else if (url.endsWith('/finalize')) {
        const observed = Object.values(body.children ?? {}).flatMap((byName) => Object.values(byName));
        t.equal(answer['finalized'], observed.length === 0, `${file}: released once nothing is left`);
        t.notOk(
          answer.children?.some(({ kind }) => kind === 'StatefulSet'),
          `${file}: workloads go first`,
        );
      } else {
        const names = answer.children?.map(({ kind, metadata }) => `${kind} ${metadata.name}`) ?? [];
        t.ok(
          names.includes('Secret prometheus-k8s') && names.includes('Service prometheus-operated'),
          `${file}: has its children`,
        );
        t.match(
          answer.status?.conditions?.map(({ type }) => type).filter((type) => type !== 'ReferencesRead'),
          ['Available', 'Reconciled', 'ResourcesAccepted'],
          file,
        );
      }
    }
  });
}
