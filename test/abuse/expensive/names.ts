// Texts and names that mean something to YAML, JavaScript or Prometheus.
import { serviceMonitor } from '../../support/objects.ts';
import { accepted, type ExpensiveRow, METADATA, monitor, rejected, scraping } from './row.ts';

export const MEANINGS: readonly ExpensiveRow[] = [
  accepted(
    'a text that ends in empty lines, before all others',
    serviceMonitor(
      { endpoints: [{ port: 'web', metricRelabelings: [{ targetLabel: 'a', replacement: 'x\n\n\n' }] }] },
      { name: 'hostile', namespace: 'monitoring' },
    ),
  ),
  accepted(
    'parameters in a list that are called __proto__ and constructor',
    scraping('Probe', {
      prober: { url: 'blackbox:9115' },
      targets: { staticConfig: { static: ['a'] } },
      params: ['__proto__', 'constructor'].map((name) => ({ name, values: ['a'] })),
    }),
  ),
  rejected('a port that is no regular expression', monitor({ port: '(' })),
  rejected('a port that is an expensive regular expression', monitor({ port: '(a{1000}){1000}' })),
  rejected('a discovery that does not wait', {
    ...scraping('ScrapeConfig', { httpSDConfigs: [{ url: 'http://example.com', refreshInterval: '0s' }] }),
    apiVersion: 'monitoring.coreos.com/v1alpha1',
  }),
  rejected('labels of Services without a name', serviceMonitor({ targetLabels: [''] }, METADATA)),
  rejected('parameters that are called __proto__', monitor({ params: JSON.parse('{"__proto__": ["a"]}') })),
  {
    name: 'an external label that is called __proto__',
    spec: { externalLabels: JSON.parse('{"__proto__": "a"}') },
    ends: 'stopped',
  },
];
