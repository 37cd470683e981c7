// Objects that are rejected, and what the Prometheus that selects them says about each.
import type { KubernetesObject } from '../../../hooks/core/meta.ts';
import { prometheusRule, serviceMonitor } from '../../support/objects.ts';

export const scraping = (kind: string, spec: Record<string, unknown>): KubernetesObject => ({
  apiVersion: kind === 'ScrapeConfig' ? 'monitoring.coreos.com/v1alpha1' : 'monitoring.coreos.com/v1',
  kind,
  metadata: { name: 'bad', namespace: 'monitoring' },
  spec,
});
export const monitor = (endpoint: unknown, spec: Record<string, unknown> = {}) =>
  serviceMonitor({ endpoints: [endpoint], ...spec }, { name: 'bad' });
const relabeling = (rule: Record<string, unknown>) => monitor({ port: 'web', relabelings: [rule] });
const asText = (value: unknown): never => value as never;
const withPrototype = JSON.parse(
  JSON.stringify(monitor({ port: 'web', params: { x: ['y'] } })).replace('"x":["y"]', '"__proto__":["y"]'),
) as KubernetesObject;

function discovery(role: string): Record<string, unknown> {
  return { kubernetesSDConfigs: [{ role, selectors: [{ role: 'pod', label: 'a=b' }] }] };
}

/** The message of the Prometheus about one bad object. A good one beside it is always scraped. */
export const rejected: readonly (readonly [name: string, object: KubernetesObject, message: RegExp])[] = [
  [
    'a ServiceMonitor without endpoints',
    serviceMonitor({ endpoints: undefined }, { name: 'bad' }),
    /spec\.endpoints: is required/,
  ],
  [
    'a ServiceMonitor without a selector',
    serviceMonitor({ selector: undefined }, { name: 'bad' }),
    /spec\.selector: is required/,
  ],
  ['a ServiceMonitor without a spec', { ...monitor({}), spec: undefined }, /spec: is required/],
  [
    'endpoints that are text',
    serviceMonitor({ endpoints: 'web' }, { name: 'bad' }),
    /spec\.endpoints: must be an array/,
  ],
  ['an endpoint that is null', monitor(null), /spec\.endpoints\[0\]: must be an object/],
  ['a port that is a number', monitor({ port: 8080 }), /spec\.endpoints\[0\]\.port: must be a string/],
  ['a selector that is text', monitor({}, { selector: 'app=a' }), /spec\.selector: must be an object/],
  [
    'labels that are numbers',
    monitor({}, { selector: { matchLabels: { app: 1 } } }),
    /spec\.selector\.matchLabels\.app: must be a string/,
  ],
  ['a prototype among the parameters', withPrototype, /spec\.endpoints\[0\]\.params\.__proto__/],
  [
    'a regular expression that is none',
    relabeling({ action: 'drop', regex: '(' }),
    /relabelings\[0\]\.regex: "\(" is not RE2/,
  ],
  ['a regular expression for another engine', relabeling({ action: 'drop', regex: 'a(?!b)' }), /is not RE2/],
  [
    'an action that is none',
    relabeling({ action: 'explode' }),
    /relabelings\[0\]\.action: "explode" is no relabel action/,
  ],
  ['an action that every object knows', relabeling({ action: 'constructor' }), /"constructor" is no relabel action/],
  ['a replace rule without a target', relabeling({ action: 'replace', sourceLabels: ['a'] }), /needs a targetLabel/],
  [
    'a selector operator that is none',
    monitor({}, { selector: { matchExpressions: [{ key: 'a', operator: 'Near', values: ['b'] }] } }),
    /matchExpressions\[0\]\.operator: "Near" is not one of/,
  ],
  [
    'a timeout above the interval',
    monitor({ interval: '10s', scrapeTimeout: '20s' }),
    /scrapeTimeout: "20s" is longer than the interval "10s"/,
  ],
  [
    'an interval that is none',
    monitor({ interval: 'often', scrapeTimeout: '1s' }),
    /interval: "often" is not a duration/,
  ],
  [
    'an authorization without credentials',
    monitor({ authorization: { type: 'Bearer' } }),
    /authorization\.credentials: is needed/,
  ],
  ['a scrape class that is none', monitor({}, { scrapeClass: 'gold' }), /spec\.scrapeClass: "gold" is not one of/],
  ['a proxy that is no URL', monitor({ proxyUrl: '://x' }), /proxyUrl/],
  [
    'a Probe without targets',
    scraping('Probe', { prober: { url: 'blackbox:9115' } }),
    /spec\.targets: needs staticConfig or ingress/,
  ],
  [
    'a Probe whose prober is a whole URL',
    scraping('Probe', { prober: { url: 'http://blackbox/probe' }, targets: { staticConfig: { static: ['a'] } } }),
    /spec\.prober\.url/,
  ],
  [
    'a ScrapeConfig with a role that every object knows',
    scraping('ScrapeConfig', discovery('toString')),
    /spec\.kubernetesSDConfigs\[0\]/,
  ],
  [
    'a ScrapeConfig with a DNS type that every object knows',
    scraping('ScrapeConfig', { dnsSDConfigs: [{ names: ['a'], type: 'valueOf' }] }),
    /port/,
  ],
  [
    'a rule that is no PromQL',
    prometheusRule([{ name: 'g', rules: [{ alert: 'A', expr: 'sum(' }] }], { name: 'bad' }),
    /groups\[0\]\.rules\[0\]\.expr/,
  ],
  ['groups that are text', prometheusRule(asText('none'), { name: 'bad' }), /spec\.groups: must be an array/],
];
