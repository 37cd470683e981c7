// A release with all definitions fits into the Secret in which Helm keeps it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { CHART, ROOT } from '../../../release/paths.ts';
import { NO_HELM, renderedText } from '../../support/helm.ts';

/** Kubernetes' limit of a Secret, in bytes. */
const LIMIT = 1024 * 1024;

/** Bytes of a release: the chart, its files in base64, and what it gives; compressed, in base64. */
function releaseSize(manifest: string): number {
  const files = readdirSync(join(ROOT, CHART), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path, data: readFileSync(path).toString('base64') }));
  const release = JSON.stringify({ name: 'prometheus-metacontroller', manifest, chart: { templates: files } });
  return Buffer.from(gzipSync(release, { level: 9 })).toString('base64').length;
}

t.test('a release with everything needs less than two thirds of a Secret', { skip: NO_HELM }, async (t) => {
  const bytes = releaseSize(
    renderedText({
      admission: { enabled: true, conversion: true },
      controllers: { federationExports: true, grafanaOperator: true },
      options: { bundleNamespace: 'hooks', clusterName: 'eu-1', multiclusterServices: 'v1beta1' },
      metrics: { namespace: 'monitoring' },
      monitoring: Object.fromEntries(
        ['monitors', 'rules', 'operatorMetrics', 'dashboards'].map((part) => [part, { enabled: true }]),
      ),
    }),
  );
  t.ok(bytes > LIMIT / 5, `${bytes} bytes: the definitions are among them`);
  t.ok(bytes < (LIMIT * 2) / 3, `${bytes} bytes`);
});
