// Receiver integration: PagerDuty.
import type { PagerDutyConfig } from '../../../api/receivers/pagerduty.ts';
import { client } from './http.ts';
import { integration, type Mapping } from './mapping.ts';
import { keyValues, nestedList, secret } from './sources.ts';

type Item<Field extends keyof PagerDutyConfig> = PagerDutyConfig[Field] extends readonly (infer T)[] | undefined
  ? T
  : never;
const link: Mapping<Item<'pagerDutyLinkConfigs'>> = { href: 'href', text: 'alt' };
const image: Mapping<Item<'pagerDutyImageConfigs'>> = { src: 'src', alt: 'alt', href: 'href' };

export const pagerduty = integration<PagerDutyConfig>('pagerduty_configs', {
  send_resolved: 'sendResolved',
  routing_key: secret('routingKey'),
  service_key: secret('serviceKey'),
  url: 'url',
  client: 'client',
  client_url: 'clientURL',
  description: 'description',
  details: keyValues('details'),
  links: nestedList('pagerDutyLinkConfigs', link),
  images: nestedList('pagerDutyImageConfigs', image),
  severity: 'severity',
  class: 'class',
  component: 'component',
  group: 'group',
  source: 'source',
  http_config: client,
  timeout: 'timeout',
});
