// A job without a validation scheme of its own has that of its Prometheus.
import t from 'tap';
import { render } from '../../../hooks/app/routing/render.ts';
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { configText } from '../../support/config.ts';
import { namespace, prometheus } from '../../support/objects.ts';

const META = { generation: 1, resourceVersion: '1', namespace: 'monitoring' };

function rendered(fields: Readonly<Record<string, string>>) {
  const scrapeConfig: KubernetesObject = {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'ScrapeConfig',
    metadata: { ...META, name: 'x', uid: 'ScrapeConfig' },
    spec: { staticConfigs: [{ targets: ['a'] }], nameEscapingScheme: 'AllowUTF8', ...fields },
  };
  const parent = prometheus({ scrapeConfigSelector: {}, nameValidationScheme: 'Legacy' }, META);
  return render([namespace('monitoring'), scrapeConfig, parent], { now: new Date('2026-05-05T00:00:00Z') });
}

const messageOf = (status: unknown, type: string): string => {
  const { conditions } = status as { conditions: { type: string; status: string; message?: string }[] };
  const found = conditions.find((condition) => condition.type === type);
  return `${found?.status}: ${found?.message ?? ''}`;
};

t.test('UTF-8 names without escaping are rejected where the Prometheus has legacy names', async (t) => {
  const [parent] = rendered({}).parents;
  t.match(
    messageOf(parent?.status, 'ResourcesAccepted'),
    /^False: .*metric_name_escaping_scheme must not be allow-utf-8/,
  );
  t.match(messageOf(parent?.status, 'Reconciled'), /^True/, 'the Prometheus goes on');
  t.match(configText(parent?.children ?? []), /scrape_configs: \[\]/);
});

t.test('they are accepted where the job has UTF-8 names', async (t) => {
  const [parent] = rendered({ nameValidationScheme: 'UTF8' }).parents;
  t.equal(messageOf(parent?.status, 'ResourcesAccepted'), 'True: ');
  t.match(configText(parent?.children ?? []), /- job_name: /);
});
